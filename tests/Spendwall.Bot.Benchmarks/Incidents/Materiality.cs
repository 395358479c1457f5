namespace Spendwall.Bot.Benchmarks.Incidents;

/// <summary>Was there something at an hour of unmodified traffic? The reference scorer's rule.</summary>
internal static class Materiality
{
    private const int Week = 168;

    /// <returns>24 hours around it at 1.25 times the week before, or the last 6 at twice, or a caller with a twentieth of the spend that pays 1.25 times a request.</returns>
    public static bool Of(WatchedSeries series, int at)
    {
        int from = Math.Max(0, at - 5 - Week);
        int to = Math.Max(1, at - 5);
        double usual = Mean(series, from, to);
        if (Mean(series, at - 5, at + 19) >= 1.25 * usual || Mean(series, at - 5, at + 1) >= 2 * usual)
        {
            return true;
        }

        var before = Callers(series, from, to);
        double total = before.Values.Sum(static use => use.Usd);

        return Callers(series, Math.Max(0, at - 5), Math.Min(series.Hours.Count, at + 7)).Any(now =>
            before.TryGetValue(now.Key, out var use) && use.Requests > 0 && now.Value.Requests >= 20 && use.Usd >= 0.05 * total
            && now.Value.Usd / now.Value.Requests >= 1.25 * use.Usd / use.Requests);
    }

    private static double Mean(WatchedSeries series, int from, int to) =>
        Enumerable.Range(Math.Max(0, from), Math.Min(series.Hours.Count, to) - Math.Max(0, from)).Average(hour => series.Hours[hour].Usd);

    private static Dictionary<string, (double Requests, double Usd)> Callers(WatchedSeries series, int from, int to) => series.Hours.Skip(from).Take(to - from)
        .SelectMany(static hour => hour.Cells)
        .GroupBy(static cell => cell.Caller)
        .ToDictionary(static caller => caller.Key, static caller => (caller.Sum(static cell => cell.Requests), caller.Sum(static cell => cell.Usd)));
}
