using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Benchmarks.Incidents;

/// <summary>A rule that says hour by hour how unusual a series is, from what was until then.</summary>
internal interface IDetector
{
    string Name { get; }

    /// <returns>A figure for each hour; above a threshold it is an alarm.</returns>
    double[] Score(WatchedSeries series);
}

/// <summary>The watch that the bot runs, as it ships: its alarms are 1.</summary>
internal sealed class OwnWatch(string name, AnomalyRules rules) : IDetector
{
    public string Name => name;

    public double[] Score(WatchedSeries series)
    {
        var watch = new ScopeWatch(TimeSpan.FromHours(1), rules);

        return [.. series.Hours.Select(hour => watch.Observe(hour).Any(static signal => signal.Turn is AnomalyTurn.Opened or AnomalyTurn.Worse) ? 1.0 : 0)];
    }
}
