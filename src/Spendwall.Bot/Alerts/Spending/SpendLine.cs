using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Spending;

/// <summary>Spend of one account, told apart as far as its total view can.</summary>
/// <param name="Scope">Provider, account, and project, key and model where known.</param>
/// <param name="Label">What people call it: the model, else what else there is.</param>
/// <param name="Estimated">Not billed yet; zero for a provider that charges at once.</param>
public sealed record SpendLine(Scope Scope, string Label, Usd Billed, Usd Estimated)
{
    public Usd Total => Billed + Estimated;

    /// <summary>The UTC day; null: the whole range that was asked for.</summary>
    public DateOnly? Day { get; init; }
}
