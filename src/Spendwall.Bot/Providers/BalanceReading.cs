using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers;

/// <summary>One reading of a reservoir's two counters: all credits ever bought, and all ever used, in USD.</summary>
public sealed record BalanceReading(string Account, DateTimeOffset ObservedAt, Usd TotalCredits, Usd TotalUsage)
{
    /// <summary>Can be negative; lags by up to a minute, and requests in flight are not in it.</summary>
    public Usd Balance => TotalCredits - TotalUsage;
}
