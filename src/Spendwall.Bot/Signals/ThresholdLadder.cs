using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>Which steps of a budget are behind us, and whether the forecast passes its end.</summary>
public static class ThresholdLadder
{
    /// <summary>Percent of the budget.</summary>
    public static readonly IReadOnlyList<int> Default = [50, 75, 90, 100];

    /// <param name="thresholds">Percent, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget is not positive.</exception>
    public static BudgetStanding Evaluate(Usd budget, Usd spent, PeriodForecast? forecast, IReadOnlyList<int> thresholds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget.Nanos, nameof(budget));

        // In decimal: a budget of a billion in nano-dollars times a hundred overflows 64 bits.
        decimal percent = spent.Dollars * 100 / budget.Dollars;
        int? crossed = null;
        int? next = null;
        foreach (int threshold in thresholds)
        {
            if (percent >= threshold)
            {
                crossed = Math.Max(crossed ?? threshold, threshold);
            }
            else
            {
                next = Math.Min(next ?? threshold, threshold);
            }
        }

        return new(percent, crossed, next, forecast switch
        {
            null => BudgetOutlook.Unknown,
            { P50: var middle } when middle > budget => BudgetOutlook.Over,
            { P90: var high } when high > budget => BudgetOutlook.AtRisk,
            _ => BudgetOutlook.Within,
        });
    }
}

/// <param name="Percent">Spent, in percent of the budget.</param>
/// <param name="Crossed">The most severe threshold at or below it; null: none.</param>
/// <param name="Next">The next threshold above it; null: none.</param>
public sealed record BudgetStanding(decimal Percent, int? Crossed, int? Next, BudgetOutlook Forecast);

/// <summary>Where the period ends against the budget.</summary>
public enum BudgetOutlook
{
    /// <summary>No forecast.</summary>
    Unknown,

    /// <summary>P90 is within the budget.</summary>
    Within,

    /// <summary>P90 is over it, P50 is not.</summary>
    AtRisk,

    /// <summary>P50 is over it.</summary>
    Over,
}
