using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>Where a budget stands in its period.</summary>
/// <param name="Budget">With what exceptions add now.</param>
/// <param name="Spent">Estimates included; null: unknown.</param>
/// <param name="Estimated">The part of <paramref name="Spent"/> that is not billed yet.</param>
/// <param name="Forecast">Of the whole period; null: not enough is known.</param>
public sealed record BudgetState(Budget Budget, UtcRange Period, Usd? Spent, Usd? Estimated, PeriodForecast? Forecast)
{
    /// <summary>Until it is spent, from now; a quantile after the period's end is null. Null: not enough is known.</summary>
    public RunwayForecast? Runway { get; init; }

    /// <summary>Accounts whose spend is not known: what is known is the least that was spent.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>How much faster it is spent than before; null: not known.</summary>
    public SpendPace? Pace { get; init; }

    /// <summary>Percent of the limit that are told, ascending, 100 among them.</summary>
    public IReadOnlyList<int> Thresholds { get; init; } = ThresholdLadder.Default;

    /// <summary>The launch or renewal that its scope is in; of several the one that allows most. Null: none.</summary>
    public SpendEvent? Window { get; init; }

    /// <summary>The exceptions that raise it now.</summary>
    public IReadOnlyList<BudgetException> Raised { get; init; } = [];

    /// <summary>How many times the expected its window lets it cost; 1 outside of one.</summary>
    public double Ramp => Window?.Factor ?? 1;

    /// <summary>Null: the spend is not known.</summary>
    public Usd? Remaining => Budget.Limit - Spent;

    /// <summary>How a binding constraint is named.</summary>
    public string Text => $"budget:{Budget.Scope.Text}/{Budget.Period.ToString().ToLowerInvariant()}";

    /// <summary>A threshold as it holds now, as a share of the limit.</summary>
    public double ShareOf(int threshold) => ShareOf(threshold, Ramp);

    /// <summary>
    /// Inside a window what is left above a threshold shrinks by the ramp, so that of 50, 75 and 90 % a threefold ramp makes
    /// 83, 92 and 97 %. All of a budget stays all of it.
    /// </summary>
    public static double ShareOf(int threshold, double ramp) => threshold >= 100 ? threshold / 100d : 1 - ((1 - (threshold / 100d)) / ramp);
}
