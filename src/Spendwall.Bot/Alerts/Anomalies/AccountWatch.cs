using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>One account as it is watched: its hours one by one, what is open, and what it is to be compared with.</summary>
internal sealed class AccountWatch
{
    /// <summary>How much past a watch is made of: a record's span before an incident, the longest that one lasts, and a day.</summary>
    public static readonly TimeSpan Reach = AnomalyRules.Shipped.Span + AnomalyRules.Shipped.Accept + TimeSpan.FromDays(1);

    /// <summary>What an incident is compared with.</summary>
    private static readonly TimeSpan Base = TimeSpan.FromDays(7);

    private readonly ScopeWatch watch = new(TimeSpan.FromHours(1), AnomalyRules.Shipped);
    private readonly List<UtcRange> incidents = [];
    private DateTimeOffset? first;

    /// <summary>End of the last hour that was taken; null: none was.</summary>
    public DateTimeOffset? Until { get; private set; }

    public IReadOnlyList<AnomalySignal> Open => watch.Open;

    /// <param name="buckets">Of this hour; none when nothing was used in it.</param>
    public void Take(DateTimeOffset hour, IReadOnlyList<UsageBucket> buckets)
    {
        first ??= hour;
        var slices = buckets.Where(static bucket => bucket.Cost is not null).Select(UseSlices.Of).ToList();
        var cells = slices.Select(static slice => new UsageCell(slice.Caller, slice.Model, slice.Requests, slice.Input, slice.Output, slice.Cost.ToDouble(), slice.Cached)).ToList();
        foreach (var signal in watch.Observe(new(hour, cells.Sum(static cell => cell.Usd), cells)))
        {
            // What was accepted is how things are, and a baseline like any other time.
            if (signal.Turn == AnomalyTurn.Resolved)
            {
                incidents.Add(new(signal.Since, hour));
            }
        }

        incidents.RemoveAll(range => range.End < hour - Reach);
        Until = hour.AddHours(1);
    }

    /// <summary>The week before an instant without incidents; with them, where they leave less than a day of it. Empty: nothing is known of it.</summary>
    public IReadOnlyList<UtcRange> BaseOf(DateTimeOffset since)
    {
        var start = first is { } known && known > since - Base ? known : since - Base;
        if (first is null || start >= since)
        {
            return [];
        }

        var whole = new UtcRange(start, since);
        var left = new List<UtcRange>();
        var at = start;
        foreach (var incident in incidents.Where(range => range.End > start && range.Start < since).OrderBy(static range => range.Start))
        {
            if (incident.Start > at)
            {
                left.Add(new(at, incident.Start));
            }

            at = incident.End > at ? incident.End : at;
        }

        if (at < since)
        {
            left.Add(new(at, since));
        }

        return left.Sum(static range => range.Length.TotalDays) >= 1 ? left : [whole];
    }
}
