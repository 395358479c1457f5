using Spendwall.Bot.Host.Backtest.Streaming;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Benchmarks.Incidents;

/// <summary>One series of the reference scorer's stream, every hour of it.</summary>
internal sealed record WatchedSeries(string Name, IReadOnlyList<UsageHour> Hours)
{
    /// <summary>Its name is that of an unmodified series and of what was injected: <c>sg_dev_01#loop30</c>.</summary>
    public bool IsClean => !Name.Contains('#', StringComparison.Ordinal);

    public string Origin => Name.Split('#')[0];
}

/// <summary>What was injected into a series, read off from the two: the scorer's stream does not say.</summary>
/// <param name="Start">Number of its first hour.</param>
/// <param name="Extra">USD more than without it, by hour of the series.</param>
internal sealed record InjectedIncident(WatchedSeries Series, WatchedSeries Clean, string Kind, int Start, int Deadline, double[] Extra)
{
    /// <summary>Hours that a kind may take to be found, as the scorer has them; its stream ends a day later.</summary>
    private static readonly Dictionary<string, int> Deadlines = new(StringComparer.Ordinal)
    {
        ["loop3"] = 6,
        ["shift30"] = 72,
        ["drift3"] = 168,
        ["mix10"] = 48,
        ["ctx2"] = 48,
        ["retry50"] = 24,
    };

    private const int Tail = 24;

    /// <summary>Before a change of mix a caller used the dear model for 0.5 % of its requests.</summary>
    private const double PremiumBefore = 0.06;

    private const double Rounding = 1e-5;

    public static IEnumerable<string> Kinds => Deadlines.Keys;

    public static InjectedIncident Of(WatchedSeries series, WatchedSeries clean)
    {
        string kind = series.Name.Split('#')[1][..^1];
        int deadline = Deadlines[kind];
        int start = series.Hours.Count < clean.Hours.Count
            ? series.Hours.Count - deadline - Tail
            : Enumerable.Range(0, series.Hours.Count).First(hour => Math.Abs(series.Hours[hour].Usd - clean.Hours[hour].Usd) > (kind == "mix10" ? PremiumBefore : Rounding) * clean.Hours[hour].Usd);

        return new(series, clean, kind, start, deadline, [.. series.Hours.Select((hour, i) => i < start ? 0 : Math.Max(0, hour.Usd - clean.Hours[i].Usd))]);
    }
}

/// <summary>The scorer's <c>stream --bench anomaly</c>, read whole.</summary>
internal static class IncidentStream
{
    public static async Task<(IReadOnlyList<WatchedSeries> Clean, IReadOnlyList<InjectedIncident> Incidents)> ReadAsync(TextReader input, CancellationToken cancellationToken)
    {
        var all = new List<WatchedSeries>();
        List<UsageHour> hours = [];
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (StreamProtocol.Parse(line))
            {
                case StreamLine.Series series:
                    all.Add(new(series.Name, hours = []));
                    break;
                case StreamLine.Observation seen:
                    hours.Add(new(seen.At, seen.Usd, [.. seen.Rows.Select(static row => new UsageCell(row.Caller, row.Model, row.Requests, row.InputTokens, row.OutputTokens, row.Usd))]));
                    break;
            }
        }

        var clean = all.Where(static series => series.IsClean).ToDictionary(static series => series.Name);

        return ([.. clean.Values], [.. all.Where(static series => !series.IsClean).Select(series => InjectedIncident.Of(series, clean[series.Origin]))]);
    }
}
