using System.Runtime.CompilerServices;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Support;

/// <summary>A ledger of plain lists: what the contract says, with nothing rolled up.</summary>
public sealed class FakeLedger : ISpendLedger
{
    private readonly Dictionary<(string Account, UsageView View, DateTimeOffset Start, UsageSeries Series), UsageBucket> buckets = [];

    public List<BalanceReading> Balances { get; } = [];

    public List<KeyCap> Caps { get; } = [];

    public List<CreditLot> Lots { get; } = [];

    public List<PollRun> Polls { get; } = [];

    public List<DatasetMark> Marks { get; } = [];

    public List<ModelPrice> Prices { get; } = [];

    public List<string> BlindSpots { get; } = [];

    /// <summary>How often it was asked.</summary>
    public int Reads { get; private set; }

    public void Add(string account, UsageView view, params IEnumerable<UsageBucket> rows)
    {
        foreach (var row in rows)
        {
            buckets[(account, view, row.Start, row.Series)] = row;
        }
    }

    public void Mark(string account, string dataset, DateTimeOffset covers)
    {
        Marks.RemoveAll(mark => mark.Account == account && mark.Dataset == dataset);
        Marks.Add(new(account, dataset, covers, covers, covers));
    }

    public Task<StoreResult> StoreAsync(ProviderFact fact, DatasetMark? mark, CancellationToken cancellationToken)
    {
        int rows = 1;
        switch (fact)
        {
            case ProviderFact.Balance balance:
                Balances.Add(balance.Reading);
                break;
            case ProviderFact.KeyCaps caps:
                Caps.RemoveAll(cap => cap.Account == caps.Account);
                Caps.AddRange(caps.Caps);
                break;
            case ProviderFact.Usage usage:
                var told = usage.Buckets.Select(bucket => bucket.Start).ToHashSet();
                foreach (var key in buckets.Keys.Where(key => key.Account == usage.Account && key.View == usage.View && told.Contains(key.Start)).ToList())
                {
                    buckets.Remove(key);
                }

                Add(usage.Account, usage.View, usage.Buckets);
                rows = usage.Buckets.Count;
                break;
            case ProviderFact.Prices prices:
                Prices.Clear();
                Prices.AddRange(prices.List);
                break;
            case ProviderFact.BlindSpot blind:
                BlindSpots.Add(blind.Text);
                break;
        }

        if (mark is not null)
        {
            Marks.RemoveAll(old => old.Account == mark.Account && old.Dataset == mark.Dataset);
            Marks.Add(mark);
        }

        return Task.FromResult(new StoreResult(rows, rows));
    }

    public Task RecordPollAsync(PollRun run, CancellationToken cancellationToken)
    {
        Polls.Add(run);

        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, DatasetMark>> MarksAsync(string account, CancellationToken cancellationToken) =>
        Answer<IReadOnlyDictionary<string, DatasetMark>>(Marks.Where(mark => mark.Account == account).ToDictionary(mark => mark.Dataset));

    public Task<IReadOnlyList<PollRun>> PollsAsync(string account, int most, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<PollRun>>([.. Polls.Where(poll => poll.Account == account).OrderByDescending(poll => poll.StartedAt).Take(most)]);

    public Task<BalanceReading?> BalanceAsync(string account, DateTimeOffset at, CancellationToken cancellationToken) =>
        Answer(Balances.Where(reading => reading.Account == account && reading.ObservedAt <= at).MaxBy(reading => reading.ObservedAt));

    public Task<IReadOnlyList<BalanceReading>> BalancesAsync(string account, UtcRange range, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<BalanceReading>>([.. Balances.Where(reading => reading.Account == account && range.Contains(reading.ObservedAt)).OrderBy(reading => reading.ObservedAt)]);

    public Task<IReadOnlyList<KeyCap>> KeyCapsAsync(string account, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<KeyCap>>([.. Caps.Where(cap => cap.Account == account)]);

    public Task<IReadOnlyList<HourSum>> HoursAsync(string account, UsageView view, UtcRange range, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<HourSum>>([.. Rows(account, view, range, SeriesFilter.All).GroupBy(row => row.Start).OrderBy(hour => hour.Key).Select(hour => new HourSum(hour.Key, Sum(hour)))]);

    public Task<IReadOnlyList<SpendSum>> SpendAsync(SpendQuery query, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<SpendSum>>(
        [
            .. Rows(query.Account, query.View, query.Days, query.Filter)
                .GroupBy(row => (Day: query.ByDay ? DateOnly.FromDateTime(row.Start.UtcDateTime) : (DateOnly?)null, Series: Keep(row.Series, query.By)))
                .OrderBy(group => group.Key.Day)
                .Select(group => new SpendSum(group.Key.Day, group.Key.Series, Sum(group))),
        ]);

    public Task<UsageFigures> SumAsync(string account, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken) =>
        Answer(Sum(Rows(account, view, range, filter)));

    public async IAsyncEnumerable<UsageBucket> BucketsAsync(
        string account, UsageView view, UtcRange range, SeriesFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in Rows(account, view, range, filter).OrderBy(row => row.Start))
        {
            yield return row;
        }

        await Task.CompletedTask;
    }

    public Task<IReadOnlyList<Revision>> RevisionsAsync(string account, UtcRange range, int most, CancellationToken cancellationToken) => Answer<IReadOnlyList<Revision>>([]);

    public Task<IReadOnlyList<string>> ValuesAsync(string account, UsageView view, SpendDimension dimension, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<string>>(
        [
            .. buckets.Where(pair => pair.Key.Account == account && pair.Key.View == view)
                .OrderByDescending(pair => pair.Key.Start)
                .Select(pair => Value(pair.Key.Series, dimension))
                .Where(value => value.Length > 0)
                .Distinct(),
        ]);

    public Task<IReadOnlyList<DimensionName>> NamesAsync(string account, CancellationToken cancellationToken) => Answer<IReadOnlyList<DimensionName>>([]);

    public Task<IReadOnlyList<ListedPrice>> PriceHistoryAsync(string account, UtcRange range, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<ListedPrice>>([.. Prices.Select(static price => new ListedPrice(price, DateTimeOffset.UnixEpoch))]);

    public Task<IReadOnlyList<ModelPrice>> PricesAsync(string account, DateTimeOffset at, CancellationToken cancellationToken) => Answer<IReadOnlyList<ModelPrice>>([.. Prices]);

    public Task<IReadOnlyList<ProviderLimit>> LimitsAsync(string account, CancellationToken cancellationToken) => Answer<IReadOnlyList<ProviderLimit>>([]);

    public Task<IReadOnlyList<string>> BlindSpotsAsync(string account, CancellationToken cancellationToken) => Answer<IReadOnlyList<string>>([.. BlindSpots]);

    public Task<IReadOnlyList<CreditLot>> LotsAsync(string account, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<CreditLot>>([.. Lots.Where(lot => lot.Account == account).OrderBy(lot => lot.BoughtAt)]);

    public Task<CreditLot> AddLotAsync(CreditLot lot, AuditRow audit, CancellationToken cancellationToken)
    {
        lot = lot with { Id = Lots.Count + 1 };
        Lots.Add(lot);

        return Task.FromResult(lot);
    }

    private Task<T> Answer<T>(T answer)
    {
        Reads++;

        return Task.FromResult(answer);
    }

    private IEnumerable<UsageBucket> Rows(string account, UsageView view, UtcRange range, SeriesFilter filter) =>
        buckets.Where(pair => pair.Key.Account == account && pair.Key.View == view && range.Contains(pair.Key.Start) && Fits(pair.Key.Series, filter)).Select(pair => pair.Value);

    private static bool Fits(UsageSeries series, SeriesFilter filter) =>
        (filter.Project ?? series.Project) == series.Project && (filter.Key ?? series.Key) == series.Key && (filter.Model ?? series.Model) == series.Model
        && (filter.Route ?? series.Route) == series.Route && (filter.Endpoint ?? series.Endpoint) == series.Endpoint;

    private static UsageSeries Keep(UsageSeries series, SpendDimension by) => new()
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
        SpendDimension.Endpoint => series.Endpoint,
        _ => throw new ArgumentException("One dimension at a time.", nameof(dimension)),
    };

    private static UsageFigures Sum(IEnumerable<UsageBucket> rows)
    {
        var sum = default(UsageFigures);
        foreach (var row in rows)
        {
            sum = new UsageFigures
            {
                Cost = Add(sum.Cost, row.Cost),
                ByokCost = Add(sum.ByokCost, row.ByokCost),
                Requests = Add(sum.Requests, row.Requests),
                InputTokens = Add(sum.InputTokens, row.InputTokens),
                CachedTokens = Add(sum.CachedTokens, row.CachedTokens),
                OutputTokens = Add(sum.OutputTokens, row.OutputTokens),
                ReasoningTokens = Add(sum.ReasoningTokens, row.ReasoningTokens),
            };
        }

        return sum;
    }

    private static Usd? Add(Usd? a, Usd? b) => a is { } left ? left + (b ?? Usd.Zero) : b;

    private static long? Add(long? a, long? b) => a is { } left ? left + (b ?? 0) : b;
}
