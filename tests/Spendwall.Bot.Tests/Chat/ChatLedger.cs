using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Chat;

/// <summary>The reading half of a ledger over buckets in memory.</summary>
internal sealed class ChatLedger : ISpendLedger
{
    public List<(string Account, UsageView View, UsageBucket Bucket)> Buckets { get; } = [];

    public Dictionary<string, List<DatasetMark>> Marks { get; } = [];

    public Dictionary<string, List<PollRun>> Polls { get; } = [];

    public Dictionary<string, List<DimensionName>> Names { get; } = [];

    public Dictionary<string, List<string>> BlindSpots { get; } = [];

    public List<CreditLot> Lots { get; } = [];

    public ChatLedger Add(string account, UsageView view, string at, decimal? usd, UsageSeries series, long? requests = null, long? input = null, long? output = null, decimal? byok = null)
    {
        Buckets.Add((account, view, new UsageBucket(ChatTime.At(at), series)
        {
            Cost = usd is { } known ? Usd.FromDollars(known) : null,
            ByokCost = byok is { } upstream ? Usd.FromDollars(upstream) : null,
            Requests = requests,
            InputTokens = input,
            OutputTokens = output,
        }));

        return this;
    }

    public ChatLedger Mark(string account, string dataset, string coversUntil)
    {
        var list = Marks.TryGetValue(account, out var known) ? known : Marks[account] = [];
        list.Add(new(account, dataset, ChatTime.At(coversUntil), ChatTime.At(coversUntil), ChatTime.At(coversUntil)));

        return this;
    }

    public Task<IReadOnlyDictionary<string, DatasetMark>> MarksAsync(string account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, DatasetMark>>(Of(Marks, account).ToDictionary(mark => mark.Dataset));

    public Task<IReadOnlyList<PollRun>> PollsAsync(string account, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PollRun>>(Of(Polls, account).Take(most).ToList());

    public Task<IReadOnlyList<DimensionName>> NamesAsync(string account, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DimensionName>>(Of(Names, account));

    public Task<IReadOnlyList<string>> BlindSpotsAsync(string account, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(Of(BlindSpots, account));

    public Task<IReadOnlyList<CreditLot>> LotsAsync(string account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CreditLot>>(Lots.Where(lot => lot.Account == account).ToList());

    public List<AuditRow> Audit { get; } = [];

    public Task<CreditLot> AddLotAsync(CreditLot lot, AuditRow audit, CancellationToken cancellationToken)
    {
        Audit.Add(audit);
        Lots.Add(lot with { Id = Lots.Count + 1 });

        return Task.FromResult(Lots[^1]);
    }

    public Task<IReadOnlyList<SpendSum>> SpendAsync(SpendQuery query, CancellationToken cancellationToken)
    {
        Assert.Equal(query.Days.Start.FloorDay(), query.Days.Start);
        Assert.Equal(query.Days.End.FloorDay(), query.Days.End);
        var sums = Inside(query.Account, query.View, query.Days, query.Filter)
            .GroupBy(bucket => (Day: query.ByDay ? DateOnly.FromDateTime(bucket.Start.UtcDateTime) : (DateOnly?)null, Series: Cut(bucket.Series, query.By)))
            .Select(group => new SpendSum(group.Key.Day, group.Key.Series, Sum(group)))
            .ToList();

        return Task.FromResult<IReadOnlyList<SpendSum>>(sums);
    }

    public Task<UsageFigures> SumAsync(string account, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken)
    {
        Assert.Equal(range.Start.FloorHour(), range.Start);
        Assert.Equal(range.End.FloorHour(), range.End);

        return Task.FromResult(Sum(Inside(account, view, range, filter)));
    }

    public Task<IReadOnlyList<string>> ValuesAsync(string account, UsageView view, SpendDimension dimension, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(Buckets.Where(row => row.Account == account && row.View == view)
            .Select(row => Value(row.Bucket.Series, dimension)).Where(value => value.Length > 0).Distinct().ToList());

    public Task<StoreResult> StoreAsync(ProviderFact fact, DatasetMark? mark, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RecordPollAsync(PollRun run, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BalanceReading?> BalanceAsync(string account, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<BalanceReading>> BalancesAsync(string account, UtcRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Dictionary<string, List<KeyCap>> Caps { get; } = [];

    public Task<IReadOnlyList<KeyCap>> KeyCapsAsync(string account, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<KeyCap>>(Of(Caps, account));

    public Task<IReadOnlyList<HourSum>> HoursAsync(string account, UsageView view, UtcRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<UsageBucket> BucketsAsync(string account, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken) =>
        Inside(account, view, range, filter).OrderBy(static bucket => bucket.Start).ToAsyncEnumerable();

    public Task<IReadOnlyList<Revision>> RevisionsAsync(string account, UtcRange range, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

    public List<ModelPrice> Prices { get; } = [];

    public Task<IReadOnlyList<ListedPrice>> PriceHistoryAsync(string account, UtcRange range, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ListedPrice>>([.. Prices.Select(static price => new ListedPrice(price, DateTimeOffset.UnixEpoch))]);

    public Task<IReadOnlyList<ModelPrice>> PricesAsync(string account, DateTimeOffset at, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ModelPrice>>(Prices);

    public Task<IReadOnlyList<ProviderLimit>> LimitsAsync(string account, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static List<T> Of<T>(Dictionary<string, List<T>> all, string account) => all.GetValueOrDefault(account) ?? [];

    private IEnumerable<UsageBucket> Inside(string account, UsageView view, UtcRange range, SeriesFilter filter) =>
        Buckets.Where(row => row.Account == account && row.View == view && range.Contains(row.Bucket.Start) && Fits(row.Bucket.Series, filter)).Select(row => row.Bucket);

    private static bool Fits(UsageSeries series, SeriesFilter filter) =>
        (filter.Project ?? series.Project) == series.Project && (filter.Key ?? series.Key) == series.Key && (filter.Model ?? series.Model) == series.Model
        && (filter.Route ?? series.Route) == series.Route && (filter.Endpoint ?? series.Endpoint) == series.Endpoint;

    private static UsageSeries Cut(UsageSeries series, SpendDimension by) => new()
    {
        Project = by.HasFlag(SpendDimension.Project) ? series.Project : "",
        Key = by.HasFlag(SpendDimension.Key) ? series.Key : "",
        Model = by.HasFlag(SpendDimension.Model) ? series.Model : "",
        Route = by.HasFlag(SpendDimension.Route) ? series.Route : "",
        Endpoint = by.HasFlag(SpendDimension.Endpoint) ? series.Endpoint : "",
    };

    private static string Value(UsageSeries series, SpendDimension dimension) => dimension switch
    {
        SpendDimension.Project => series.Project,
        SpendDimension.Key => series.Key,
        SpendDimension.Model => series.Model,
        SpendDimension.Route => series.Route,
        _ => series.Endpoint,
    };

    private static UsageFigures Sum(IEnumerable<UsageBucket> buckets)
    {
        var list = buckets.ToList();

        return new()
        {
            Cost = list.Any(bucket => bucket.Cost is not null) ? new Usd(list.Sum(bucket => bucket.Cost?.Nanos ?? 0)) : null,
            ByokCost = list.Any(bucket => bucket.ByokCost is not null) ? new Usd(list.Sum(bucket => bucket.ByokCost?.Nanos ?? 0)) : null,
            Requests = Sum(list, bucket => bucket.Requests),
            InputTokens = Sum(list, bucket => bucket.InputTokens),
            OutputTokens = Sum(list, bucket => bucket.OutputTokens),
        };
    }

    private static long? Sum(List<UsageBucket> list, Func<UsageBucket, long?> figure) => list.Any(bucket => figure(bucket) is not null) ? list.Sum(bucket => figure(bucket) ?? 0) : null;
}

internal static class ChatTime
{
    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}
