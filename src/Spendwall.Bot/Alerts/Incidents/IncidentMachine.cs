using Spendwall.Bot.Money;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>
/// What is said of an incident, and why: from what is open, what is true now and the time. Pure. An unknown condition is
/// no call for it: what was so stays so.
/// </summary>
public static class IncidentMachine
{
    /// <param name="incident">The unresolved incident of the condition's fingerprint, if any.</param>
    /// <param name="condition">What is true now; null: it is clearly over.</param>
    public static AlertDecision Decide(Incident? incident, string account, Condition? condition, AlertMoment moment) => (incident, condition) switch
    {
        (null, null) => new(AlertReason.None, null),
        (null, { } begun) => Begin(account, begun, moment.Now),
        ({ } open, null) => End(open, moment.Now),
        ({ } open, { } still) => Continue(open, still, moment),
    };

    private static AlertDecision Begin(string account, Condition condition, DateTimeOffset now)
    {
        var incident = Told(new Incident
        {
            Account = account,
            Kind = condition.Kind,
            Fingerprint = condition.Fingerprint,
            Scope = condition.Scope,
            State = IncidentState.Open,
            Level = condition.Level,
            Title = condition.Title,
            OpenedAt = now,
        }, condition);
        if (condition.Event is { Explains: true } note)
        {
            return new(AlertReason.Explained, By(incident, note) with { RefreshedAt = now });
        }

        return condition.Level == AlertLevel.Information
            ? new(AlertReason.None, incident, Quiet)
            : new(AlertReason.First, First(incident, now));
    }

    private static AlertDecision End(Incident incident, DateTimeOffset now)
    {
        var resolved = incident with { State = IncidentState.Resolved, ResolvedAt = now, Version = incident.Version + 1, SnoozedUntil = null, SnoozeMeasure = null, SnoozeAmount = null };

        return incident.NotifiedAt is null && incident.State != IncidentState.Explained
            ? new(AlertReason.None, resolved, new("never_told", "It was over before there was anything to tell."))
            : new(AlertReason.Recovered, resolved);
    }

    private static AlertDecision Continue(Incident incident, Condition condition, AlertMoment moment)
    {
        var (now, cadence) = (moment.Now, moment.Cadence);
        var after = Told(incident, condition);
        bool rises = condition.Level > incident.Level || (condition.Level == incident.Level && condition.Step > incident.Step);
        bool eases = condition.Level < incident.Level || (condition.Level == incident.Level && condition.Step < incident.Step);
        if (rises || eases)
        {
            after = after with { Version = incident.Version + 1 };
        }

        if (condition.Event is { Explains: true } note)
        {
            return Explained(incident, after, note, rises || eases, now, cadence);
        }

        if (incident.State == IncidentState.Explained && AlertJson.ReadCondition(incident.Detail)?.Event is { Explains: true })
        {
            return condition.Level == AlertLevel.Information
                ? new(AlertReason.None, after with { State = IncidentState.Open, Version = incident.Version + 1, RefreshedAt = now }, Quiet, Refresh: true)
                : new(AlertReason.Worse, Reopened(incident, after, now));
        }

        if (incident.NotifiedAt is null)
        {
            return condition.Level == AlertLevel.Information ? new(AlertReason.None, after, Quiet) : new(AlertReason.First, First(after, now));
        }

        if (rises)
        {
            return new(AlertReason.Worse, Reopened(incident, after, now));
        }

        if (eases)
        {
            return new(AlertReason.None, after with { RefreshedAt = now }, new("eased", $"It eased to {Word(condition.Level)}: the message was changed, nobody was called."), Eased: true, Refresh: true);
        }

        return incident.State switch
        {
            IncidentState.Snoozed => Snoozed(incident, after, condition, now, cadence),
            IncidentState.Acknowledged => Acknowledged(incident, after, moment),
            IncidentState.Explained => Silent(after, incident, now, cadence, new("explained", $"{incident.ActedBy} explained it; only worse is told.")),
            _ => Unattended(incident, after, condition, moment),
        };
    }

    /// <summary>Inside its event it may get worse: the message is changed, nobody is called. What people said of it stands.</summary>
    private static AlertDecision Explained(Incident incident, Incident after, EventNote note, bool changed, DateTimeOffset now, AlertCadence cadence)
    {
        bool isUnattended = incident.State == IncidentState.Open || (incident.State == IncidentState.Snoozed && incident.SnoozedUntil is { } until && until <= now);
        if (isUnattended)
        {
            return new(AlertReason.Explained, By(after, note) with { Version = incident.Version + 1, RefreshedAt = now, SnoozedUntil = null, SnoozeMeasure = null, SnoozeAmount = null });
        }

        AlertSkip skip = new("explained", $"{note.Text}.");

        return changed ? new(AlertReason.None, after with { RefreshedAt = now }, skip, Refresh: true) : Silent(after, incident, now, cadence, skip);
    }

    private static Incident By(Incident incident, EventNote note) =>
        incident with { State = IncidentState.Explained, ActedBy = note.Events.Count == 0 ? "its results" : string.Join(" and ", note.Events.Select(static number => SpendEvent.IdOf(number))) };

    private static AlertDecision Snoozed(Incident incident, Incident after, Condition condition, DateTimeOffset now, AlertCadence cadence)
    {
        if (IsBeyond(incident, condition.Measure))
        {
            return new(AlertReason.Worse, Reopened(incident, after, now));
        }

        return incident.SnoozedUntil is { } until && until <= now
            ? new(AlertReason.StillTrue, Reopened(incident, after, now))
            : Silent(after, incident, now, cadence, new("snoozed", $"{incident.ActedBy} snoozed it{(incident.SnoozedUntil is { } end ? $" until {Wording.Instant(end)}" : "")}."));
    }

    /// <summary>Whoever took it on is reminded once that it is not over.</summary>
    private static AlertDecision Acknowledged(Incident incident, Incident after, AlertMoment moment)
    {
        var (now, cadence) = (moment.Now, moment.Cadence);
        var due = (incident.ActedAt ?? incident.AcknowledgedAt ?? now) + cadence.RemindAfter;
        bool isOpen = incident.RemindedAt is null && incident.Level >= AlertLevel.Warning;
        if (!isOpen || due > now)
        {
            string next = isOpen ? $"; they are reminded at {Wording.Instant(due)} if it is not over" : "";

            return Silent(after, incident, now, cadence, new("acknowledged", $"{incident.ActedBy} acknowledged it; only worse is told{next}."));
        }

        return IsHeld(incident.Level, moment) is { } quiet
            ? Silent(after, incident, now, cadence, new("quiet_hours", $"Quiet hours: {incident.ActedBy} is reminded after {Wording.Instant(quiet)}."))
            : new(AlertReason.Reminded, after with { RemindedAt = now, RefreshedAt = now });
    }

    private static AlertDecision Unattended(Incident incident, Incident after, Condition condition, AlertMoment moment)
    {
        var (now, cadence) = (moment.Now, moment.Cadence);
        var step = EscalationLadder.Next(incident, condition, moment);
        if (step is LadderStep.Due due)
        {
            return new(AlertReason.Escalated, after with { Rung = due.Rung, RungAt = now, NotifiedAt = now, RefreshedAt = now, Version = incident.Version + 1 }, due.Passed);
        }

        var told = incident.NotifiedAt!.Value;
        if (cadence.Of(incident.Level) is not { } every)
        {
            return Silent(after, incident, now, cadence, new("told", $"It was told at {Wording.Instant(told)}; a {Word(incident.Level)} is told once."));
        }

        if (now - told >= every)
        {
            return IsHeld(incident.Level, moment) is { } quiet
                ? Silent(after, incident, now, cadence, new("quiet_hours", $"Quiet hours: it is told again after {Wording.Instant(quiet)}."))
                : new(AlertReason.StillTrue, after with { NotifiedAt = now, RefreshedAt = now }, (step as LadderStep.Held)?.Skip);
        }

        string next = step is LadderStep.Rests { Until: { } until } ? $", and the next one is called at {Wording.Instant(until)}," : "";

        return Silent(
            after, incident, now, cadence, step is LadderStep.Held held ? held.Skip : new("told", $"It was told at {Wording.Instant(told)}; again at {Wording.Instant(told + every)}{next} if nobody acts."));
    }

    private static DateTimeOffset? IsHeld(AlertLevel level, AlertMoment moment) => level < AlertLevel.Critical ? moment.QuietUntil : null;

    private static AlertDecision Silent(Incident after, Incident before, DateTimeOffset now, AlertCadence cadence, AlertSkip skip)
    {
        bool refresh = after.Title != before.Title && now - (before.RefreshedAt ?? before.OpenedAt) >= cadence.Refresh;

        return new(AlertReason.None, refresh ? after with { RefreshedAt = now } : after, skip, Refresh: refresh);
    }

    private static bool IsBeyond(Incident incident, Measure? measure)
    {
        if (measure is null)
        {
            return false;
        }

        bool value = incident.SnoozeMeasure is { } limit && (measure.FallingIsWorse ? measure.Value <= limit : measure.Value >= limit);
        bool amount = incident.SnoozeAmount is { } usd && measure.Amount is { } known && (measure.FallingIsWorse ? known <= usd : known >= usd);

        return value || amount;
    }

    private static Incident First(Incident incident, DateTimeOffset now) => EscalationLadder.Begun(incident, now) with { NotifiedAt = now, RefreshedAt = now };

    private static Incident Reopened(Incident before, Incident after, DateTimeOffset now) => EscalationLadder.ToldAgain(before, after, now) with
    {
        State = IncidentState.Open,
        Version = before.Version + 1,
        NotifiedAt = now,
        RefreshedAt = now,
        SnoozedUntil = null,
        SnoozeMeasure = null,
        SnoozeAmount = null,
    };

    private static Incident Told(Incident incident, Condition condition) => incident with
    {
        Level = condition.Level,
        Step = condition.Step,
        Title = condition.Title,
        Detail = AlertJson.Write(condition),
    };

    private static AlertSkip Quiet => new("information", "It is information: listed by /alerts, posted nowhere.");

    private static string Word(AlertLevel level) => level.ToString().ToLowerInvariant();
}
