using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Alerts.Reconciliation;

/// <summary>One account's records of a span against the provider's and against the movement of its balance.</summary>
/// <param name="Span">From one reading of the balance to another, so that the movement is of just this span.</param>
/// <param name="SettledUntil">What began later may not be visible at the provider yet.</param>
/// <param name="Moved">By how much the counter of usage rose; null: it is not readable.</param>
public sealed record AccountReconciliation(AccountOptions Account, UtcRange Span, DateTimeOffset SettledUntil, ReconciliationSums Sums, Usd? Moved)
{
    /// <summary>What no record explains; negative: records tell of more than was taken. Null: the movement is not known.</summary>
    public Usd? Unexplained => Moved is { } moved ? Sums.Unexplained(moved) : null;

    /// <summary>Of the movement; null: it is not known, or nothing moved.</summary>
    public double? UnexplainedShare => Moved is { Nanos: > 0 } moved && Unexplained is { } rest ? Math.Abs(rest.ToDouble()) / moved.ToDouble() : null;

    public IReadOnlyList<string> BlindSpots { get; init; } = [];
}
