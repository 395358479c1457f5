using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

public sealed class IncidentMachineTests
{
    private static readonly DateTimeOffset Now = Outlooks.Now;

    [Fact]
    public void Decide_NothingAndNothing_SaysNothing()
    {
        Assert.Equal(new AlertDecision(AlertReason.None, null), Decide(null, null));
    }

    [Theory]
    [InlineData(AlertLevel.Notice)]
    [InlineData(AlertLevel.Warning)]
    [InlineData(AlertLevel.Critical)]
    [InlineData(AlertLevel.Exhausted)]
    public void Decide_NewCondition_IsFirst(AlertLevel level)
    {
        var decision = Decide(null, Condition(level));

        Assert.Equal(AlertReason.First, decision.Reason);
        Assert.Equal((IncidentState.Open, level, Now), (decision.After!.State, decision.After.Level, decision.After.NotifiedAt));
    }

    [Fact]
    public void Decide_NewInformation_IsKeptAndNotTold()
    {
        var decision = Decide(null, Condition(AlertLevel.Information));

        Assert.Equal((AlertReason.None, "information", null), (decision.Reason, decision.Skip!.Reason, decision.After!.NotifiedAt));
    }

    [Fact]
    public void Decide_InformationBecomesAWarning_IsFirstNotWorse()
    {
        Assert.Equal(AlertReason.First, Decide(Open(AlertLevel.Information) with { NotifiedAt = null }, Condition(AlertLevel.Warning)).Reason);
    }

    [Theory]
    [InlineData(IncidentState.Open)]
    [InlineData(IncidentState.Acknowledged)]
    [InlineData(IncidentState.Snoozed)]
    [InlineData(IncidentState.Explained)]
    public void Decide_HigherLevelInAnyState_IsWorseAndOpensItAgain(IncidentState state)
    {
        var before = Open(AlertLevel.Warning) with { State = state, SnoozedUntil = Now.AddDays(1) };

        var decision = Decide(before, Condition(AlertLevel.Critical));

        Assert.Equal(AlertReason.Worse, decision.Reason);
        Assert.Equal((IncidentState.Open, before.Version + 1, null), (decision.After!.State, decision.After.Version, decision.After.SnoozedUntil));
    }

    [Fact]
    public void Decide_HigherStepAtTheSameLevel_IsWorse()
    {
        Assert.Equal(AlertReason.Worse, Decide(Open(AlertLevel.Warning) with { Step = 2 }, Condition(AlertLevel.Warning) with { Step = 4 }).Reason);
    }

    [Fact]
    public void Decide_LowerLevel_ChangesTheMessageAndCallsNobody()
    {
        var decision = Decide(Open(AlertLevel.Critical), Condition(AlertLevel.Warning));

        Assert.Equal((AlertReason.None, true, true, "eased"), (decision.Reason, decision.Eased, decision.Refresh, decision.Skip!.Reason));
        Assert.Equal((AlertLevel.Warning, 2), (decision.After!.Level, decision.After.Version));
    }

    [Theory]
    [InlineData(AlertLevel.Notice, 24 * 365, AlertReason.None)]
    [InlineData(AlertLevel.Warning, 23.9, AlertReason.None)]
    [InlineData(AlertLevel.Warning, 24, AlertReason.StillTrue)]
    [InlineData(AlertLevel.Critical, 3.9, AlertReason.None)]
    [InlineData(AlertLevel.Critical, 4, AlertReason.StillTrue)]
    [InlineData(AlertLevel.Exhausted, 0.9, AlertReason.None)]
    [InlineData(AlertLevel.Exhausted, 1, AlertReason.StillTrue)]
    public void Decide_NobodyActs_IsToldAgainByTheLevelsCadence(AlertLevel level, double hours, AlertReason expected)
    {
        var decision = Decide(Open(level) with { NotifiedAt = Now.AddHours(-hours) }, Condition(level));

        Assert.Equal(expected, decision.Reason);
        Assert.Equal(expected == AlertReason.None, decision.Skip is { Reason: "told" });
    }

    [Theory]
    [InlineData(IncidentState.Acknowledged, "acknowledged")]
    [InlineData(IncidentState.Explained, "explained")]
    public void Decide_SomeoneActed_IsNotToldAgain(IncidentState state, string skip)
    {
        var decision = Decide(Open(AlertLevel.Exhausted) with { State = state, ActedBy = "@dana", NotifiedAt = Now.AddDays(-30) }, Condition(AlertLevel.Exhausted));

        Assert.Equal((AlertReason.None, skip), (decision.Reason, decision.Skip!.Reason));
    }

    [Fact]
    public void Decide_SnoozedUntilLater_IsSilent()
    {
        Assert.Equal("snoozed", Decide(Snoozed() with { SnoozedUntil = Now.AddMinutes(1) }, Condition(AlertLevel.Warning)).Skip!.Reason);
    }

    [Fact]
    public void Decide_SnoozeIsOver_IsStillTrue()
    {
        var decision = Decide(Snoozed() with { SnoozedUntil = Now }, Condition(AlertLevel.Warning));

        Assert.Equal((AlertReason.StillTrue, IncidentState.Open), (decision.Reason, decision.After!.State));
    }

    [Theory]
    [InlineData(41, AlertReason.None)]
    [InlineData(40, AlertReason.Worse)]
    public void Decide_SnoozedUntilWorseByAShare_EndsThere(double hours, AlertReason expected)
    {
        var decision = Decide(Snoozed() with { SnoozeMeasure = 40 }, Condition(AlertLevel.Warning, hours));

        Assert.Equal(expected, decision.Reason);
    }

    [Theory]
    [InlineData(101, AlertReason.None)]
    [InlineData(100, AlertReason.Worse)]
    public void Decide_SnoozedUntilWorseByDollars_EndsThere(double balance, AlertReason expected)
    {
        var condition = Condition(AlertLevel.Warning) with { Measure = new(50, Usd.FromEstimate(balance), FallingIsWorse: true) };

        Assert.Equal(expected, Decide(Snoozed() with { SnoozeAmount = Usd.FromDollars(100) }, condition).Reason);
    }

    [Fact]
    public void Decide_RisingMeasure_IsWorseWhenHigher()
    {
        var condition = Condition(AlertLevel.Warning) with { Measure = new(0.9, Usd.FromDollars(900), FallingIsWorse: false) };

        Assert.Equal(AlertReason.Worse, Decide(Snoozed() with { SnoozeMeasure = 0.9 }, condition).Reason);
        Assert.Equal(AlertReason.None, Decide(Snoozed() with { SnoozeMeasure = 0.91 }, condition).Reason);
    }

    [Theory]
    [InlineData(IncidentState.Open)]
    [InlineData(IncidentState.Acknowledged)]
    [InlineData(IncidentState.Snoozed)]
    [InlineData(IncidentState.Explained)]
    public void Decide_ConditionIsOver_Recovers(IncidentState state)
    {
        var decision = Decide(Open(AlertLevel.Warning) with { State = state }, null);

        Assert.Equal((AlertReason.Recovered, IncidentState.Resolved, Now), (decision.Reason, decision.After!.State, decision.After.ResolvedAt));
    }

    [Fact]
    public void Decide_NeverToldAndOver_SaysNothing()
    {
        var decision = Decide(Open(AlertLevel.Information) with { NotifiedAt = null }, null);

        Assert.Equal((AlertReason.None, IncidentState.Resolved), (decision.Reason, decision.After!.State));
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(15, true)]
    public void Decide_NewFigures_AreShownQuietlyAtMostEveryQuarter(double minutes, bool expected)
    {
        var before = Open(AlertLevel.Warning) with { NotifiedAt = Now.AddMinutes(-minutes), RefreshedAt = Now.AddMinutes(-minutes), Title = "other figures" };

        var decision = Decide(before, Condition(AlertLevel.Warning));

        Assert.Equal((AlertReason.None, expected, before.Version), (decision.Reason, decision.Refresh, decision.After!.Version));
    }

    private static AlertDecision Decide(Incident? incident, Condition? condition) => IncidentMachine.Decide(incident, "a", condition, new(Now, AlertCadence.Default));

    private static Incident Snoozed() => Open(AlertLevel.Warning) with { State = IncidentState.Snoozed, ActedBy = "@dana" };

    private static Incident Open(AlertLevel level) => Decide(null, Condition(level == AlertLevel.Information ? AlertLevel.Notice : level)).After! with { Number = 1, Level = level };

    private static Condition Condition(AlertLevel level, double hours = 50) => new()
    {
        Kind = "low_credit",
        Fingerprint = "f",
        Scope = Scope.Account("a"),
        Level = level,
        Title = "t",
        Measure = new(hours, Usd.FromDollars(200), FallingIsWorse: true),
    };
}
