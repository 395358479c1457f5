using System.Globalization;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>
/// Which incidents get no message of their own in a channel. Anomalies share it: two messages a week, the second for a
/// warning only; what comes after goes into the thread of the last one. And whatever it is about, more messages than
/// <see cref="AlertCadence.BurstMost"/> at once are rolled up into one. Credits that run out and calls that fail are in neither.
/// </summary>
internal static class Grouping
{
    public const int MostAnomalies = 2;

    private const int MostListed = 8;

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <returns>Whose thread it is told in instead, and why; null: it gets a message of its own.</returns>
    public static async Task<Group?> FindAsync(
        IncidentWork work, Incident incident, string channel, AlertReason reason, AlertCadence cadence, DateTimeOffset? heldUntil, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A quiet post takes no place from an alert.
        if (incident.Kind == AnomalyRule.Kind && reason != AlertReason.Explained)
        {
            var roots = (await work.RootsSinceAsync(AnomalyRule.Kind, now - Week, incident.Id, cancellationToken)).Where(root => root.Channel == channel).ToList();
            if (roots.Count >= (incident.Level >= AlertLevel.Warning ? MostAnomalies : 1))
            {
                return new(roots[0].Incident, new("grouped", $"{Wording.Number(roots.Count, "anomaly message")} came here in the last week: it went into the thread of {roots[0].Incident}."));
            }
        }

        if (incident.Kind == LowCreditRule.Kind || incident.Level >= AlertLevel.Exhausted)
        {
            return null;
        }

        var since = now - cadence.BurstWithin;
        if (await work.Outbox.NewRootsAsync(channel, since, heldUntil, incident.Id, cancellationToken) is var count && count < cadence.BurstMost)
        {
            return null;
        }

        string host = await work.Outbox.RollUpAsync(channel, since, heldUntil, cancellationToken)
            ?? string.Create(CultureInfo.InvariantCulture, $"{OutboxWork.RollUpPrefix}{channel}:{now.UtcDateTime:yyyyMMdd'T'HHmmss}");
        string when = heldUntil is null ? $"came here within {Wording.Duration(cadence.BurstWithin)}" : "wait here for the end of the quiet hours";

        return new(host, new("rolled_up", $"{Wording.Number(count, "message")} {when}: it is told in one with others."));
    }

    public static bool IsRollUp(string host) => host.StartsWith(OutboxWork.RollUpPrefix, StringComparison.Ordinal);

    /// <summary>The one message of a burst: each of them by its latest line, the most severe first.</summary>
    /// <param name="told">What was said in its thread, oldest first.</param>
    public static AlertPost.Note RollUp(IReadOnlyList<AlertPost.Reply> told)
    {
        var latest = told.GroupBy(static reply => reply.Incident).Select(static group => group.Last()).OrderByDescending(static reply => reply.Level).ToList();
        var lines = latest.Take(MostListed).Select(static reply => $"{reply.Level}: {reply.Text}").ToList();
        if (latest.Count > MostListed)
        {
            lines.Add($"… {latest.Count - MostListed} more in the thread");
        }

        return new($"{Wording.Number(latest.Count, "more alert")} at once", "Each is told in the thread; /ack with its number takes it on.")
        {
            Level = latest.Max(static reply => reply.Level),
            Lines = lines,
            Footer = ["/alerts lists what is open"],
        };
    }
}

/// <param name="Host">The incident, or the roll-up.</param>
internal sealed record Group(string Host, AlertSkip Skip);
