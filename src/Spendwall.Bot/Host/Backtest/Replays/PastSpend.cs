using Spendwall.Bot.Host.Backtest.Streaming;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>A past to replay.</summary>
/// <param name="Intervals">In the order of their time; one that is unknown is not among them.</param>
/// <param name="Missing">Intervals that nobody reported and that count as zero.</param>
/// <param name="Unknown">Intervals of which nothing is known.</param>
internal sealed record PastSpend(string Name, TimeSpan Step, IReadOnlyList<StreamLine.Observation> Intervals, int Missing, int Unknown)
{
    public DateTimeOffset Start => Intervals[0].At;

    public DateTimeOffset End => Intervals[^1].At + Step;

    public double Total => Intervals.Sum(static interval => interval.Usd);

    /// <summary>The hours that the bot itself has stored.</summary>
    /// <param name="rows">Who used what in an hour, where that is told.</param>
    /// <returns>Null when no hour is known.</returns>
    public static PastSpend? Of(string name, SpendHistory history, IReadOnlyDictionary<DateTimeOffset, List<StreamRow>> rows)
    {
        var hours = history.Hours.ToArray();
        var known = hours.Select((usd, i) => new StreamLine.Observation(history.Start.AddHours(i), usd, rows.GetValueOrDefault(history.Start.AddHours(i)) ?? [])).Where(static hour => !double.IsNaN(hour.Usd)).ToList();

        return known.Count == 0 ? null : new(name, TimeSpan.FromHours(1), known, 0, (int)(known[^1].At - known[0].At).TotalHours + 1 - known.Count);
    }
}
