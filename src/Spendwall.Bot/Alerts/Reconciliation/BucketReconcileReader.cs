using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Nowcast;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Alerts.Reconciliation;

/// <summary>
/// Reconciles an account whose provider tells of no single request (OpenAI), a UTC day at a time: sums of our records
/// against its usage by hour, model, project and key, and both against the bill of the day.
/// </summary>
public sealed class BucketReconcileReader(ISpendLedger ledger, RequestStore requests)
{
    /// <param name="rows">Given every row, day by day; null: only the sums are wanted.</param>
    /// <returns>
    /// Null: no record was told here in this span. What moved is what was billed of the settled days; requests of later
    /// days are pending.
    /// </returns>
    public async Task<AccountReconciliation?> ReadAsync(AccountOptions account, UtcRange asked, DateTimeOffset now, Action<IReadOnlyList<BucketRow>>? rows, CancellationToken cancellationToken)
    {
        if (await requests.CoverAsync(account.Name, cancellationToken) is not { } cover || cover.Start >= asked.End || cover.End < asked.Start)
        {
            return null;
        }

        var blind = new List<string>();
        var span = Days(asked, cover.Start, blind);
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        var (costs, usage) = (marks.GetValueOrDefault(OpenAISpend.Costs)?.CoversUntil, marks.GetValueOrDefault(OpenAISpend.Usage)?.CoversUntil);
        var names = new BucketNames(await ledger.NamesAsync(account.Name, cancellationToken));
        var sums = new ReconciliationSums();
        var unpriced = new SortedSet<string>(StringComparer.Ordinal);
        var billed = Usd.Zero;
        var settled = span.Start;
        for (var start = span.Start; start < span.End; start = start.AddDays(1))
        {
            var day = new UtcRange(start, start.AddDays(1));
            var bill = await BillAsync(account.Name, day, cancellationToken);
            Usd? total = bill.Any(static line => line.Cost is not null) ? bill.Aggregate(Usd.Zero, static (sum, line) => sum + (line.Cost ?? Usd.Zero)) : null;
            bool isOpen = settled < start || usage is null || usage < day.End || SettlementPolicy.IsOpen(DateOnly.FromDateTime(start.UtcDateTime), now, costs, total);
            if (!isOpen)
            {
                // A day that the costs cover and do not name cost nothing.
                billed += total ?? Usd.Zero;
                settled = day.End;
            }

            var found = await DayAsync(account.Name, day, isOpen ? null : bill, names, unpriced, cancellationToken);
            sums.Add(found);
            rows?.Invoke(found);
        }

        if (settled == span.Start)
        {
            blind.Add("no day of this span is billed and counted whole yet: costs and usage come in over one or two days, and take an admin key");
        }

        if (unpriced.Count > 0)
        {
            blind.Add($"no billed price is known for {string.Join(", ", unpriced.Take(5))}: its use is in no difference");
        }

        return new(account, span, settled, sums, settled > span.Start ? billed : null) { BlindSpots = blind };
    }

    /// <summary>Whole days; before the first record all would be missing here, and says nothing.</summary>
    private static UtcRange Days(UtcRange asked, DateTimeOffset first, List<string> blind)
    {
        var start = asked.Start > first ? asked.Start : first;
        var whole = start.FloorDay() == start ? start : start.FloorDay().AddDays(1);
        var end = asked.End.FloorDay() == asked.End ? asked.End : asked.End.FloorDay().AddDays(1);
        if (start > asked.Start && whole > start)
        {
            blind.Add($"the first record is of {Wording.Instant(first)}; the day of it is left out, because a bill is of whole days");
        }

        return whole < end ? new(whole, end) : new(end, end);
    }

    private async Task<IReadOnlyList<BucketRow>> DayAsync(
        string account, UtcRange day, IReadOnlyList<UsageBucket>? bill, BucketNames names, SortedSet<string> unpriced, CancellationToken cancellationToken)
    {
        var usage = new List<UsageBucket>();
        if (bill is not null)
        {
            await foreach (var bucket in ledger.BucketsAsync(account, UsageView.Usage, day, SeriesFilter.All, cancellationToken))
            {
                usage.Add(bucket);
            }
        }

        names.Learn(usage);
        var told = await requests.SumsAsync(
            new(account, day, RequestDimension.Project | RequestDimension.Caller | RequestDimension.ModelRequested | RequestDimension.ModelServed | RequestDimension.Outcome | RequestDimension.Hour), cancellationToken);
        var failed = told.Where(static sum => BucketUses.UsedNothing(sum)).Select(sum => BucketUses.Local(sum, names)).ToList();
        var local = told.Where(static sum => !BucketUses.UsedNothing(sum)).Select(sum => BucketUses.Local(sum, names)).ToList();
        var rest = failed.Select(BucketReconciler.NotCharged);
        if (bill is null)
        {
            return [.. local.Select(BucketReconciler.Pending), .. rest];
        }

        // Only the bill of the day: a list price for what is not on it would claim money that nobody took.
        var prices = new EffectivePrices(bill, usage, []);
        var charged = usage.Where(static bucket => bucket.Requests > 0).Select(bucket => BucketUses.Charged(bucket, prices)).ToList();
        unpriced.UnionWith(charged.Where(static use => use.Cost is null).Select(static use => use.Series.Model));

        return [.. BucketReconciler.Reconcile(local, charged, use => BucketUses.Worth(use, prices)), .. rest];
    }

    private async Task<IReadOnlyList<UsageBucket>> BillAsync(string account, UtcRange day, CancellationToken cancellationToken)
    {
        var lines = await ledger.SpendAsync(new(account, UsageView.Costs, day, SpendDimension.Model | SpendDimension.Endpoint, ByDay: false, SeriesFilter.All), cancellationToken);

        return [.. lines.Select(line => new UsageBucket(day.Start, line.Series)
        {
            InputTokens = line.Figures.InputTokens,
            CachedTokens = line.Figures.CachedTokens,
            OutputTokens = line.Figures.OutputTokens,
            Cost = line.Figures.Cost,
        })];
    }
}
