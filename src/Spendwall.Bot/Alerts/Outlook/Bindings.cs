using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>What bites first of an account.</summary>
/// <param name="Text"><c>balance</c>, <c>key:NAME</c>, another layer (<c>workspace:NAME</c>), <c>lot:DAY</c>, or <c>budget:SCOPE/PERIOD</c>.</param>
/// <param name="Left">Until then, the middle; null: not before it is filled up again, or not within a year.</param>
/// <param name="Runway">The same with its band.</param>
public sealed record Binding(string Text, TimeSpan? Left, RunwayForecast? Runway);

/// <summary>Balance, caps and budgets beside each other: the smallest middle is the binding one.</summary>
public static class Bindings
{
    /// <param name="budgets">Those whose spend lies in this account.</param>
    /// <returns>Null: there is nothing that could bind.</returns>
    public static Binding? Of(AccountOutlook outlook, IReadOnlyList<BudgetState> budgets)
    {
        var all = new List<Binding>();
        if (outlook.Reservoir is { } reservoir)
        {
            // Its own name may be that of a lot, which binds when it expires; a cap has a place of its own below.
            var lost = (reservoir.Runway as RunwayForecast.Ends)?.Lost ?? (reservoir.Runway as RunwayForecast.Idle)?.Lost;
            all.Add(reservoir.Binding.StartsWith("lot:", StringComparison.Ordinal) && lost is { } lot
                ? new(reservoir.Binding, lot.At - outlook.Now, null)
                : new("balance", Left(reservoir.Runway), reservoir.Runway));
        }

        all.AddRange(outlook.Caps.Select(static cap => new Binding(cap.Text, cap.Left, cap.Runway)));
        all.AddRange(budgets.Where(static budget => budget.Remaining is not null).Select(static budget => new Binding(budget.Text, Left(budget.Runway), budget.Runway)));

        return all.MinBy(static one => one.Left ?? TimeSpan.MaxValue);
    }

    private static TimeSpan? Left(RunwayForecast? runway) => runway switch
    {
        RunwayForecast.Exhausted => TimeSpan.Zero,
        RunwayForecast.Ends ends => ends.P50,
        _ => null,
    };
}
