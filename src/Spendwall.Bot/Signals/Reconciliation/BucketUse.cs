using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>Requests of one UTC hour and series as one side tells of them, summed; null is not told of every one.</summary>
public sealed record BucketUse(DateTimeOffset Hour, BucketSeries Series)
{
    public required long Requests { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    /// <summary>Of our side what the callers told, of the provider's what the use is worth at the price that was billed; null: not known.</summary>
    public Usd? Cost { get; init; }

    /// <summary>The cost is that of every request.</summary>
    public bool IsPriced { get; init; } = true;

    /// <summary>Both together, under the hour and the series of the first.</summary>
    public static BucketUse operator +(BucketUse a, BucketUse b) => a.Requests == 0 ? b with { Hour = a.Hour, Series = a.Series }
        : b.Requests == 0 ? a
        : a with
        {
            Requests = a.Requests + b.Requests,
            InputTokens = a.InputTokens + b.InputTokens,
            CachedTokens = a.CachedTokens is { } cached ? cached + (b.CachedTokens ?? 0) : b.CachedTokens,
            OutputTokens = a.OutputTokens + b.OutputTokens,
            Cost = a.Cost is { } cost ? cost + (b.Cost ?? Usd.Zero) : b.Cost,
            IsPriced = a.IsPriced && b.IsPriced,
        };
}

/// <summary>Under whom requests are counted. Empty: not told, or by a name that the provider does not know.</summary>
/// <param name="Model">The family: a dated snapshot and its model are one. Of a tool, the tool.</param>
public sealed record BucketSeries(string Model, string Project, string Key);
