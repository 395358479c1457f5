using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>One account as it is watched: its hours one by one, what is open, and the use that explains it.</summary>
internal sealed class AccountWatch
{
    /// <summary>How much past a watch is made of: a record's span, a week before it, and an incident's longest life.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(30);

    /// <summary>What an incident is compared with.</summary>
    public static readonly TimeSpan Base = TimeSpan.FromDays(7);

    private readonly ScopeWatch watch = new(TimeSpan.FromHours(1), AnomalyRules.Shipped);
    private readonly UseHistory history = new(Reach);
    private readonly List<UtcRange> incidents = [];
    private DateTimeOffset? first;

    /// <summary>End of the last hour that was taken; null: none was.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <param name="buckets">Of this hour; none when nothing was used in it.</param>
    public void Take(DateTimeOffset hour, IReadOnlyList<UsageBucket> buckets)
    {
        first ??= hour;
        var slices = buckets.Where(static bucket => bucket.Cost is not null).Select(UseSlices.Of).ToList();
        history.Add(hour, slices);
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

    /// <summary>Null: nothing is unusual.</summary>
    public AnomalyOutlook Look()
    {
        var open = watch.Open;
        if (open.Count == 0 || Until is not { } until || first is null)
        {
            return new(Until, [], null);
        }

        var since = open.Min(static signal => signal.Since);
        var start = since - Base > first ? since - Base : first.Value;

        return new(until, open, start < since ? history.Explain(new(start, since), new(since, until), incidents) : null);
    }
}
