using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>
/// When the money was gone, by typed-in lots and billed costs. Costs come by the day and late, so it is told once every day
/// up to it is settled, and inside its day along a straight line. For one look: what it has read it keeps.
/// </summary>
internal sealed class LotTruth(ISpendLedger ledger)
{
    private readonly Dictionary<UtcRange, Dictionary<DateOnly, Usd>> billed = [];

    /// <returns>The promise as it stands at <paramref name="now"/>; the same one when nothing is new.</returns>
    public async Task<Promise> SettleAsync(
        Promise promise, IReadOnlyDictionary<string, DatasetMark> marks, IReadOnlyList<CreditLot> lots, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var target = promise.Target!.Value;
        var ended = lots.Where(static lot => lot.ExpiresAt is not null).ToList();
        if (!ended.Exists(lot => lot.ExpiresAt <= promise.MadeAt)
            && lots.Where(lot => lot.BoughtAt <= promise.MadeAt).Aggregate(Usd.Zero, static (sum, lot) => sum + lot.Amount) != target)
        {
            return CounterTruth.Void(promise, now, "The lots were changed for the time before it.");
        }

        var (crossed, settled) = await CrossingAsync(promise, target, marks.GetValueOrDefault(OpenAISpend.Costs)?.CoversUntil, now, cancellationToken);
        var until = crossed ?? settled;
        if (ended.Where(lot => lot.ExpiresAt > promise.MadeAt && lot.ExpiresAt <= until).Min(static lot => lot.ExpiresAt) is { } expired)
        {
            return CounterTruth.Void(promise, expired, "Credits expired before they were used.");
        }

        promise = promise with { ToppedUpAt = promise.ToppedUpAt ?? lots.Where(lot => lot.BoughtAt > promise.MadeAt && lot.BoughtAt <= until).Min(static lot => (DateTimeOffset?)lot.BoughtAt) };

        return crossed is { } at ? promise with { State = PromiseState.Known, DecidedAt = at < promise.MadeAt ? promise.MadeAt : at } : CounterTruth.Outlasted(promise, settled);
    }

    /// <returns>When it was gone, and up to where the days are settled.</returns>
    private async Task<(DateTimeOffset? Crossed, DateTimeOffset Settled)> CrossingAsync(Promise promise, Usd target, DateTimeOffset? covers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = new UtcRange(promise.CountedFrom!.Value.FloorDay(), now.FloorDay().AddDays(1));
        if (!billed.TryGetValue(days, out var bills))
        {
            billed[days] = bills = await ledger.CostByDayAsync(promise.Account, UsageView.Costs, days, cancellationToken);
        }

        var spent = Usd.Zero;
        for (var day = days.Start; day < days.End; day = day.AddDays(1))
        {
            var date = DateOnly.FromDateTime(day.UtcDateTime);
            Usd? bill = bills.TryGetValue(date, out var told) ? told : null;
            if (SettlementPolicy.IsOpen(date, now, covers, bill))
            {
                return (null, day);
            }

            var after = spent + (bill ?? Usd.Zero);
            if (after >= target && after > spent)
            {
                return (day + (TimeSpan.FromDays(1) * Math.Clamp((target - spent).ToDouble() / (after - spent).ToDouble(), 0, 1)), day.AddDays(1));
            }

            spent = after;
        }

        return (null, days.End);
    }
}
