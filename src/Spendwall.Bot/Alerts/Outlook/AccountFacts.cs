using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>An account's spend as the signals take it, and that of a part of the account in the same shape.</summary>
internal static class AccountFacts
{
    /// <returns>Null: nothing of it is known.</returns>
    public static Task<SpendFacts?> ReadAsync(ISpendLedger ledger, AccountOptions account, DateTimeOffset now, IReadOnlyDictionary<string, DatasetMark> marks, CancellationToken cancellationToken) =>
        account.Provider == ProviderKind.OpenRouter
            ? new OpenRouterSpend(ledger).ReadAsync(account.Name, now, marks, cancellationToken)
            : new OpenAISpend(ledger).ReadAsync(account.Name, now, marks, cancellationToken);

    /// <summary>
    /// The hours of a part: its own days, each in the shape that the account's hours had; the account's share where the part
    /// is young. Roll-ups by day answer it, whatever the number of keys.
    /// </summary>
    /// <param name="days">Of the part; of a day that the account knows and that is not here nothing was spent.</param>
    public static SpendHistory Part(SpendFacts account, IReadOnlyDictionary<DateOnly, Usd> days)
    {
        var end = account.Covers ?? account.AsOf;
        var start = account.History.Start.FloorDay();
        var known = account.Days.Keys.ToDictionary(static day => day, day => days.GetValueOrDefault(day));

        return ScopeBurn.Of(DaySpread.Spread(known, account.History, new(start < end ? start : end, end)), account.History);
    }
}
