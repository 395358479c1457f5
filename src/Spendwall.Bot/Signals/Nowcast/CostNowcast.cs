using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Signals.Nowcast;

/// <summary>What a day that is not billed yet has cost so far: its usage × the organisation's own prices.</summary>
public static class CostNowcast
{
    /// <param name="usage">Usage of open days; every start is taken to its UTC day.</param>
    /// <returns>
    /// Day × project × key × model. A bucket without any price keeps its tokens and has no cost; one with a price for a
    /// part costs that part, and the model is named among the unpriced.
    /// </returns>
    public static CostEstimate Estimate(IEnumerable<UsageBucket> usage, EffectivePrices prices)
    {
        var days = new Dictionary<(DateTimeOffset, string, string, string), UsageBucket>();
        var unpriced = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var bucket in usage)
        {
            Usd? cost = prices.Cost(bucket) is { } dollars ? Usd.FromDollars(dollars) : null;
            if (cost is null)
            {
                unpriced.Add(bucket.Series.Model.Length > 0 ? bucket.Series.Model : bucket.Series.Endpoint);
            }

            var series = new UsageSeries { Project = bucket.Series.Project, Key = bucket.Series.Key, Model = bucket.Series.Model };
            var key = (bucket.Start.FloorDay(), series.Project, series.Key, series.Model);
            var before = days.GetValueOrDefault(key) ?? new UsageBucket(key.Item1, series);
            days[key] = before with
            {
                Requests = Add(before.Requests, bucket.Requests),
                InputTokens = Add(before.InputTokens, bucket.InputTokens),
                CachedTokens = Add(before.CachedTokens, bucket.CachedTokens),
                OutputTokens = Add(before.OutputTokens, bucket.OutputTokens),
                ReasoningTokens = Add(before.ReasoningTokens, bucket.ReasoningTokens),
                Cost = before.Cost is { } sum ? sum + (cost ?? Usd.Zero) : cost,
            };
        }

        return new([.. days.Values], [.. unpriced]);
    }

    private static long? Add(long? a, long? b) => a is null ? b : a + (b ?? 0);
}

/// <param name="Unpriced">Models (or services) whose use has no known price: in no estimate, and not zero.</param>
public sealed record CostEstimate(IReadOnlyList<UsageBucket> Buckets, IReadOnlyList<string> Unpriced);
