using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

/// <summary>Who is called when, by level; everything here is an incident that nobody acts on unless it says so.</summary>
public sealed class EscalationLadderTests
{
    private static readonly DateTimeOffset Now = Outlooks.Now;

    private static readonly Principal Dana = Person("@dana");

    private static readonly Principal Lee = Person("@lee");

    [Theory]
    [InlineData(AlertLevel.Warning, 8 * 60)]
    [InlineData(AlertLevel.Critical, 60)]
    [InlineData(AlertLevel.Exhausted, 15)]
    public void Unattended_ByLevel_CallsTheTargetThenTheChannelThenNobody(AlertLevel level, int minutes)
    {
        var calls = Calls("blind", level, TimeSpan.FromDays(3));

        Assert.Equal([(LadderRung.Target, minutes), (LadderRung.Channel, 2 * minutes)], calls);
    }

    [Fact]
    public void Unattended_Notice_CallsNobody()
    {
        Assert.Empty(Calls("blind", AlertLevel.Notice, TimeSpan.FromDays(9)));
    }

    [Theory]
    [InlineData(null, "no_escalation_target")]
    [InlineData("@dana", "same_person")]
    public void Unattended_NobodyToCallNext_GoesToTheChannelAndSaysWhy(string? target, string reason)
    {
        var (decision, _) = Last(Begun("blind", AlertLevel.Critical), At(TimeSpan.FromHours(1)) with { Target = target is null ? null : Person(target) });

        Assert.Equal((AlertReason.Escalated, LadderRung.Channel, reason), (decision.Reason, decision.After!.Rung, decision.Skip!.Reason));
    }

    [Fact]
    public void Unattended_NobodyOwnsIt_GoesToTheChannel()
    {
        var (decision, _) = Last(Begun("blind", AlertLevel.Critical), At(TimeSpan.FromHours(1)) with { Owner = null, Target = null });

        Assert.Equal((LadderRung.Channel, "no_owner"), (decision.After!.Rung, decision.Skip!.Reason));
    }

    [Fact]
    public void LowCredit_WaitsForHalfAsLongAsOthers()
    {
        Assert.Equal([(LadderRung.Target, 30), (LadderRung.Channel, 60)], Calls("low_credit", AlertLevel.Critical, TimeSpan.FromDays(1)));
    }

    [Theory]
    [InlineData(60, 30)]
    [InlineData(600, 240)]
    [InlineData(-600, 10)]
    public void LowCredit_LittleTimeToAct_CallsSooner(int minutesToAct, int expected)
    {
        Assert.Equal((LadderRung.Target, expected), Calls("low_credit", AlertLevel.Warning, TimeSpan.FromDays(1), Now.AddMinutes(minutesToAct))[0]);
    }

    [Theory]
    [InlineData("anomaly", null, 16 * 60)]
    [InlineData("anomaly", RiseClass.Unknown, 16 * 60)]
    [InlineData("anomaly", RiseClass.Growth, 8 * 60)]
    [InlineData("anomaly", RiseClass.Unowned, 8 * 60)]
    [InlineData("low_credit", null, 4 * 60)]
    [InlineData("blind", null, 8 * 60)]
    public void Escalation_WaitsForTheClassOfARiseOnly(string kind, RiseClass? rise, int minutes)
    {
        Assert.Equal(minutes, Calls(kind, AlertLevel.Warning, TimeSpan.FromDays(1), rise: rise)[0].Minutes);
    }

    [Fact]
    public void Escalation_WaitingForTheClass_SaysSo()
    {
        var (decision, _) = Last(Begun("anomaly", AlertLevel.Warning), At(TimeSpan.FromHours(9)));

        Assert.Equal((AlertReason.None, "class_unknown"), (decision.Reason, decision.Skip!.Reason));
        Assert.Contains("@lee is called once it is, at 2026-11-21 04:00 UTC without", decision.Skip.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void QuietHours_WarningWaits_CriticalDoesNot()
    {
        var quiet = At(TimeSpan.FromHours(9)) with { QuietUntil = Now.AddHours(12) };

        var warning = Last(Begun("blind", AlertLevel.Warning), quiet).Decision;
        var critical = Last(Begun("blind", AlertLevel.Critical), quiet).Decision;

        Assert.Equal((AlertReason.None, "quiet_hours"), (warning.Reason, warning.Skip!.Reason));
        Assert.Equal(AlertReason.Escalated, critical.Reason);
    }

    [Fact]
    public void WorseInsideALevel_DoesNotBeginTheLadderAnew()
    {
        var incident = Begun("budget", AlertLevel.Warning);
        for (int hour = 1; hour < 8; hour++)
        {
            var worse = IncidentMachine.Decide(incident, "a", Condition("budget", AlertLevel.Warning, RiseClass.Growth) with { Step = hour }, At(TimeSpan.FromHours(hour)));
            Assert.Equal(AlertReason.Worse, worse.Reason);
            incident = worse.After! with { Number = 1 };
        }

        Assert.Equal(AlertReason.Escalated, IncidentMachine.Decide(incident, "a", Condition("budget", AlertLevel.Warning, RiseClass.Growth) with { Step = 7 }, At(TimeSpan.FromHours(8))).Reason);
    }

    [Fact]
    public void HigherLevel_BeginsTheLadderAnewOnce()
    {
        var incident = Begun("blind", AlertLevel.Warning);
        incident = IncidentMachine.Decide(incident, "a", Condition("blind", AlertLevel.Warning, null), At(TimeSpan.FromHours(8))).After! with { Number = 1 };
        Assert.Equal(LadderRung.Target, incident.Rung);

        incident = IncidentMachine.Decide(incident, "a", Condition("blind", AlertLevel.Critical, null), At(TimeSpan.FromHours(9))).After!;
        Assert.Equal((LadderRung.Owner, Now.AddHours(9)), (incident.Rung, incident.RungAt));

        // It eases and gets as bad again: everyone who is called by that was called.
        incident = IncidentMachine.Decide(incident, "a", Condition("blind", AlertLevel.Warning, null), At(TimeSpan.FromHours(9.2))).After!;
        incident = IncidentMachine.Decide(incident, "a", Condition("blind", AlertLevel.Critical, null), At(TimeSpan.FromHours(9.4))).After!;
        Assert.Equal(Now.AddHours(9), incident.RungAt);
    }

    [Theory]
    [InlineData(IncidentState.Acknowledged)]
    [InlineData(IncidentState.Snoozed)]
    [InlineData(IncidentState.Explained)]
    public void SomebodyActed_CallsNobody(IncidentState state)
    {
        var incident = Begun("blind", AlertLevel.Critical) with { State = state, ActedBy = "@dana", ActedAt = Now.AddDays(2), SnoozedUntil = Now.AddDays(9) };

        Assert.Equal(AlertReason.None, Last(incident, At(TimeSpan.FromDays(2))).Decision.Reason);
    }

    [Fact]
    public void Acknowledged_NotOver_RemindsOnce()
    {
        var incident = Begun("blind", AlertLevel.Warning) with { State = IncidentState.Acknowledged, ActedBy = "@dana", ActedAt = Now.AddHours(2) };
        var said = new List<double>();
        for (double hour = 3; hour < 60; hour += 0.5)
        {
            var decision = Last(incident, At(TimeSpan.FromHours(hour))).Decision;
            incident = decision.After!;
            if (decision.Reason != AlertReason.None)
            {
                Assert.Equal(AlertReason.Reminded, decision.Reason);
                said.Add(hour);
            }
        }

        Assert.Equal([10], said);
    }

    /// <summary>Every call over a time, by the minute.</summary>
    private static List<(LadderRung Rung, int Minutes)> Calls(string kind, AlertLevel level, TimeSpan span, DateTimeOffset? actBy = null, RiseClass? rise = null)
    {
        var incident = Begun(kind, level);
        var calls = new List<(LadderRung, int)>();
        for (int minute = 1; minute <= span.TotalMinutes; minute++)
        {
            var decision = IncidentMachine.Decide(incident, "a", Condition(kind, level, rise) with { ActBy = actBy }, At(TimeSpan.FromMinutes(minute)));
            incident = decision.After!;
            if (decision.Reason == AlertReason.Escalated)
            {
                calls.Add((incident.Rung, minute));
            }
        }

        return calls;
    }

    private static (AlertDecision Decision, Incident Incident) Last(Incident incident, AlertMoment moment)
    {
        var decision = IncidentMachine.Decide(incident, "a", Condition(incident.Kind, incident.Level, null), moment);

        return (decision, decision.After!);
    }

    private static Incident Begun(string kind, AlertLevel level) => IncidentMachine.Decide(null, "a", Condition(kind, level, null), At(TimeSpan.Zero)).After! with { Number = 1 };

    private static Condition Condition(string kind, AlertLevel level, RiseClass? rise) => new()
    {
        Kind = kind,
        Fingerprint = kind,
        Scope = Scope.Account("a"),
        Level = level,
        Title = "It is so",
        Class = rise,
    };

    private static AlertMoment At(TimeSpan after) => new(Now + after, AlertCadence.Default) { Owner = Dana, Target = Lee };

    private static Principal Person(string name) => new(name, PrincipalKind.User, new Dictionary<string, string>());
}
