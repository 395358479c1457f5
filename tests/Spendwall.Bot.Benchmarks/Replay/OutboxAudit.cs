using System.Globalization;
using System.Text.RegularExpressions;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>What was told to people: every incident once.</summary>
/// <param name="Incidents">How many there were.</param>
/// <param name="Posts">Root messages that reached the terminal, over all lives of the bot.</param>
internal sealed record OutboxAudit(int Incidents, int Posts, IReadOnlyList<string> Faults)
{
    /// <param name="output">Every line that a terminal showed.</param>
    public static OutboxAudit Of(IReadOnlyList<Incident> incidents, IReadOnlyList<Delivery> deliveries, IEnumerable<string> output)
    {
        var faults = new List<string>();
        faults.AddRange(Twice(incidents.Where(incident => incident.State != IncidentState.Resolved), incident => incident.Fingerprint, "open incidents are about"));
        faults.AddRange(Twice(deliveries, delivery => delivery.Key, "deliveries have the key"));
        faults.AddRange(Twice(
            deliveries.Where(delivery => delivery is { Kind: DeliveryKind.Root, State: DeliveryState.Sent }).DistinctBy(delivery => (delivery.Subject, delivery.Channel, delivery.HandleId)),
            delivery => $"{delivery.Subject} in {delivery.Channel}",
            "root messages are of"));
        faults.AddRange(deliveries.Where(delivery => delivery.State is DeliveryState.Sending or DeliveryState.Failed)
            .Select(delivery => $"delivery {delivery.Key} is stuck in {delivery.State}"));

        var posts = RootPosts(output);
        foreach (var (incident, shown) in posts)
        {
            // Between the print and its record lies a moment in which a kill leaves no proof: only then it is said again.
            int attempts = deliveries.Where(delivery => delivery.Subject == incident && delivery.Kind == DeliveryKind.Root).Select(delivery => delivery.Attempts).FirstOrDefault();
            if (shown > Math.Max(1, attempts))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{incident} was posted {shown} times"));
            }
        }

        return new(incidents.Count, posts.Values.Sum(), faults);
    }

    /// <summary>The footer of a root message names its incident first; no other line begins so.</summary>
    private static Dictionary<string, int> RootPosts(IEnumerable<string> output) => output
        .Select(line => Regex.Match(line, @"^  (INC-\d+) · as of "))
        .Where(match => match.Success)
        .GroupBy(match => match.Groups[1].Value, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    private static IEnumerable<string> Twice<T>(IEnumerable<T> rows, Func<T, string> key, string what) =>
        rows.GroupBy(key, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {what} {group.Key}"));
}
