using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Balances;
using Spendwall.Bot.Ledger.Caps;
using Spendwall.Bot.Ledger.Notes;
using Spendwall.Bot.Ledger.Polls;
using Spendwall.Bot.Ledger.Prices;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger;

/// <summary>The one front of the tables; each kind of fact has its own book behind it.</summary>
public sealed class SpendLedger : ISpendLedger
{
    private readonly LedgerDatabase database;
    private readonly AccountCatalog accounts = new();
    private readonly SeriesCatalog series = new();
    private readonly UsageWriter writer;
    private readonly SpendReader spend;
    private readonly HourReader hours;
    private readonly BucketReader buckets;
    private readonly BalanceBook balances;
    private readonly LotBook lots;
    private readonly CapBook caps;
    private readonly PriceBook prices;
    private readonly NoteBook notes;
    private readonly PollLog polls;

    public SpendLedger(LedgerDatabase database)
    {
        this.database = database;
        writer = new(series);
        spend = new(database, accounts);
        hours = new(database, accounts);
        buckets = new(database, accounts);
        balances = new(database, accounts);
        lots = new(database, accounts);
        caps = new(database, accounts);
        prices = new(database, accounts);
        notes = new(database, accounts);
        polls = new(database, accounts);
    }

    /// <inheritdoc/>
    public async Task<StoreResult> StoreAsync(ProviderFact fact, DatasetMark? mark, CancellationToken cancellationToken)
    {
        var (result, afterCommit) = await database.WriteAsync(
            async (db, cancellation) =>
            {
                int account = await accounts.EnsureAsync(db, fact.Account, cancellation);
                if (mark is not null)
                {
                    await PollLog.MarkAsync(db, mark.Account == fact.Account ? account : await accounts.EnsureAsync(db, mark.Account, cancellation), mark, cancellation);
                }

                return await StoreAsync(db, account, fact, cancellation);
            },
            cancellationToken);
        afterCommit?.Invoke();

        return result;
    }

    public Task RecordPollAsync(PollRun run, CancellationToken cancellationToken) => polls.RecordAsync(run, cancellationToken);

    public Task<IReadOnlyDictionary<string, DatasetMark>> MarksAsync(string account, CancellationToken cancellationToken) =>
        polls.MarksAsync(account, cancellationToken);

    public Task<IReadOnlyList<PollRun>> PollsAsync(string account, int most, CancellationToken cancellationToken) => polls.LatestAsync(account, most, cancellationToken);

    public Task<BalanceReading?> BalanceAsync(string account, DateTimeOffset at, CancellationToken cancellationToken) =>
        balances.LatestAsync(account, at, cancellationToken);

    public Task<IReadOnlyList<BalanceReading>> BalancesAsync(string account, UtcRange range, CancellationToken cancellationToken) =>
        balances.AllAsync(account, range, cancellationToken);

    public Task<IReadOnlyList<KeyCap>> KeyCapsAsync(string account, CancellationToken cancellationToken) =>
        caps.AllAsync(account, cancellationToken);

    public Task<IReadOnlyList<HourSum>> HoursAsync(string account, UsageView view, UtcRange range, CancellationToken cancellationToken) =>
        hours.HoursAsync(account, view, range, cancellationToken);

    public Task<IReadOnlyList<SpendSum>> SpendAsync(SpendQuery query, CancellationToken cancellationToken) => spend.SpendAsync(query, cancellationToken);

    public Task<UsageFigures> SumAsync(string account, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken) =>
        hours.SumAsync(account, view, range, filter, cancellationToken);

    public IAsyncEnumerable<UsageBucket> BucketsAsync(string account, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken) =>
        buckets.BucketsAsync(account, view, range, filter, cancellationToken);

    public Task<IReadOnlyList<Revision>> RevisionsAsync(string account, UtcRange range, int most, CancellationToken cancellationToken) =>
        buckets.RevisionsAsync(account, range, most, cancellationToken);

    public Task<IReadOnlyList<string>> ValuesAsync(string account, UsageView view, SpendDimension dimension, CancellationToken cancellationToken) =>
        buckets.ValuesAsync(account, view, dimension, cancellationToken);

    public Task<IReadOnlyList<DimensionName>> NamesAsync(string account, CancellationToken cancellationToken) => notes.NamesAsync(account, cancellationToken);

    public Task<IReadOnlyList<ModelPrice>> PricesAsync(string account, DateTimeOffset at, CancellationToken cancellationToken) =>
        prices.AllAsync(account, at, cancellationToken);

    public Task<IReadOnlyList<ListedPrice>> PriceHistoryAsync(string account, UtcRange range, CancellationToken cancellationToken) =>
        prices.HistoryAsync(account, range, cancellationToken);

    public Task<IReadOnlyList<ProviderLimit>> LimitsAsync(string account, CancellationToken cancellationToken) => notes.LimitsAsync(account, cancellationToken);

    public Task<IReadOnlyList<string>> BlindSpotsAsync(string account, CancellationToken cancellationToken) => notes.BlindSpotsAsync(account, cancellationToken);

    public Task<IReadOnlyList<CreditLot>> LotsAsync(string account, CancellationToken cancellationToken) => lots.AllAsync(account, cancellationToken);

    public Task<CreditLot> AddLotAsync(CreditLot lot, AuditRow audit, CancellationToken cancellationToken) => lots.AddAsync(lot, audit, cancellationToken);

    private async Task<(StoreResult Result, Action? AfterCommit)> StoreAsync(LedgerContext db, int account, ProviderFact fact, CancellationToken cancellationToken)
    {
        switch (fact)
        {
            case ProviderFact.Usage usage:
                var (result, set) = await writer.StoreAsync(db, account, usage, cancellationToken);

                return (result, () => series.Remember(account, usage.View, set));
            case ProviderFact.Balance balance:
                return (new(await BalanceBook.StoreAsync(db, account, balance.Reading, cancellationToken), 1), null);
            case ProviderFact.KeyCaps keys:
                return (new(await CapBook.StoreAsync(db, account, keys, cancellationToken), keys.Caps.Count), null);
            case ProviderFact.Prices list:
                return (new(await PriceBook.StoreAsync(db, account, list, cancellationToken), list.List.Count), null);
            case ProviderFact.Names names:
                return (new(await NoteBook.StoreAsync(db, account, names, cancellationToken), names.List.Count), null);
            case ProviderFact.Limits limits:
                return (new(await NoteBook.StoreAsync(db, account, limits, cancellationToken), limits.List.Count), null);
            case ProviderFact.BlindSpot spot:
                return (new(await NoteBook.StoreAsync(db, account, spot, cancellationToken), 1), null);
            default:
                throw new ArgumentException($"{fact.GetType().Name} has no table.", nameof(fact));
        }
    }
}
