using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>
/// When the money was gone, by the provider's own counter of spend. A purchase in between does not end the question: the
/// money that was there is gone when as much has been spent, whatever was added. Left out instead, only what ran out early
/// would ever be graded.
/// </summary>
internal sealed class CounterTruth(ISpendLedger ledger)
{
    public const string NotLooking = "The bot was not looking when the money went.";

    /// <summary>An answer from the provider's cache can be a little older than the one before it.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    /// <summary>When the money went between two looks is told along a straight line, up to this or a tenth of how long it lasted.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromHours(1);

    private const double GapShare = 0.1;

    /// <summary>The end is mostly near the last look: the rest is read only where it is not.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromDays(2);

    /// <param name="lots">Of the account.</param>
    /// <returns>The promise as it stands at <paramref name="now"/>; the same one when nothing is new.</returns>
    public async Task<Promise> SettleAsync(Promise promise, BalanceReading reading, IReadOnlyList<CreditLot> lots, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (target, spent) = (promise.Target!.Value, promise.Spent!.Value);
        if (reading.ObservedAt > promise.MadeAt + Stale && reading.TotalUsage < spent)
        {
            return Void(promise, reading.ObservedAt, "The provider's counter of spend was set back.");
        }

        var observed = lots.Where(lot => lot.Source == "observed" && lot.BoughtAt > promise.MadeAt).ToList();
        var end = reading.TotalUsage < target ? null : await CrossingAsync(promise, target, spent, now, cancellationToken);
        var until = end?.At ?? reading.ObservedAt;
        if (observed.Where(static lot => lot.Kind != LotKind.Purchase).OrderBy(static lot => lot.BoughtAt).FirstOrDefault(lot => lot.BoughtAt <= until) is { } taken)
        {
            return Void(promise, taken.BoughtAt, "Credits were taken back.");
        }

        promise = promise with { ToppedUpAt = promise.ToppedUpAt ?? observed.Where(lot => lot.BoughtAt <= until).Min(static lot => (DateTimeOffset?)lot.BoughtAt) };

        return end switch
        {
            { Seen: false, At: var at } => Void(promise, at, NotLooking),
            { At: var at } => promise with { State = PromiseState.Known, DecidedAt = at },
            null => Outlasted(promise, reading.ObservedAt),
        };
    }

    /// <param name="seenUntil">Up to where it is certain that the money was not gone.</param>
    public static Promise Outlasted(Promise promise, DateTimeOffset seenUntil) => promise.State == PromiseState.Open && promise.AtP90 < seenUntil
        ? promise with { State = PromiseState.Outlasted, DecidedAt = promise.AtP90 }
        : promise;

    /// <summary>Two looks are near enough to each other to say what happened between them.</summary>
    public static bool IsSeen(Promise promise, DateTimeOffset from, DateTimeOffset to)
    {
        var patience = (to - promise.MadeAt) * GapShare;

        return to - from <= (patience > Gap ? patience : Gap);
    }

    public static Promise Void(Promise promise, DateTimeOffset at, string why) => promise with { State = PromiseState.Void, DecidedAt = at, Why = why };

    private async Task<(DateTimeOffset At, bool Seen)?> CrossingAsync(Promise promise, Usd target, Usd spent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = now.AddTicks(1);
        var readings = await ledger.BalancesAsync(promise.Account, new(now - Near > promise.MadeAt ? now - Near : promise.MadeAt, end), cancellationToken);
        if (readings.Count == 0 || readings[0].TotalUsage >= target)
        {
            readings = await ledger.BalancesAsync(promise.Account, new(promise.MadeAt, end), cancellationToken);
        }

        var (at, level) = (promise.MadeAt, spent);
        foreach (var next in readings)
        {
            if (next.TotalUsage >= target)
            {
                double part = next.TotalUsage > level ? (target - level).ToDouble() / (next.TotalUsage - level).ToDouble() : 1;
                var crossed = at + ((next.ObservedAt - at) * Math.Clamp(part, 0, 1));

                return (crossed, IsSeen(promise, at, next.ObservedAt));
            }

            (at, level) = (next.ObservedAt, next.TotalUsage);
        }

        return null;
    }
}
