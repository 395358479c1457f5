using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>
/// The reservoir: a heads-up by the middle forecast, critical by the pessimistic one against the lead time, exhausted
/// at the headroom floor or when calls are refused. One trouble for an account, whatever made it bad.
/// </summary>
internal static class LowCreditRule
{
    public const string Kind = "low_credit";

    public static string Fingerprint(AccountOutlook outlook) => $"{Kind} {Scope.Account(outlook.Account.Name)}";

    public static Finding Judge(AccountOutlook outlook, Held? held)
    {
        string fingerprint = Fingerprint(outlook);
        if (outlook.Reservoir is not { } reservoir)
        {
            return IsRefused(outlook) ? Refused(outlook) : new Finding.Unknown(fingerprint, "The balance is not known.");
        }

        var level = LevelOf(outlook, reservoir, held);
        if (level is null)
        {
            return reservoir.Runway is RunwayForecast.Unknown unknown
                ? new Finding.Unknown(fingerprint, unknown.Reason)
                : new Finding.Cleared(fingerprint, $"{LowCreditText.Name(outlook)}: {reservoir.Balance} left, {LowCreditText.Runway(reservoir.Runway)}");
        }

        if (outlook.Account.AutoTopUp && level is not AlertLevel.Exhausted)
        {
            level = AlertLevel.Information;
        }

        return new Finding.Holds(LowCreditText.Describe(outlook, reservoir, level.Value));
    }

    private static AlertLevel? LevelOf(AccountOutlook outlook, ReservoirOutlook reservoir, Held? held)
    {
        if (IsExhausted(outlook, reservoir, held))
        {
            return AlertLevel.Exhausted;
        }

        var account = outlook.Account;
        if (IsWithin(account, reservoir.Runway, Level.Critical, held.AtLeast(AlertLevel.Critical)))
        {
            return AlertLevel.Critical;
        }

        if (IsWithin(account, reservoir.Runway, Level.Warning, held.AtLeast(AlertLevel.Warning)))
        {
            return AlertLevel.Warning;
        }

        // With automatic top-up the floor is where the next one comes: TopUpRule watches it.
        return account is { AutoTopUp: false, Floor: { } floor } && Hysteresis.IsLow(reservoir.Balance.ToDouble(), (double)floor, held.AtLeast(AlertLevel.Warning))
            ? AlertLevel.Warning
            : null;
    }

    /// <summary>By the one rule of levels, its times drawn out for a level that is held.</summary>
    private static bool IsWithin(AccountOptions account, RunwayForecast runway, Level level, bool held)
    {
        double slack = (held ? Hysteresis.Slack : 1) + Hysteresis.Rounding;

        return runway is RunwayForecast.Ends && LevelRules.Of(runway, account.LeadTime * slack, account.EffectiveWarnAt * slack) >= level;
    }

    private static bool IsExhausted(AccountOutlook outlook, ReservoirOutlook reservoir, Held? held)
    {
        if (IsRefused(outlook))
        {
            return true;
        }

        double floor = Math.Max(0, (reservoir.Floor ?? Usd.Zero).ToDouble());

        return reservoir.Runway is RunwayForecast.Exhausted || Hysteresis.IsLow(reservoir.Balance.ToDouble(), floor, held.AtLeast(AlertLevel.Exhausted));
    }

    /// <summary>The last polls say it, or request records do.</summary>
    public static bool IsRefused(AccountOutlook outlook) => outlook.Refusals is not null || outlook.Failing.Any(static run => run.Failure == ProviderFailure.Payment);

    private static Finding.Holds Refused(AccountOutlook outlook)
    {
        var run = outlook.Failing.FirstOrDefault(static failing => failing.Failure == ProviderFailure.Payment);

        return new(new Condition
        {
            Kind = Kind,
            Fingerprint = Fingerprint(outlook),
            Scope = Scope.Account(outlook.Account.Name),
            Level = AlertLevel.Exhausted,
            Title = $"{LowCreditText.Name(outlook)}: calls are refused for lack of credits",
            Facts = [.. LowCreditText.Refusals(outlook), .. run?.Remedy is { } remedy ? [remedy] : Array.Empty<string>()],
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        });
    }
}
