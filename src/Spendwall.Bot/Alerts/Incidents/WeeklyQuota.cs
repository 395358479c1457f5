using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>
/// Anomalies share a channel: two root messages a week there, the second for a warning only. What comes after goes into
/// the thread of the last one and is listed by <c>/alerts</c>.
/// </summary>
internal static class WeeklyQuota
{
    public const int Most = 2;

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <returns>The channels that may have a root message for it.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        IncidentWork work, Incident incident, IReadOnlyList<string> channels, AlertReason reason, Governance.Principal? owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (incident.Kind != AnomalyRule.Kind)
        {
            return channels;
        }

        var roots = await work.RootsSinceAsync(AnomalyRule.Kind, now - Week, incident.Id, cancellationToken);
        int most = incident.Level >= AlertLevel.Warning ? Most : 1;
        var allowed = new List<string>();
        foreach (string channel in channels)
        {
            var here = roots.Where(root => root.Channel == channel).ToList();
            if (here.Count < most)
            {
                allowed.Add(channel);
            }
            else if (reason is AlertReason.First or AlertReason.Worse)
            {
                var reply = new AlertPost.Reply(here[0].Incident, incident.Level, $"{incident.Id}, too: {incident.Title}", owner);
                var draft = new DeliveryDraft(here[0].Incident, channel, DeliveryKind.Reply, reason.ToString(), AlertJson.Write(reply)) { Mention = incident.Level >= AlertLevel.Warning };
                await work.Outbox.EnqueueAsync(draft, now, cancellationToken);
                await work.SkipAsync(
                    incident.Id, channel, "grouped", $"{Wording.Number(here.Count, "anomaly message")} came here in the last week: it went into the thread of {here[0].Incident}.", now, cancellationToken);
            }
        }

        return allowed;
    }
}
