using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Alerts.Reconciliation;

/// <summary>Reconciles what is stored, a day at a time: both sides' records, and the balance readings around them.</summary>
public sealed class ReconcileReader(ISpendLedger ledger, RequestStore requests, ProviderRecordStore charged)
{
    /// <summary>The balance lags by a minute, a request runs for some, and its record is visible only after it.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(10);

    /// <summary>An older reading says nothing of the span's start.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(6);

    /// <param name="rows">Given every row, day by day; null: only the sums are wanted.</param>
    /// <returns>Null: no record was told here in this span.</returns>
    public async Task<AccountReconciliation?> ReadAsync(AccountOptions account, UtcRange asked, Action<IReadOnlyList<ReconciledRow>>? rows, CancellationToken cancellationToken)
    {
        if (await requests.CoverAsync(account.Name, cancellationToken) is not { } cover || cover.Start >= asked.End || cover.End < asked.Start)
        {
            return null;
        }

        // Before the first record all would be missing here, and says nothing.
        var wanted = new UtcRange(cover.Start > asked.Start ? cover.Start : asked.Start, asked.End);
        var blind = new List<string>();
        var (first, last) = await ReadingsAsync(account.Name, wanted, cancellationToken);
        bool isKnown = first is not null && last is not null && last.ObservedAt > first.ObservedAt;
        var span = isKnown ? new UtcRange(Minute(first!.ObservedAt), Minute(last!.ObservedAt)) : wanted;
        if (!isKnown)
        {
            blind.Add("the movement of the balance is not known: it takes two readings with a management key");
        }

        var covers = await charged.CoversUntilAsync(account.Name, cancellationToken);
        if (covers is null)
        {
            blind.Add("OpenRouter's own records are not read yet, or not readable with this key: what was not asked for singly is pending");
        }

        var settled = (covers < span.End ? covers.Value : covers is null ? span.Start : span.End) - Lag;
        var sums = new ReconciliationSums();
        for (var start = span.Start; start < span.End; start = start.FloorDay().AddDays(1))
        {
            var end = start.FloorDay().AddDays(1);
            var day = await DayAsync(account.Name, new(start, end < span.End ? end : span.End), settled, cancellationToken);
            sums.Add(day);
            rows?.Invoke(day);
        }

        return new(account, span, settled, sums, isKnown ? last!.TotalUsage - first!.TotalUsage : null) { BlindSpots = blind };
    }

    private async Task<(BalanceReading? First, BalanceReading? Last)> ReadingsAsync(string account, UtcRange span, CancellationToken cancellationToken)
    {
        var first = await ledger.BalanceAsync(account, span.Start, cancellationToken);
        if (first is null || first.ObservedAt < span.Start - Oldest)
        {
            first = (await ledger.BalancesAsync(account, span, cancellationToken)) is [var reading, ..] ? reading : null;
        }

        return (first, await ledger.BalanceAsync(account, span.End, cancellationToken));
    }

    /// <summary>A request belongs to the day of its first word here, else of the provider's; each is in one day.</summary>
    private async Task<IReadOnlyList<ReconciledRow>> DayAsync(string account, UtcRange part, DateTimeOffset settledUntil, CancellationToken cancellationToken)
    {
        var local = new List<RequestRecord>();
        await foreach (var record in requests.RecordsAsync(account, part, cancellationToken))
        {
            local.Add(record);
        }

        var there = (await charged.InAsync(account, part, cancellationToken)).ToDictionary(static record => record.Id, StringComparer.Ordinal);
        var firsts = local.Where(static record => record.Attempt == 1).Select(static record => record.Id).ToHashSet(StringComparer.Ordinal);

        // Records whose other side, or whose first attempt, may be of another day.
        var doubtful = there.Keys.Except(firsts).Concat(local.Where(record => !firsts.Contains(record.Id)).Select(static record => record.Id)).Distinct().ToList();
        foreach (string[] ids in doubtful.Chunk(1000))
        {
            var began = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            await foreach (var record in requests.FindAsync(account, ids, cancellationToken))
            {
                if (record.Time is { } time)
                {
                    began[record.Id] = began.TryGetValue(record.Id, out var other) && other < time ? other : time;
                }
            }

            foreach (var (id, _) in began.Where(pair => !part.Contains(pair.Value)))
            {
                there.Remove(id);
            }

            firsts.UnionWith(began.Where(pair => part.Contains(pair.Value)).Select(static pair => pair.Key));
        }

        foreach (string[] ids in firsts.Where(id => !there.ContainsKey(id)).Chunk(1000))
        {
            foreach (var record in await charged.FindAsync(account, ids, cancellationToken))
            {
                there[record.Id] = record;
            }
        }

        return Reconciler.Reconcile([.. local.Select(Local)], [.. there.Values.Select(Charged)], settledUntil);
    }

    private static LocalRequest Local(RequestRecord record) => new(record.Id, record.Attempt, record.Time!.Value)
    {
        Model = record.Labels.Model,
        Caller = record.Labels.Caller,
        Cost = record.Cost,
        InputTokens = record.InputTokens,
        CachedTokens = record.CachedTokens,
        OutputTokens = record.OutputTokens,
        Failed = record.Failed,
        FromCache = record.FromCache == true,
    };

    private static ChargedRequest Charged(ProviderRecord record) => new(record.Id, record.At)
    {
        Model = record.Model,
        Cost = record.Cost,
        InputTokens = record.InputTokens,
        CachedTokens = record.CachedTokens,
        OutputTokens = record.OutputTokens,
        Failed = record.Failed == true,
        FromCache = record.FromCache == true,
    };

    private static DateTimeOffset Minute(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute));
}
