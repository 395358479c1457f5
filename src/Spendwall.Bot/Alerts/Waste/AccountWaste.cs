using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Waste;

namespace Spendwall.Bot.Alerts.Waste;

/// <param name="Found">Largest first.</param>
/// <param name="Records">Request records that were looked at; 0: nothing can be said.</param>
/// <param name="IdleKeys">Keys that work and were not used for thirty days.</param>
public sealed record AccountWaste(AccountOptions Account, IReadOnlyList<WasteFound> Found, long Records, IReadOnlyList<KeyCap> IdleKeys)
{
    public Usd Total => Found.Aggregate(Usd.Zero, static (sum, one) => sum + one.Cost);
}
