using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Alerts.Events;

public sealed class BudgetEventsTests
{
    [Theory]
    [InlineData(780, null, 50, true)]
    [InlineData(810, null, 50, false)]
    [InlineData(600, 1040.0, 20, true)]
    [InlineData(600, 1060.0, 20, false)]
    [InlineData(1000, null, 50, false)]
    public void Match_WithoutTheEventNobodyIsCalled_IsExplained(double spent, double? p50, double more, bool explains) =>
        Assert.Equal(explains, BudgetEvents.Match(Standing(spent, p50), [Happenings.Of().Costs(more)], Outlooks.Now) is { Explains: true });

    [Fact]
    public void Match_BeyondTheBound_SaysSo() =>
        Assert.True(BudgetEvents.Match(Standing(780, null), [Happenings.Of(cap: 20).Costs(30)], Outlooks.Now)!.Exceeded);

    [Fact]
    public void Match_EventIsOver_OnlyWhatItCostCounts() =>
        Assert.Equal(
            "Not by EV-1 (release search 2.4) alone: +$20.00 of it against the expected",
            BudgetEvents.Match(Standing(600, 1040), [Happenings.Of(until: 2).Costs(20)], Outlooks.Now)!.Text);

    [Fact]
    public void Match_NothingOfItInTheBudget_HasNothingToDoWithIt() =>
        Assert.Null(BudgetEvents.Match(Standing(780, null), [Happenings.Of().Costs(50) with { Total = default, Planned = default }], Outlooks.Now));

    private static BudgetState Standing(double spent, double? p50) => new(
        new Budget(Scope.Account("openrouter-main"), Usd.FromDollars(1000), BudgetPeriod.Month, Outlooks.Now, "slack:U1"),
        new(Outlooks.Now.FloorMonth(), Outlooks.Now.FloorMonth().AddMonths(1)),
        Usd.FromEstimate(spent),
        Usd.Zero,
        p50 is { } middle ? new PeriodForecast(Usd.FromEstimate(middle * 0.9), Usd.FromEstimate(middle), Usd.FromEstimate(middle * 1.1), TimeSpan.FromDays(30)) : null);
}
