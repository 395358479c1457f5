using Spendwall.Bot.Benchmarks.Replay;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Chat.Story;

/// <summary>What the bot decided, held against what stands on the platforms.</summary>
internal sealed class StoryAudit(IReadOnlyList<Incident> incidents, IReadOnlyList<IncidentTransition> transitions, IReadOnlyList<Delivery> deliveries, IReadOnlyList<StoryLine> said, string ownerOn)
{
    private readonly Dictionary<string, Delivery> byMark = deliveries.ToDictionary(static delivery => StoryLine.MarkOf(delivery.Channel, delivery.Key), StringComparer.Ordinal);

    public IReadOnlyList<IncidentTransition> Transitions => transitions;

    /// <param name="ownerOn">The platform on which the owner is known, and can be called.</param>
    public static async Task<StoryAudit> OfAsync(string database, IReadOnlyList<StoryLine> said, string ownerOn)
    {
        await using var reader = await LedgerReader.OpenAsync(database, CancellationToken.None);

        return new(
            await reader.IncidentsAsync(CancellationToken.None), await reader.TransitionsAsync(CancellationToken.None), await reader.DeliveriesAsync(CancellationToken.None), said, ownerOn);
    }

    /// <summary>Everything that was decided to be said stands there once, and nothing else does.</summary>
    public IEnumerable<string> Faults() => [.. Messages(), .. Deliveries(), .. Roots(), .. Changes()];

    private IEnumerable<string> Messages()
    {
        foreach (var twice in said.GroupBy(static line => line.Mark, StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            yield return $"{byMark.GetValueOrDefault(twice.Key)?.Key ?? twice.Key} stands there {twice.Count()} times";
        }

        foreach (var line in said)
        {
            if (!byMark.TryGetValue(line.Mark, out var delivery))
            {
                yield return $"'{line.Text}' stands there and was never decided";
                continue;
            }

            if (line.Pinged != (delivery.Mention && line.Platform == ownerOn ? 1 : 0) || line.PingedByEdits > 0)
            {
                yield return $"{delivery.Key} calls its owner {line.Pinged} times at first and {line.PingedByEdits} times in edits";
            }
        }
    }

    private IEnumerable<string> Deliveries()
    {
        foreach (var delivery in deliveries)
        {
            if (delivery.State != DeliveryState.Sent)
            {
                yield return $"{delivery.Key} ({delivery.Kind}, {delivery.Reason}) is {delivery.State}: {delivery.Error}";
            }
            else if (delivery.Kind == DeliveryKind.Reply)
            {
                var root = deliveries.First(other => other.Subject == delivery.Subject && other.Channel == delivery.Channel && other.Kind == DeliveryKind.Root);
                if (!Of(delivery).Any(line => line.Root == root.HandleId))
                {
                    yield return $"{delivery.Key} ({delivery.Reason}) is in no thread of its incident";
                }
            }
        }
    }

    private IEnumerable<string> Roots()
    {
        foreach (string platform in said.Select(static line => line.Platform).Distinct())
        {
            foreach (var incident in incidents)
            {
                int roots = deliveries.Where(delivery => delivery.Subject == incident.Id && delivery.Kind == DeliveryKind.Root).SelectMany(Of).Count(line => line.Root is null && line.Platform == platform);
                if (roots != (incident.NotifiedAt is null ? 0 : 1))
                {
                    yield return $"{incident.Id} has {roots} root messages on {platform}";
                }
            }
        }
    }

    /// <summary>An eased level and the first post have no line of their own, nor has what the first post told already; each other change of state does.</summary>
    private IEnumerable<string> Changes()
    {
        if (!transitions.Any(change => said.Any(line => IsPosted(change, line.Platform))))
        {
            yield return "no change of state came after a first post";
        }

        foreach (var change in transitions.Where(static change => change.Reason is not ("First" or "Eased" or "None")))
        {
            foreach (string platform in said.Select(static line => line.Platform).Distinct().Where(platform => IsPosted(change, platform)))
            {
                if (!said.Any(line => line.Platform == platform && line.Root is not null && line.Says(change.Text)))
                {
                    yield return $"INC-{change.Incident} {change.Reason}: '{change.Text}' was never said on {platform}";
                }
            }
        }
    }

    /// <summary>Whether the incident's root message stood on a platform when it changed.</summary>
    private bool IsPosted(IncidentTransition change, string platform) => deliveries
        .Where(delivery => delivery.Subject == $"INC-{change.Incident}" && delivery.Kind == DeliveryKind.Root)
        .SelectMany(Of)
        .Any(line => line.Platform == platform && line.Root is null && line.PostedAt <= change.At);

    private IEnumerable<StoryLine> Of(Delivery delivery)
    {
        string mark = StoryLine.MarkOf(delivery.Channel, delivery.Key);

        return said.Where(line => line.Mark == mark);
    }
}
