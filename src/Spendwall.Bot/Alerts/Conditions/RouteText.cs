using System.Globalization;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>Routes, premium models and prices in words: what changed, and what it costs in a day at the volume of now.</summary>
internal static class RouteText
{
    private const int Most = 2;

    /// <summary>Below this much more a day nobody needs to be called.</summary>
    private const double Little = 1;

    /// <summary>Below half a cent it costs nothing more.</summary>
    private const double Nothing = 0.005;

    /// <summary>Requests that fail and are tried again are told whatever they cost; where that is unknown, nobody is waked for it.</summary>
    public static AlertLevel Level(RouteSignal signal) =>
        signal.UsdPerDay >= Little ? AlertLevel.Warning : signal.UsdPerDay >= Nothing || signal.Figure is RouteFigure.Fallbacks or RouteFigure.Retries ? AlertLevel.Notice : AlertLevel.Information;

    public static string Title(AccountOutlook outlook, RouteSignal signal)
    {
        string cost = signal.UsdPerDay >= Nothing ? $": {PerDay(signal)} at the volume of now" : "";

        return $"{LowCreditText.Name(outlook)}: {What(signal)} since {Wording.Instant(signal.Since)}{cost}";
    }

    public static IEnumerable<string> Facts(IReadOnlyList<RouteSignal> signals) => signals.Take(Most).Select(Fact);

    public static IEnumerable<string> Causes(IReadOnlyList<RouteSignal> signals) =>
        signals.Where(static signal => signal.UsdPerDay >= Nothing).Take(Most).Select(static signal => $"{PerDay(signal)} {Cause(signal)}");

    public static Measure? Measure(IReadOnlyList<RouteSignal> signals) =>
        signals.Sum(static signal => Math.Max(0, signal.UsdPerDay)) is > 0 and var usd ? new(usd, Usd.FromEstimate(usd), FallingIsWorse: false) : null;

    private static string PerDay(RouteSignal signal) => $"{Wording.WithSign(Usd.FromEstimate(signal.UsdPerDay))}/d";

    private static string What(RouteSignal signal) => signal.Figure switch
    {
        RouteFigure.Dearer => $"{signal.Model} goes over dearer routes than in the 14 days before",
        RouteFigure.Moved => $"{signal.Model} is served by other routes than usual",
        RouteFigure.Spread => $"routes of {signal.Model} are further apart in price than in the 14 days before",
        RouteFigure.Premium => "premium models take more of the spend than in the 14 days before",
        RouteFigure.PremiumDrift => "premium models take more and more of the spend",
        RouteFigure.Fallbacks => "more requests fall back to other models or routes than in the 14 days before",
        RouteFigure.Retries => "more requests are retried than in the 14 days before",
        _ => $"the list price of {signal.Model} {(signal.Value > 1 ? "rose" : "fell")}",
    };

    private static string Fact(RouteSignal signal) => signal.Figure switch
    {
        RouteFigure.Dearer or RouteFigure.Moved =>
            $"{Name(signal.Route)} serves {Wording.Percent(signal.Share)} of {signal.Model}, usually {Wording.Percent(signal.UsualShare)}{(signal.Figure == RouteFigure.Dearer ? $"; its routes cost {Times(signal.Value)} the usual" : "")}",
        RouteFigure.Spread => $"{Name(signal.Route)} asks {Times(signal.Value)} what the cheapest route of {signal.Model} asks, for {Wording.Percent(signal.Share)} of its tokens; at most {Times(signal.Usual)} before",
        RouteFigure.Premium => $"Premium models: {Wording.Percent(signal.Value)} of the spend, at most {Wording.Percent(signal.Usual)} in the 14 days before",
        RouteFigure.PremiumDrift => $"Premium models: {Wording.Percent(signal.Value)} of the spend of three days, {Wording.Percent(signal.Usual)} a week before",
        RouteFigure.Fallbacks => $"Fallbacks: {Wording.Percent(signal.Value)} of the requests of six hours, usually {Wording.Percent(signal.UsualShare)}; what they cost more is {(signal.IsPriced ? $"{PerDay(signal)} of the last day by the price list" : Wording.Unknown)}",
        RouteFigure.Retries => $"Retries: {Wording.Percent(signal.Value)} of the requests of six hours, usually {Wording.Percent(signal.UsualShare)}",
        _ => $"{signal.Model}: the same use costs {Times(signal.Value)} by the list",
    };

    private static string Cause(RouteSignal signal) => signal.Figure switch
    {
        RouteFigure.Dearer or RouteFigure.Moved => $"dearer routes ({signal.Model} over {Name(signal.Route)})",
        RouteFigure.Spread => $"against the cheapest route ({signal.Model} over {Name(signal.Route)})",
        RouteFigure.Premium or RouteFigure.PremiumDrift => "premium share",
        RouteFigure.Fallbacks => "fallbacks, against the models asked for",
        _ => $"higher list price ({signal.Model})",
    };

    private static string Name(string route) => route.Length > 0 ? route : "an unnamed route";

    private static string Times(double value) => $"{value.ToString("0.0#", CultureInfo.InvariantCulture)} ×";
}
