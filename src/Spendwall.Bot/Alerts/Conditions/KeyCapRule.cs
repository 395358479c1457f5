using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>
/// A key's own cap: at zero its calls are refused although the account has money. One that never resets is a reservoir
/// like the balance, and has its levels: somebody must raise it, which takes as long.
/// </summary>
internal static class KeyCapRule
{
    public const string Kind = "key_cap";

    private const double NearShare = 0.1;

    /// <summary>Above the levels' own steps: from pressing to used up is worse.</summary>
    private const int UsedUp = 5;

    /// <summary>Running out before the reset counts only when little is left: early in the window it is noise.</summary>
    private const double EarlyShare = 0.25;

    public static Finding Judge(AccountOutlook outlook, CapOutlook cap, Held? held)
    {
        string fingerprint = Fingerprint(outlook, cap);

        return Level(outlook, cap, held) is { } level
            ? new Finding.Holds(Describe(outlook, cap, level, IsUsedUp(cap, held)))
            : new Finding.Cleared(fingerprint, $"{Name(cap)}: {cap.Remaining} of {cap.Limit} left");
    }

    public static string Fingerprint(AccountOutlook outlook, CapOutlook cap) => $"{Kind} {Scope.Account(outlook.Account.Name).With("key", KeyName(cap))} {cap.Layer}";

    private static AlertLevel? Level(AccountOutlook outlook, CapOutlook cap, Held? held)
    {
        // A limit of nothing is a key that someone closed on purpose.
        if (cap.Limit <= Usd.Zero)
        {
            return null;
        }

        double share = cap.Remaining.ToDouble() / cap.Limit.ToDouble();
        if (IsUsedUp(cap, held) || IsPressing(outlook, cap, held))
        {
            return AlertLevel.Critical;
        }

        bool holds = held.AtLeast(AlertLevel.Warning);
        bool runsOut = cap.ResetsAt is { } reset
            ? cap.Left is { } left && outlook.Now + left < reset && Hysteresis.IsLow(share, EarlyShare, holds)
            : Hysteresis.IsLow(cap.Left, outlook.Account.EffectiveWarnAt, holds);

        return runsOut || Hysteresis.IsLow(share, NearShare, holds) ? AlertLevel.Warning : null;
    }

    private static bool IsUsedUp(CapOutlook cap, Held? held) =>
        cap.Remaining <= Usd.Zero || (held is { Step: UsedUp } && cap.Remaining.ToDouble() <= cap.Limit.ToDouble() * 0.02);

    private static bool IsPressing(AccountOutlook outlook, CapOutlook cap, Held? held)
    {
        double slack = (held.AtLeast(AlertLevel.Critical) ? Hysteresis.Slack : 1) + Hysteresis.Rounding;

        return cap is { ResetsAt: null, Left: not null, Runway: RunwayForecast.Ends ends }
            && LevelRules.Of(ends, outlook.Account.LeadTime * slack, outlook.Account.EffectiveWarnAt) >= Signals.Level.Critical;
    }

    private static Condition Describe(AccountOutlook outlook, CapOutlook cap, AlertLevel level, bool usedUp)
    {
        var band = cap.Runway as RunwayForecast.Ends;
        string left = cap.Left is { } span && !usedUp ? $", {Wording.Duration(span)} at its pace{(band is { P10: { } early } ? $" (P10 {Wording.Duration(early)})" : "")}" : "";
        string reset = cap.ResetsAt is { } at ? $"Resets {Wording.Instant(at, outlook.Now)}" : "Never resets: raise the limit or use another key";

        return new Condition
        {
            Kind = Kind,
            Fingerprint = Fingerprint(outlook, cap),
            Scope = Scope.Account(outlook.Account.Name).With("key", KeyName(cap)),
            Level = level,
            Step = usedUp ? UsedUp : (int)level,
            Title = usedUp
                ? $"{Name(cap)} of {outlook.Account.Name}: its limit of {cap.Limit} is used up, its calls are refused"
                : $"{Name(cap)} of {outlook.Account.Name}: {cap.Remaining} of {cap.Limit} left{left}",
            Facts = [reset],
            ActBy = !usedUp && cap.ResetsAt is null && band is { P10: { } pressing } ? outlook.Now + pressing - outlook.Account.LeadTime : null,
            Measure = new(cap.Remaining.ToDouble() / cap.Limit.ToDouble(), cap.Remaining, FallingIsWorse: true),
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        };
    }

    private static string Name(CapOutlook cap) => cap.Layer == "key_limit" ? $"Key {cap.Name}" : $"Key {cap.Name} ({cap.Layer} budget)";

    private static string KeyName(CapOutlook cap) => string.IsNullOrWhiteSpace(cap.Name) ? "unnamed" : cap.Name;
}
