using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>
/// Who is called next while nobody acts: the owner with the first message, then whom they named, then the fallback
/// channel. A level that the ladder was not begun for begins it anew; getting worse inside a level does not, else what
/// rises all the time would never reach anyone but the owner. Pure.
/// </summary>
internal static class EscalationLadder
{
    /// <summary>It is told, and from now on somebody should act.</summary>
    public static Incident Begun(Incident incident, DateTimeOffset now) =>
        incident with { Rung = LadderRung.Owner, RungLevel = incident.Level, RungAt = now, UnattendedSince = now };

    /// <summary>It is told as worse, or as true again, after <paramref name="before"/>.</summary>
    public static Incident ToldAgain(Incident before, Incident after, DateTimeOffset now)
    {
        if (before.State != IncidentState.Open || before.RungAt is null)
        {
            return Begun(after, now);
        }

        return after.Level > before.RungLevel ? after with { Rung = LadderRung.Owner, RungLevel = after.Level, RungAt = now } : after;
    }

    /// <summary>What becomes of the ladder now.</summary>
    /// <param name="incident">Open, told, and nobody acts.</param>
    public static LadderStep Next(Incident incident, Condition condition, AlertMoment moment)
    {
        if (incident.Rung == LadderRung.Channel || Wait(incident, condition, moment.Cadence) is not { } wait)
        {
            return new LadderStep.Rests(null);
        }

        var at = incident.RungAt ?? incident.NotifiedAt ?? incident.OpenedAt;
        var due = at + wait;
        if (due > moment.Now)
        {
            return new LadderStep.Rests(due);
        }

        if (incident.Level < AlertLevel.Exhausted && RiseClasses.IsAwaited(condition) && at + (2 * wait) is var latest && latest > moment.Now)
        {
            return new LadderStep.Held(new("class_unknown", $"What the rise is made of is not known yet: {Called(incident, moment)} is called once it is, at {Wording.Instant(latest)} without."));
        }

        if (moment.QuietUntil is { } quiet && incident.Level < AlertLevel.Critical)
        {
            return new LadderStep.Held(new("quiet_hours", $"Quiet hours: {Called(incident, moment)} is called after {Wording.Instant(quiet)} if nobody acts."));
        }

        if (incident.Rung == LadderRung.Target)
        {
            return new LadderStep.Due(LadderRung.Channel, null);
        }

        return NobodyNext(moment) is { } reason ? new LadderStep.Due(LadderRung.Channel, reason) : new LadderStep.Due(LadderRung.Target, null);
    }

    /// <summary>Credits that run out wait half as long, and no longer than half of the time that is left to act.</summary>
    private static TimeSpan? Wait(Incident incident, Condition condition, AlertCadence cadence)
    {
        if (cadence.Escalation(incident.Level) is not { } wait || incident.Kind != LowCreditRule.Kind)
        {
            return cadence.Escalation(incident.Level);
        }

        var half = wait / 2;
        if (condition.ActBy is not { } actBy)
        {
            return half;
        }

        var left = (actBy - (incident.RungAt ?? incident.OpenedAt)) / 2;
        var least = half < AlertCadence.LeastWait ? half : AlertCadence.LeastWait;

        return left < least ? least : left < half ? left : half;
    }

    private static AlertSkip? NobodyNext(AlertMoment moment) => moment switch
    {
        { Owner: null } => new("no_owner", "Nobody owns it, so that nobody was named to be called next: the channel is told."),
        { Target: null } => new("no_escalation_target", $"{moment.Owner.Name} named nobody to be called next: the channel is told."),
        { Target: { } target, Owner: { } owner } when target.Name.Equals(owner.Name, StringComparison.OrdinalIgnoreCase)
            => new("same_person", $"{target.Name} was called already: the channel is told."),
        _ => null,
    };

    private static string Called(Incident incident, AlertMoment moment) =>
        incident.Rung == LadderRung.Owner && NobodyNext(moment) is null ? moment.Target!.Name : "the fallback channel";
}

/// <summary>What becomes of an incident's ladder in one evaluation.</summary>
internal abstract record LadderStep
{
    private LadderStep()
    {
    }

    /// <summary>Nobody is called now.</summary>
    /// <param name="Until">When somebody is; null: nobody is left, or the level calls nobody else.</param>
    public sealed record Rests(DateTimeOffset? Until) : LadderStep;

    /// <summary>Somebody would be, but for a reason.</summary>
    public sealed record Held(AlertSkip Skip) : LadderStep;

    /// <param name="Passed">Why the rung before it was left out; null: none was.</param>
    public sealed record Due(LadderRung Rung, AlertSkip? Passed) : LadderStep;
}
