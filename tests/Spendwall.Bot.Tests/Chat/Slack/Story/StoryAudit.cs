using System.Text.Json;
using Spendwall.Bot.Benchmarks.Replay;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Tests.Chat.Slack.Story;

/// <summary>What the bot decided, held against what stands in the workspace.</summary>
internal sealed class StoryAudit(IReadOnlyList<Incident> incidents, IReadOnlyList<IncidentTransition> transitions, IReadOnlyList<Delivery> deliveries, IReadOnlyList<SlackMessage> said)
{
    private const string Ping = "<@U0DANA>";

    public IReadOnlyList<IncidentTransition> Transitions => transitions;

    /// <summary>In the channel, one for each incident that was told.</summary>
    public IReadOnlyList<SlackMessage> Roots => [.. Ours.Where(static message => message.ThreadTs is null && Key(message)!.StartsWith("INC-", StringComparison.Ordinal))];

    private IEnumerable<SlackMessage> Ours => said.Where(static message => Key(message) is not null);

    public static async Task<StoryAudit> OfAsync(string database, IReadOnlyList<SlackMessage> said)
    {
        await using var reader = await LedgerReader.OpenAsync(database, CancellationToken.None);

        return new(
            await reader.IncidentsAsync(CancellationToken.None), await reader.TransitionsAsync(CancellationToken.None), await reader.DeliveriesAsync(CancellationToken.None), said);
    }

    /// <summary>Everything that was decided to be said stands there once, and nothing else does.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var twice in Ours.GroupBy(static message => Key(message)!, StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            yield return $"{twice.Key} stands there {twice.Count()} times";
        }

        foreach (var incident in incidents.Where(incident => Roots.Count(root => Key(root)!.StartsWith(incident.Id + ":", StringComparison.Ordinal)) != (incident.NotifiedAt is null ? 0 : 1)))
        {
            yield return $"{incident.Id} has not exactly one root message";
        }

        foreach (var delivery in deliveries.Where(static delivery => delivery.State != DeliveryState.Sent))
        {
            yield return $"{delivery.Key} ({delivery.Kind}, {delivery.Reason}) is {delivery.State}: {delivery.Error}";
        }

        foreach (var reply in deliveries.Where(static delivery => delivery.Kind == DeliveryKind.Reply))
        {
            string root = deliveries.First(delivery => delivery.Subject == reply.Subject && delivery.Kind == DeliveryKind.Root).HandleId!;
            if (!Ours.Any(message => Key(message) == reply.Key && message.ThreadTs == root))
            {
                yield return $"{reply.Key} ({reply.Reason}) is in no thread of its incident";
            }
        }

        // An eased level and the first post have no line of their own; each other change of state does.
        foreach (var change in transitions.Where(static change => change.Reason is not ("First" or "Eased" or "None")))
        {
            if (!Ours.Any(message => message.ThreadTs is not null && message.Content.Text.Contains(Escaped(change.Text), StringComparison.Ordinal)))
            {
                yield return $"INC-{change.Incident} {change.Reason}: '{change.Text}' was never said";
            }
        }

        foreach (var message in Ours)
        {
            bool asked = deliveries.Any(delivery => delivery.Mention && delivery.Key == Key(message));
            int posted = Pings(message.Edits.Count > 0 ? message.Edits[0].Before : message.Content);
            int edited = message.Edits.Skip(1).Sum(static edit => Pings(edit.Before)) + (message.Edits.Count > 0 ? Pings(message.Content) : 0);
            if (posted != (asked ? 1 : 0) || edited > 0)
            {
                yield return $"{Key(message)} calls its owner {posted} times at first and {edited} times in edits";
            }
        }
    }

    private static int Pings(SlackContent content) => content.Text.Split(Ping).Length - 1;

    private static string? Key(SlackMessage message) =>
        message.IsBots && message.Content.Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.TryGetProperty("event_payload", out var payload)
            ? payload.GetProperty("key").GetString()
            : null;

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
