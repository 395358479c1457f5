using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>An escalation in words: how long nobody acted, who is called, and what kind of rise it is. Pure.</summary>
internal static class EscalationText
{
    /// <summary>For the thread.</summary>
    /// <param name="now">When it is escalated.</param>
    public static string Said(Incident incident, Condition condition, Principal? target, string? lastChannel, DateTimeOffset now)
    {
        string who = incident.Rung == LadderRung.Target ? $"escalated to {target?.Name ?? "whoever comes next"}" : lastChannel is null ? "nobody is left to call" : $"told in {lastChannel}";

        return $"Nobody acted for {Wording.Duration(now - (incident.UnattendedSince ?? incident.OpenedAt))}: {who}. {Class(condition)}";
    }

    /// <summary>For the root message; null: nobody but the owner was called.</summary>
    public static string? Line(Incident incident, Condition condition, Principal? target, string? lastChannel)
    {
        string at = incident.RungAt is { } instant ? $" {Wording.Instant(instant)}" : "";

        return incident.Rung switch
        {
            LadderRung.Owner => null,
            LadderRung.Target => $"Escalated to {target?.Name ?? "whoever comes next"}{at}, because nobody acted. {Class(condition)}",
            _ when lastChannel is null => $"Nobody acted, and since{at} nobody is left to call. {Class(condition)}",
            _ => $"Told in {lastChannel}{at}, because nobody acted. {Class(condition)}",
        };
    }

    /// <summary>The class of the rise with its largest cause, or what it is instead of a rise.</summary>
    public static string Class(Condition condition)
    {
        string because = condition.ClassBecause is { } cause ? $" ({cause})" : "";

        return condition.Class switch
        {
            RiseClass.Growth => $"Class: growth{because}.",
            RiseClass.Waste => $"Class: waste{because}.",
            RiseClass.Retry => $"Class: retry{because}.",
            RiseClass.Unowned => $"Class: unowned, nobody answers for it{because}.",
            RiseClass.Unknown => $"Class: unknown{because}.",
            _ => "No rise is behind it.",
        };
    }
}
