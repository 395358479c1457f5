using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>What the bot would have said about a past.</summary>
/// <param name="Credits">USD of each pool; null: a meter's past.</param>
/// <param name="Periods">Whole calendar months; without any, the whole past as one.</param>
internal sealed record ReplayReport(
    PastSpend Past, ReplayPlan Plan, double? Credits, IReadOnlyList<PoolStory> Pools, IReadOnlyList<PeriodStory> Periods, IReadOnlyList<AlarmStory> Alarms)
{
    /// <summary>How often it would have spoken up.</summary>
    public int Warnings => Pools.Count(static pool => pool.CriticalAt is not null) + Periods.Count(static period => period.SaidOverAt is not null) + Alarms.Count;
}

/// <summary>One purchase of credits, from the first call to the last.</summary>
/// <param name="HeadsUpAt">P50 came within three lead times; null: never.</param>
/// <param name="CriticalAt">The alert; null: never.</param>
/// <param name="EmptyAt">Null: not within this past.</param>
internal sealed record PoolStory(DateTimeOffset BoughtAt, DateTimeOffset? HeadsUpAt, DateTimeOffset? CriticalAt, DateTimeOffset? EmptyAt)
{
    /// <summary>How long before it was empty the alert came.</summary>
    public TimeSpan? Ahead => EmptyAt - CriticalAt;
}

/// <summary>How the forecast of a period's end did.</summary>
/// <param name="Budget">USD for the period; null: none.</param>
/// <param name="Actual">USD that it cost.</param>
/// <param name="Told">What was said after a quarter, a half and three quarters; unknown ones are left out.</param>
/// <param name="SaidOverAt">When P50 passed the budget first; null: never, or no budget.</param>
/// <param name="OverAt">When the spend did.</param>
internal sealed record PeriodStory(UtcRange Range, double? Budget, double Actual, IReadOnlyList<PeriodTold> Told, DateTimeOffset? SaidOverAt, DateTimeOffset? OverAt);

/// <param name="Share">Of the period that had passed.</param>
internal sealed record PeriodTold(double Share, double P10, double P50, double P90)
{
    public double Error(double actual) => actual > 0 ? (P50 - actual) / actual : 0;

    public bool Holds(double actual) => P10 <= actual && actual <= P90;
}
