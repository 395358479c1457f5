using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>A limit on the spend of a scope in each UTC period.</summary>
/// <param name="Amount">As it was set, without exceptions.</param>
/// <param name="Source"><c>settings</c>, or the identity that set it.</param>
public sealed record Budget(Scope Scope, Usd Amount, BudgetPeriod Period, DateTimeOffset Since, string Source)
{
    /// <summary>Of a custom period, whole UTC days; null for the others.</summary>
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Percent, parted by commas; null: those of the settings.</summary>
    public string? Thresholds { get; init; }

    /// <summary>USD that exceptions add now.</summary>
    public Usd Extra { get; init; }

    /// <summary>What may be spent now: the budget and its exceptions.</summary>
    public Usd Limit => Amount + Extra;

    /// <summary>The period that an instant lies in; weeks start on Monday. A custom one is the same at every instant.</summary>
    public UtcRange At(DateTimeOffset instant) => Period switch
    {
        BudgetPeriod.Day => new(instant.FloorDay(), instant.FloorDay().AddDays(1)),
        BudgetPeriod.Week => new(instant.FloorWeek(), instant.FloorWeek().AddDays(7)),
        BudgetPeriod.Custom => new(From!.Value, Until!.Value),
        _ => new(instant.FloorMonth(), instant.FloorMonth().AddMonths(1)),
    };

    /// <summary>Its one period is over: nothing is held against it any more.</summary>
    public bool IsOver(DateTimeOffset now) => Until <= now;

    /// <summary>Percent of the limit that are told, ascending; all of it is among them.</summary>
    /// <param name="usual">Those of the settings.</param>
    public IReadOnlyList<int> ThresholdsOr(string usual) => [.. (LimitValidator.Thresholds(Thresholds ?? usual) ?? []).Append(100).Distinct().Order()];

    /// <summary><c>a day</c>, or <c>from 2026-11-20 until 2026-12-05</c>.</summary>
    public string PeriodText => Period == BudgetPeriod.Custom
        ? $"from {Wording.Day(DateOnly.FromDateTime(From!.Value.UtcDateTime))} until {Wording.Day(DateOnly.FromDateTime(Until!.Value.UtcDateTime))}"
        : $"a {Period.ToString().ToLowerInvariant()}";

    /// <summary>They limit the same thing: one of them replaces the other.</summary>
    public bool IsSame(Budget other) => Scope.Equals(other.Scope) && Period == other.Period;
}
