using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Alerts.Conditions;

public sealed class BudgetRuleTests
{
    [Theory]
    [InlineData(new[] { 50, 80, 100 }, 499, null, 0)]
    [InlineData(new[] { 50, 80, 100 }, 500, AlertLevel.Notice, 1)]
    [InlineData(new[] { 50, 80, 100 }, 799, AlertLevel.Notice, 1)]
    [InlineData(new[] { 50, 80, 100 }, 800, AlertLevel.Warning, 2)]
    [InlineData(new[] { 50, 80, 100 }, 999, AlertLevel.Warning, 2)]
    [InlineData(new[] { 50, 80, 100 }, 1000, AlertLevel.Critical, 5)]
    [InlineData(new[] { 100 }, 999, null, 0)]
    [InlineData(new[] { 100 }, 1001, AlertLevel.Critical, 3)]
    [InlineData(new[] { 95, 100, 120 }, 950, AlertLevel.Warning, 2)]
    [InlineData(new[] { 95, 100, 120 }, 1199, AlertLevel.Critical, 4)]
    [InlineData(new[] { 95, 100, 120 }, 1200, AlertLevel.Critical, 5)]
    public void Judge_OwnThresholds_OnlyTheMostSevereSpeaks(int[] thresholds, double spent, AlertLevel? level, int step)
    {
        var condition = Judge(State(spent) with { Thresholds = thresholds });

        Assert.Equal((level, step), (condition?.Level, condition?.Step ?? 0));
    }

    [Theory]
    [InlineData(3.0, 829, 0)]
    [InlineData(3.0, 834, 1)]
    [InlineData(3.0, 916, 1)]
    [InlineData(3.0, 917, 2)]
    [InlineData(3.0, 967, 4)]
    [InlineData(3.0, 1000, 6)]
    [InlineData(null, 500, 1)]
    public void Judge_InsideAWindow_ThresholdsShiftUpToTheRampAndAllOfItStays(double? ramp, double spent, int step) =>
        Assert.Equal(step, Judge(State(spent) with { Window = Window(ramp) })?.Step ?? 0);

    [Fact]
    public void Judge_ToldBeforeTheWindow_IsNotTakenBackByIt()
    {
        var held = new Held(AlertLevel.Notice, 1, Outlooks.Now);

        Assert.Equal(1, Judge(State(510) with { Window = Window(3) }, held)!.Step);
        Assert.Contains(Judge(State(510) with { Window = Window(3) }, held)!.Facts, static fact => fact.StartsWith("EV-7 lasts until", StringComparison.Ordinal) && fact.Contains("83 %, 92 %, 97 %, 100 %", StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_ExceptionInForce_IsHeldAgainstTheRaisedLimit()
    {
        var exception = new BudgetException
        {
            Number = 3,
            Scope = State(0).Budget.Scope,
            Period = BudgetPeriod.Month,
            Amount = Usd.FromDollars(500),
            Reason = "launch",
            Evidence = "plan",
            RequestedBy = "slack:U1",
            RequestedName = "@lee",
            Channel = "",
            RequestedAt = Outlooks.Now,
            LapsesAt = Outlooks.Now,
            Until = Outlooks.Now.AddDays(2),
            Approver = "@dana",
            State = ExceptionState.Approved,
            DecidedAt = Outlooks.Now,
        };
        var state = State(1000);
        var raised = state with { Budget = new[] { exception }.Raise(state.Budget, Outlooks.Now), Raised = [exception] };

        Assert.Equal(6, Judge(state)!.Step);
        var condition = Judge(raised)!;
        Assert.Equal((1, 500m), (condition.Step, raised.Remaining!.Value.Dollars));
        Assert.Contains("$1,000.00 of $1,500.00 spent (67 %)", condition.Title, StringComparison.Ordinal);
        Assert.Contains(condition.Facts, static fact => fact == "$1,000.00 and $500.00 by EX-3 until 2026-11-22 12:00 UTC");
    }

    /// <summary>Ten and a half days are left: at $40 a day the budget would not last, at $20 it would.</summary>
    [Theory]
    [InlineData(300, 2.0, 80, true)]
    [InlineData(300, 1.4, 80, false)]
    [InlineData(300, 2.0, 60, false)]
    public void Judge_FasterThanBefore_IsTheLowestRungWhenItWouldNotLast(double spent, double factor, double perDay, bool told)
    {
        var condition = Judge(State(spent) with { Pace = Pace(factor, perDay) });

        Assert.Equal((told ? AlertLevel.Notice : (AlertLevel?)null, told ? 0 : (int?)null), (condition?.Level, condition?.Step));
        Assert.Equal(told, condition?.Title.Contains("2.0 × as fast as earlier in the period: $80.00/d against $40.00/d", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Judge_FasterAndAThresholdPassed_IsOneFactOfIt()
    {
        var condition = Judge(State(600) with { Pace = Pace(2, 80) })!;

        Assert.Equal(1, condition.Step);
        Assert.Contains(condition.Facts, static fact => fact.StartsWith("Spent 2.0 × as fast", StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_FasterInsideAWindow_IsMeasuredByItsRamp()
    {
        Assert.Null(Judge(State(300) with { Pace = Pace(4, 80), Window = Window(3) }));
        Assert.NotNull(Judge(State(300) with { Pace = Pace(4.6, 80), Window = Window(3) }));
    }

    [Fact]
    public async Task Rounds_PaceThenThresholdThenBack_AreOneIncidentWithOneMessage()
    {
        await using var world = await AlertWorld.CreateAsync();
        var story = new[] { (300d, 2d), (600d, 2d), (600d, 3d), (610d, 1d) };
        var incident = (Incident?)null;
        var told = new List<int>();
        foreach (var (spent, pace) in story)
        {
            var condition = Judge(State(spent) with { Pace = Pace(pace, 40 * pace) }, incident is null ? null : new Held(incident.Level, incident.Step, incident.OpenedAt));
            var decision = Spendwall.Bot.Alerts.Incidents.IncidentMachine.Decide(incident, "openai-acme", condition, new(Outlooks.Now, world.Settings.Cadence));
            incident = decision.After;
            told.Add(decision.Reason is Spendwall.Bot.Alerts.Incidents.AlertReason.None ? 0 : 1);
        }

        // First by its pace, then worse by the threshold; that it goes faster still is no second word.
        Assert.Equal([1, 1, 0, 0], told);
    }

    private static Condition? Judge(BudgetState state, Held? held = null) => (BudgetRule.Judge(state, held, Outlooks.Now) as Finding.Holds)?.Condition;

    private static SpendPace Pace(double factor, double perDay) => new(factor, Usd.FromEstimate(perDay), Usd.FromEstimate(perDay / factor), "earlier in the period");

    private static SpendEvent Window(double? ramp) => new()
    {
        Number = 7,
        Kind = EventKind.Launch,
        Scope = Scope.Account("openai-acme"),
        Factor = ramp,
        Cap = Usd.FromDollars(1),
        From = Outlooks.Now.AddDays(-1),
        Until = Outlooks.Now.AddDays(1),
        AddedAt = Outlooks.Now,
        AddedBy = "slack:U1",
        Channel = "",
    };

    private static BudgetState State(double spent)
    {
        var budget = new Budget(Scope.Account("openai-acme"), Usd.FromDollars(1000), BudgetPeriod.Month, Outlooks.Now, "settings");

        return new(budget, budget.At(Outlooks.Now), Usd.FromEstimate(spent), Usd.Zero, null);
    }
}
