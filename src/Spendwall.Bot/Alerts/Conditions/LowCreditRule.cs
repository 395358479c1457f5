using Spendwall.Bot.Alerts.Outlook;
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

    /// <summary>Critical: P10 at or below this many lead times.</summary>
    private const double CriticalLeadTimes = 1.15;

    /// <summary>Critical too while the band is young and a guess: P50 at or below this many lead times.</summary>
    private const double YoungLeadTimes = 1.75;

    private static readonly TimeSpan Young = TimeSpan.FromDays(5);

    public static string Fingerprint(AccountOutlook outlook) => $"{Kind} {Scope.Account(outlook.Account.Name)}";

    public static Finding Judge(AccountOutlook outlook, Held? held)
    {
        string fingerprint = Fingerprint(outlook);
        if (outlook.Reservoir is not { } reservoir)
        {
            return IsRefused(outlook) ? Refused(outlook) : new Finding.Unknown(fingerprint, "The balance is not known.");
        }

        var level = Level(outlook, reservoir, held);
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

    private static AlertLevel? Level(AccountOutlook outlook, ReservoirOutlook reservoir, Held? held)
    {
        if (IsExhausted(outlook, reservoir, held))
        {
            return AlertLevel.Exhausted;
        }

        // The counters say empty, no call says so: credits that they do not show may be there.
        if (reservoir.Balance <= Usd.Zero || reservoir.Runway is RunwayForecast.Exhausted)
        {
            return AlertLevel.Critical;
        }

        var account = outlook.Account;
        if (reservoir.Runway is RunwayForecast.Ends ends)
        {
            bool holds = held.AtLeast(AlertLevel.Critical);
            if (Hysteresis.IsLow(ends.P10, CriticalLeadTimes * account.LeadTime, holds)
                || (ends.History < Young && Hysteresis.IsLow(ends.P50, YoungLeadTimes * account.LeadTime, holds)))
            {
                return AlertLevel.Critical;
            }

            if (Hysteresis.IsLow(ends.P50, account.EffectiveWarnAt, held.AtLeast(AlertLevel.Warning)))
            {
                return AlertLevel.Warning;
            }
        }

        // With automatic top-up the floor is where the next one comes: TopUpRule watches it.
        return account is { AutoTopUp: false, Floor: { } floor } && Hysteresis.IsLow(reservoir.Balance.ToDouble(), (double)floor, held.AtLeast(AlertLevel.Warning))
            ? AlertLevel.Warning
            : null;
    }

    private static bool IsExhausted(AccountOutlook outlook, ReservoirOutlook reservoir, Held? held)
    {
        if (IsRefused(outlook))
        {
            return true;
        }

        bool holds = held.AtLeast(AlertLevel.Exhausted);
        bool atFloor = reservoir.Runway is RunwayForecast.Exhausted
            || (reservoir.Floor is { } floor && Hysteresis.IsLow(reservoir.Balance.ToDouble(), Math.Max(0, floor.ToDouble()), holds));
        bool provable = reservoir.Balance > Usd.Zero || outlook.Account.OpeningBalance is not null || reservoir.OwnRecord;

        return atFloor && (provable || holds);
    }

    private static bool IsRefused(AccountOutlook outlook) => outlook.Failing.Any(static run => run.Failure == ProviderFailure.Payment);

    private static Finding.Holds Refused(AccountOutlook outlook)
    {
        var run = outlook.Failing.First(static failing => failing.Failure == ProviderFailure.Payment);

        return new(new Condition
        {
            Kind = Kind,
            Fingerprint = Fingerprint(outlook),
            Scope = Scope.Account(outlook.Account.Name),
            Level = AlertLevel.Exhausted,
            Title = $"{LowCreditText.Name(outlook)}: calls are refused for lack of credits",
            Facts = run.Remedy is { } remedy ? [remedy] : [],
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        });
    }
}
