using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>Follows what was promised of an account until its end is known; told from the ledger alone, so a stop loses nothing.</summary>
public sealed class PromiseKeeper(PromiseStore promises, ISpendLedger ledger, AccountLines lines, ScopeHomes homes)
{
    /// <returns>How many promises have a new end.</returns>
    public async Task<int> SettleAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var followed = await promises.FollowedAsync(account.Name, cancellationToken);
        if (followed.Count == 0)
        {
            return 0;
        }

        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        var reading = await ledger.BalanceAsync(account.Name, now, cancellationToken);
        var lots = await ledger.LotsAsync(account.Name, cancellationToken);
        bool capped = followed.Any(static promise => promise.Kind == PromiseKind.Cap);
        var caps = capped ? await ledger.KeyCapsAsync(account.Name, cancellationToken) : [];
        var polls = capped ? await ledger.PollsAsync(account.Name, CapTruth.Looks, cancellationToken) : [];
        var (periods, counters, ownRecords) = (new PeriodTruth(ledger, lines, homes), new CounterTruth(ledger), new LotTruth(ledger));
        var settled = new List<Promise>();
        foreach (var promise in followed)
        {
            var after = promise switch
            {
                { Kind: PromiseKind.PeriodEnd } => await periods.SettleAsync(promise, now, cancellationToken) ?? promise,
                { Kind: PromiseKind.Cap } => CapTruth.Settle(promise, caps, polls, now),
                { CountedFrom: not null } => await ownRecords.SettleAsync(promise, marks, lots, now, cancellationToken),
                _ when reading is not null => await counters.SettleAsync(promise, reading, lots, now, cancellationToken),
                _ => promise,
            };
            if (after != promise)
            {
                settled.Add(after);
            }
        }

        return await promises.SettleAsync(settled, cancellationToken);
    }
}
