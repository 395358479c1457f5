using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Nowcast;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Alerts.Reconciliation;

/// <summary>Both sides' sums in one shape.</summary>
internal static class BucketUses
{
    /// <summary>Endpoints that count a model's requests; the others count calls of tools beside them.</summary>
    private static readonly string[] OfModels = ["completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions"];

    /// <summary>Failed, and neither tokens nor a cost were told.</summary>
    public static bool UsedNothing(RequestSum sum) => sum.Outcome is { Failed: true } && sum.Figures is { Charged: 0, InputTold: 0, OutputTold: 0 };

    public static BucketUse Local(RequestSum sum, BucketNames names) => new(sum.Start!.Value, names.Of(sum.Labels))
    {
        Requests = sum.Figures.Requests,
        InputTokens = sum.Figures.InputTold == sum.Figures.Requests ? sum.Figures.InputTokens : null,
        OutputTokens = sum.Figures.OutputTold == sum.Figures.Requests ? sum.Figures.OutputTokens : null,
        CachedTokens = sum.Figures.CachedTokens > 0 ? sum.Figures.CachedTokens : null,
        Cost = sum.Figures.Cost,
        IsPriced = sum.Figures.Priced == sum.Figures.Requests,
    };

    public static BucketUse Charged(UsageBucket bucket, EffectivePrices prices)
    {
        Usd? cost = prices.Cost(bucket) is { } dollars ? Usd.FromDollars(dollars) : null;
        string model = OfModels.Contains(bucket.Series.Endpoint) && bucket.Series.Model.Length > 0 ? BucketNames.Model(bucket.Series.Model) : bucket.Series.Endpoint;

        return new(bucket.Start.AddTicks(-(bucket.Start.UtcTicks % TimeSpan.TicksPerHour)), new(model, bucket.Series.Project, bucket.Series.Key))
        {
            Requests = bucket.Requests ?? 0,
            InputTokens = bucket.InputTokens,
            CachedTokens = bucket.CachedTokens,
            OutputTokens = bucket.OutputTokens,
            Cost = cost,
            IsPriced = cost is not null,
        };
    }

    public static Usd? Worth(BucketUse use, EffectivePrices prices)
    {
        var bucket = new UsageBucket(use.Hour, new() { Model = use.Series.Model })
        {
            Requests = use.Requests,
            InputTokens = use.InputTokens,
            CachedTokens = use.CachedTokens,
            OutputTokens = use.OutputTokens,
        };

        return prices.Cost(bucket) is { } dollars ? Usd.FromDollars(dollars) : null;
    }
}
