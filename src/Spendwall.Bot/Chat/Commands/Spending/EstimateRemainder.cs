using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>
/// What a day's estimate says beyond its bill so far: max(0, estimate − billed) of the whole day, shared among the series
/// that are short of their estimate, so that a day is never counted twice and its parts add up to it.
/// </summary>
public static class EstimateRemainder
{
    /// <param name="billed">One day, by series.</param>
    /// <param name="estimated">The same day, by series.</param>
    public static IReadOnlyList<(UsageSeries Series, Usd Estimated)> Of(
        IReadOnlyList<(UsageSeries Series, Usd Cost)> billed, IReadOnlyList<(UsageSeries Series, Usd Cost)> estimated)
    {
        long remainder = Total(estimated) - Total(billed);
        if (remainder <= 0)
        {
            return [];
        }

        var billedOf = billed.GroupBy(static row => row.Series).ToDictionary(static group => group.Key, static group => Total(group));
        var gapped = estimated.GroupBy(static row => row.Series)
            .Select(group => (Series: group.Key, Gap: Math.Max(0, Total(group) - billedOf.GetValueOrDefault(group.Key))))
            .Where(static pair => pair.Gap > 0)
            .ToList();
        var gaps = (Int128)gapped.Sum(static pair => pair.Gap);

        // Each cumulative share is rounded down, so the parts add up to the remainder to the nano-dollar.
        var parts = new List<(UsageSeries, Usd)>(gapped.Count);
        Int128 gapSoFar = 0;
        long given = 0;
        foreach (var (series, gap) in gapped)
        {
            gapSoFar += gap;
            long until = (long)(remainder * gapSoFar / gaps);
            parts.Add((series, new Usd(until - given)));
            given = until;
        }

        return parts;
    }

    private static long Total(IEnumerable<(UsageSeries Series, Usd Cost)> rows) => rows.Aggregate(Usd.Zero, static (sum, row) => sum + row.Cost).Nanos;
}
