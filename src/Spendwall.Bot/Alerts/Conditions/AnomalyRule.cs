using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>
/// What is unusual about an account's spend: one trouble, however many figures show it. Use is not cost: figures of use
/// that cost nothing more are information; money, mix and price are a warning.
/// </summary>
internal static class AnomalyRule
{
    public const string Kind = "anomaly";

    /// <summary>Below this much more a day nobody needs to be called.</summary>
    private const double Little = 1;

    public static string Fingerprint(AccountOutlook outlook) => $"{Kind} {Scope.Account(outlook.Account.Name)}";

    public static Finding Judge(AccountOutlook outlook)
    {
        string fingerprint = Fingerprint(outlook);
        if (outlook.Anomalies is not { AsOf: { } asOf } anomalies)
        {
            return new Finding.Unknown(fingerprint, "Spend by the hour is not known.");
        }

        if (anomalies.Open.Count == 0 && anomalies.Routes.Count == 0)
        {
            return new Finding.Cleared(fingerprint, $"{LowCreditText.Name(outlook)}: spend is as usual again");
        }

        var level = anomalies.Routes.Select(RouteText.Level).Append(Level(anomalies)).Max();
        var change = anomalies.Change;

        return new Finding.Holds(new Condition
        {
            Kind = Kind,
            Fingerprint = fingerprint,
            Scope = Scope.Account(outlook.Account.Name),
            Level = level,
            Step = anomalies.Open.Select(static signal => (signal.Caller, signal.Driver)).Distinct().Count() + anomalies.Routes.Count,
            Title = anomalies.Open.Count > 0 ? AnomalyText.Title(outlook, anomalies) : RouteText.Title(outlook, anomalies.Routes[0]),
            Facts = [.. AnomalyText.Facts(anomalies), .. RouteText.Facts(anomalies.Routes)],
            Causes = [.. change is null ? [] : AnomalyText.Causes(anomalies, change), .. RouteText.Causes(anomalies.Routes)],
            Measure = change is not null ? new(change.Change.ToDouble(), change.Change, FallingIsWorse: false) : RouteText.Measure(anomalies.Routes),
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = asOf,
            BlindSpots = outlook.BlindSpots,
        });
    }

    private static AlertLevel Level(AnomalyOutlook anomalies)
    {
        if (!anomalies.Open.Any(signal => CostsMore(signal, anomalies)))
        {
            return AlertLevel.Information;
        }

        return anomalies.Change is { } change && AnomalyText.PerDay(anomalies, change) < Little && !anomalies.Open.Any(IsRoute) ? AlertLevel.Notice : AlertLevel.Warning;
    }

    /// <summary>Mix and price matter even while the dollars are flat.</summary>
    private static bool IsRoute(AnomalySignal signal) => signal.Driver is Driver.Mix || signal.Figure == AnomalyFigure.Price;

    private static bool CostsMore(AnomalySignal signal, AnomalyOutlook anomalies) =>
        signal.Figure is AnomalyFigure.Spend or AnomalyFigure.Level or AnomalyFigure.Surge
        || IsRoute(signal)
        || anomalies.Change is not { } change
        || change.Contributions.Where(part => part.Caller == signal.Caller).Aggregate(Usd.Zero, static (sum, part) => sum + part.Usd) > Usd.Zero;
}
