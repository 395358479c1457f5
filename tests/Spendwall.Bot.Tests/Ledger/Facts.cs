using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Ledger;

/// <summary>Short words for what a provider says.</summary>
internal static class Facts
{
    public const string Account = "openrouter-main";

    public static readonly DateTimeOffset Monday = new(2026, 10, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>From before every fact here to after it.</summary>
    public static readonly UtcRange Always = new(Monday.AddDays(-400), Monday.AddDays(400));

    public static Usd Dollars(decimal dollars) => Usd.FromDollars(dollars);

    public static UsageBucket Bucket(DateTimeOffset start, string key, string model, decimal? cost, long? requests = null) =>
        new(start, new UsageSeries { Key = key, Model = model }) { Cost = cost is { } dollars ? Dollars(dollars) : null, Requests = requests };

    /// <summary>An answer for the week of <see cref="Monday"/>, whole but for the buckets after <paramref name="coversUntil"/>.</summary>
    public static ProviderFact.Usage Answer(DateTimeOffset observedAt, DateTimeOffset? coversUntil, params UsageBucket[] buckets) =>
        Answer(UsageView.KeyModel, observedAt, coversUntil, buckets);

    public static ProviderFact.Usage Answer(UsageView view, DateTimeOffset observedAt, DateTimeOffset? coversUntil, params UsageBucket[] buckets) =>
        new(Account, observedAt, view, new UtcRange(Monday, Monday.AddDays(7)), coversUntil ?? Monday.AddDays(7), buckets);

    public static Task<StoreResult> StoreAsync(this ISpendLedger ledger, ProviderFact fact) => ledger.StoreAsync(fact, null, CancellationToken.None);

    public static Task<UsageFigures> SumAsync(this ISpendLedger ledger, UtcRange range, SeriesFilter? filter = null, UsageView view = UsageView.KeyModel) =>
        ledger.SumAsync(Account, view, range, filter ?? SeriesFilter.All, CancellationToken.None);

    public static Task<IReadOnlyList<SpendSum>> SpendAsync(
        this ISpendLedger ledger, SpendDimension by, bool byDay = false, SeriesFilter? filter = null, UsageView view = UsageView.KeyModel) =>
        ledger.SpendAsync(new SpendQuery(Account, view, Always, by, byDay, filter ?? SeriesFilter.All), CancellationToken.None);

    public static async Task<List<UsageBucket>> BucketsAsync(this ISpendLedger ledger, UsageView view = UsageView.KeyModel)
    {
        var buckets = new List<UsageBucket>();
        await foreach (var bucket in ledger.BucketsAsync(Account, view, Always, SeriesFilter.All, CancellationToken.None))
        {
            buckets.Add(bucket);
        }

        return buckets;
    }
}
