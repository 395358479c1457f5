using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>Buckets in the words of explanations.</summary>
public static class UseSlices
{
    public static UsageSlice Of(UsageBucket bucket) => Of(bucket, "");

    /// <param name="owner">Who answers for it; empty: nobody known.</param>
    public static UsageSlice Of(UsageBucket bucket, string owner) => new(Caller(bucket.Series), owner, bucket.Series.Model.Length > 0 ? bucket.Series.Model : bucket.Series.Endpoint, bucket.Series.Route)
    {
        Cost = bucket.Cost ?? Usd.Zero,
        Requests = bucket.Requests ?? 0,
        Input = bucket.InputTokens ?? 0,
        Cached = Math.Min(bucket.CachedTokens ?? 0, bucket.InputTokens ?? 0),
        Output = bucket.OutputTokens ?? 0,
    };

    /// <summary>Who called: the key; its project where keys are not told.</summary>
    private static string Caller(UsageSeries series) => series.Key.Length > 0 ? series.Key : series.Project;
}
