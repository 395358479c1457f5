using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>What people do to an incident. Pure.</summary>
public static class IncidentActions
{
    /// <summary>Stops the repeating; worse is still told.</summary>
    public static ActionOutcome Acknowledge(Incident incident, string by, DateTimeOffset now) => incident.State switch
    {
        IncidentState.Resolved => Over(incident),
        IncidentState.Acknowledged => new ActionOutcome.Refused("conflict", $"{incident.ActedBy} acknowledged {incident.Id} already.", "Nothing needs to be done."),
        _ => new ActionOutcome.Done(
            Acted(incident, by) with { State = IncidentState.Acknowledged, AcknowledgedAt = incident.AcknowledgedAt ?? now },
            "Acknowledged",
            $"Acknowledged by {by}"),
    };

    /// <summary>Says nothing until a time, or until it is worse: by a level, or by what was asked for.</summary>
    public static ActionOutcome Snooze(Incident incident, DateTimeOffset? until, WorseBy? worseBy, string by, DateTimeOffset now)
    {
        if (incident.State == IncidentState.Resolved)
        {
            return Over(incident);
        }

        if (until is null && worseBy is null)
        {
            return new ActionOutcome.Refused("usage", "A snooze ends: it needs a time, a worsening, or both.", $"Such as /snooze {incident.Id} 4h worse-by:20%.");
        }

        if (until is { } end && end <= now)
        {
            return new ActionOutcome.Refused("usage", $"{Wording.Instant(end)} is in the past.", $"Such as /snooze {incident.Id} 4h.");
        }

        var measure = AlertJson.ReadCondition(incident.Detail)?.Measure;
        double? measureLimit = null;
        Usd? amountLimit = null;
        switch (worseBy)
        {
            case WorseBy.Share share when measure is not null:
                // Beyond zero worse lies on the other side, so the step is a share of the size.
                double step = Math.Abs(measure.Value) * share.Ratio;
                measureLimit = measure.FallingIsWorse ? measure.Value - step : measure.Value + step;
                break;

            case WorseBy.Amount amount when measure?.Amount is { } usd:
                amountLimit = measure.FallingIsWorse ? usd - amount.Usd : usd + amount.Usd;
                break;

            case not null:
                return new ActionOutcome.Refused("usage", $"{incident.Id} has no such figure that could get worse.", $"Snooze it until a time: /snooze {incident.Id} 4h.");
        }

        string ends = string.Join(" or ", new[]
        {
            until is { } time ? $"until {Wording.Instant(time, now)}" : null,
            worseBy is null ? null : $"until it is {worseBy} worse",
        }.OfType<string>());

        return new ActionOutcome.Done(
            Acted(incident, by) with { State = IncidentState.Snoozed, SnoozedUntil = until, SnoozeMeasure = measureLimit, SnoozeAmount = amountLimit },
            "Snoozed",
            $"Snoozed by {by} {ends}; a higher level ends it sooner");
    }

    /// <summary>Says whether the alert was worth it, also when it is over; changes nothing else of it.</summary>
    public static ActionOutcome Judge(Incident incident, bool useful, string by, DateTimeOffset now) =>
        incident.Useful == useful && string.Equals(incident.JudgedBy, by, StringComparison.Ordinal)
            ? new ActionOutcome.Refused("conflict", $"{by} said so of {incident.Id} already.", "Nothing needs to be done.")
            : new ActionOutcome.Done(incident with { Useful = useful, JudgedBy = by, JudgedAt = now }, useful ? "Useful" : "NotUseful", $"{by} found this alert {(useful ? "useful" : "not useful")}");

    private static Incident Acted(Incident incident, string by) =>
        incident with { ActedBy = by, Version = incident.Version + 1, SnoozedUntil = null, SnoozeMeasure = null, SnoozeAmount = null };

    private static ActionOutcome.Refused Over(Incident incident) => new("conflict", $"{incident.Id} is over.", "/alerts lists what is open.");
}

/// <summary>How much worse ends a snooze.</summary>
public abstract record WorseBy
{
    private WorseBy()
    {
    }

    /// <param name="Ratio">Of the number that decides; 0.2 for 20 %.</param>
    public sealed record Share(double Ratio) : WorseBy
    {
        public override string ToString() => Wording.Percent(Ratio);
    }

    public sealed record Amount(Usd Usd) : WorseBy
    {
        public override string ToString() => Usd.ToString();
    }
}

public abstract record ActionOutcome
{
    private ActionOutcome()
    {
    }

    /// <param name="Reason">For the history.</param>
    /// <param name="Text">For the thread.</param>
    public sealed record Done(Incident After, string Reason, string Text) : ActionOutcome;

    public sealed record Refused(string Kind, string Message, string Fix) : ActionOutcome;
}
