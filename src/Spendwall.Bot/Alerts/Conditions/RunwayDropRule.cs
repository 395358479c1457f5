using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Drops;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Signals.Drops;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>
/// A runway that fell faster than time and the told burn explain, above the low-credit levels: with one of those open,
/// only that speaks.
/// </summary>
internal static class RunwayDropRule
{
    public const string Kind = "runway_drop";

    private const int MostCauses = 3;

    public static string Fingerprint(AccountOutlook outlook) => $"{Kind} {Scope.Account(outlook.Account.Name)}";

    /// <param name="low">What is said of the same account's credits.</param>
    /// <param name="lowHeld">What an open low-credit incident holds.</param>
    public static Finding Judge(AccountOutlook outlook, Finding low, Held? lowHeld, Held? held)
    {
        string fingerprint = Fingerprint(outlook);
        if (outlook.Reservoir is not { } reservoir)
        {
            return new Finding.Unknown(fingerprint, "The balance is not known.");
        }

        if (low is Finding.Holds { Condition.Level: >= AlertLevel.Notice } || (low is Finding.Unknown && lowHeld.AtLeast(AlertLevel.Notice)))
        {
            return new Finding.Cleared(fingerprint, $"{LowCreditText.Name(outlook)}: the low-credit alert says it from here on");
        }

        if (reservoir.Runway is RunwayForecast.Unknown unknown)
        {
            return new Finding.Unknown(fingerprint, unknown.Reason);
        }

        if (outlook.Drop is not { Drop: var drop } || !DropRules.IsMaterial(drop, held is not null))
        {
            return new Finding.Cleared(fingerprint, $"{LowCreditText.Name(outlook)}: {LowCreditText.Runway(reservoir.Runway)}, as its burn was expected to leave it");
        }

        return new Finding.Holds(Describe(outlook, reservoir, outlook.Drop));
    }

    /// <summary>The rise behind it, as events are matched with: null while there is none.</summary>
    public static AnomalySignal? Rise(AccountOutlook outlook) => outlook.Drop is { Drop: var drop } && DropRules.IsMaterial(drop, held: true)
        ? new(drop.Since, AnomalyFigure.Level, null, drop.Since, 1, drop.Share, AnomalyTurn.Opened)
        : null;

    private static Condition Describe(AccountOutlook outlook, ReservoirOutlook reservoir, DropOutlook told)
    {
        var drop = told.Drop;
        var causes = Causes(told);
        string first = causes.Count > 0 ? $": {causes[0]}" : "";

        return new Condition
        {
            Kind = Kind,
            Fingerprint = Fingerprint(outlook),
            Scope = Scope.Account(outlook.Account.Name),
            Level = outlook.Account.AutoTopUp ? AlertLevel.Information : AlertLevel.Warning,
            Title = $"{LowCreditText.Name(outlook)}: runway {Span(drop.Then)} → {Span(drop.Now)} since {Wording.Instant(drop.Since)}{first}",
            Facts = Facts(outlook, reservoir, told),
            Causes = causes,
            ActBy = reservoir.ActBy,
            Measure = new(drop.Now.TotalHours, reservoir.Balance, FallingIsWorse: true),
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        };
    }

    private static List<string> Facts(AccountOutlook outlook, ReservoirOutlook reservoir, DropOutlook told)
    {
        var drop = told.Drop;
        var facts = new List<string>
        {
            $"{reservoir.Balance} left, {LowCreditText.Runway(reservoir.Runway)}",
            $"{Wording.Duration(drop.Lost)} less than the burn that was told leaves ({Span(drop.Expected)}); credits bought or taken back are not in it",
        };
        if (told.PerDay is { } change)
        {
            facts.Add($"{change.Now} a day since then, {change.Before} a day in the week before");
        }
        else if (outlook.Burn is { Now: { } now, LastWeek: { } week })
        {
            facts.Add($"Burns {now}/h now, {week}/h over 7 d");
        }

        return facts;
    }

    private static List<string> Causes(DropOutlook told) => told.PerDay is { } change
        ? [.. ExplanationWords.Ranked(change, caller => told.Names.GetValueOrDefault(caller) ?? (caller.Length > 0 ? caller : "unnamed"), "/d").Take(MostCauses)]
        : [];

    private static string Span(TimeSpan span) => span >= RunwayEstimator.Horizon ? "over a year" : Wording.Duration(span);
}
