using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

public sealed class IncidentActionsTests
{
    private static readonly DateTimeOffset Now = Outlooks.Now;

    [Fact]
    public void Acknowledge_OpenIncident_KeepsTheFirstTime()
    {
        var done = Assert.IsType<ActionOutcome.Done>(IncidentActions.Acknowledge(Incident(), "@dana", Now));
        var again = Assert.IsType<ActionOutcome.Done>(IncidentActions.Acknowledge(done.After with { State = IncidentState.Open }, "@lee", Now.AddHours(1)));

        Assert.Equal((IncidentState.Acknowledged, 2, Now), (done.After.State, done.After.Version, done.After.AcknowledgedAt));
        Assert.Equal((Now, "@lee"), (again.After.AcknowledgedAt, again.After.ActedBy));
    }

    [Fact]
    public void Acknowledge_ResolvedIncident_DoesNotBringItBack()
    {
        var resolved = Incident() with { State = IncidentState.Resolved };

        Assert.Equal("conflict", Assert.IsType<ActionOutcome.Refused>(IncidentActions.Acknowledge(resolved, "@dana", Now)).Kind);
        Assert.Equal("conflict", Assert.IsType<ActionOutcome.Refused>(IncidentActions.Snooze(resolved, Now.AddHours(1), null, "@dana", Now)).Kind);
    }

    [Fact]
    public void Snooze_WorseByTwentyPercentOfFiftyHours_EndsAtForty()
    {
        var done = Assert.IsType<ActionOutcome.Done>(IncidentActions.Snooze(Incident(), null, new WorseBy.Share(0.2), "@dana", Now));

        Assert.Equal((IncidentState.Snoozed, 40d, null), (done.After.State, done.After.SnoozeMeasure!.Value, done.After.SnoozedUntil));
    }

    [Fact]
    public void Snooze_WorseByFiftyDollarsOfTwoHundred_EndsAtOneHundredAndFifty()
    {
        var done = Assert.IsType<ActionOutcome.Done>(IncidentActions.Snooze(Incident(), Now.AddHours(4), new WorseBy.Amount(Usd.FromDollars(50)), "@dana", Now));

        Assert.Equal((Usd.FromDollars(150), Now.AddHours(4)), (done.After.SnoozeAmount!.Value, done.After.SnoozedUntil));
    }

    [Fact]
    public void Snooze_WithoutAnEndOrIntoThePast_IsRefused()
    {
        Assert.IsType<ActionOutcome.Refused>(IncidentActions.Snooze(Incident(), null, null, "@dana", Now));
        Assert.IsType<ActionOutcome.Refused>(IncidentActions.Snooze(Incident(), Now, null, "@dana", Now));
    }

    [Fact]
    public void Snooze_WorseByWithoutAFigure_IsRefused()
    {
        var blind = Incident() with { Detail = AlertJson.Write(Condition() with { Measure = null }) };

        Assert.IsType<ActionOutcome.Refused>(IncidentActions.Snooze(blind, Now.AddHours(1), new WorseBy.Share(0.1), "@dana", Now));
    }

    private static Incident Incident() => IncidentMachine.Decide(null, "a", Condition(), new(Now, AlertCadence.Default)).After!;

    private static Condition Condition() => new()
    {
        Kind = "low_credit",
        Fingerprint = "f",
        Scope = Scope.Account("a"),
        Level = AlertLevel.Warning,
        Title = "t",
        Measure = new(50, Usd.FromDollars(200), FallingIsWorse: true),
    };
}
