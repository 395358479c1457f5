using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Spending;

/// <summary>The burn of any scope, over all accounts that it lies in.</summary>
internal sealed class ScopeHistories(ISpendLedger ledger, AccountLines lines)
{
    /// <param name="known">Facts that were read already, by account.</param>
    /// <param name="isWhole">Everything of these accounts lies in the scope.</param>
    /// <param name="isInside">Whether a line does.</param>
    /// <returns>Its hours, and up to where they and the sums of the ledger reach in every account; null: nothing is known.</returns>
    public async Task<(SpendHistory History, DateTimeOffset AsOf)?> ReadAsync(
        IEnumerable<AccountOptions> accounts, IReadOnlyDictionary<string, SpendFacts> known, bool isWhole, Func<SpendLine, bool> isInside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = new List<SpendHistory>();
        var asOf = now;
        foreach (var account in accounts)
        {
            var facts = known.GetValueOrDefault(account.Name)
                ?? await AccountFacts.ReadAsync(ledger, account, now, await ledger.MarksAsync(account.Name, cancellationToken), cancellationToken);
            if (facts is null)
            {
                continue;
            }

            var until = facts.Covers ?? facts.AsOf;
            asOf = until < asOf ? until : asOf;
            parts.Add(isWhole ? facts.History : AccountFacts.Part(facts, await DaysAsync(account, isInside, now, cancellationToken)));
        }

        return parts.Count == 0 ? null : (SpendHistory.Sum(parts), asOf);
    }

    private async Task<Dictionary<DateOnly, Usd>> DaysAsync(AccountOptions account, Func<SpendLine, bool> isInside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = now.FloorDay();
        var days = new Dictionary<DateOnly, Usd>();
        foreach (var line in await lines.DaysAsync(account, new(today - SpendFacts.Reach, today.AddDays(1)), now, cancellationToken))
        {
            if (line.Day is { } day && isInside(line))
            {
                days[day] = days.GetValueOrDefault(day) + line.Total;
            }
        }

        return days;
    }
}
