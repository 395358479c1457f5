using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>A key's own cap: at zero its calls are refused although the account has money.</summary>
internal static class KeyCapRule
{
    public const string Kind = "key_cap";

    private const double NearShare = 0.1;

    /// <summary>Running out before the reset counts only when little is left: early in the window it is noise.</summary>
    private const double EarlyShare = 0.25;

    public static Finding Judge(AccountOutlook outlook, CapOutlook cap, Held? held)
    {
        string fingerprint = Fingerprint(outlook, cap);

        return Level(outlook, cap, held) is { } level
            ? new Finding.Holds(Describe(outlook, cap, level))
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
        if (share <= 0 || (held.AtLeast(AlertLevel.Critical) && share <= 0.02))
        {
            return AlertLevel.Critical;
        }

        bool holds = held.AtLeast(AlertLevel.Warning);
        bool runsOut = cap.ResetsAt is { } reset
            ? cap.Left is { } left && outlook.Now + left < reset && Hysteresis.IsLow(share, EarlyShare, holds)
            : Hysteresis.IsLow(cap.Left, outlook.Account.EffectiveWarnAt, holds);

        return runsOut || Hysteresis.IsLow(share, NearShare, holds) ? AlertLevel.Warning : null;
    }

    private static Condition Describe(AccountOutlook outlook, CapOutlook cap, AlertLevel level)
    {
        string left = cap.Left is { } span && level == AlertLevel.Warning ? $", {Wording.Duration(span)} at its pace" : "";
        string reset = cap.ResetsAt is { } at ? $"Resets {Wording.Instant(at, outlook.Now)}" : "Never resets: raise the limit or use another key";

        return new Condition
        {
            Kind = Kind,
            Fingerprint = Fingerprint(outlook, cap),
            Scope = Scope.Account(outlook.Account.Name).With("key", KeyName(cap)),
            Level = level,
            Step = (int)level,
            Title = level == AlertLevel.Critical
                ? $"{Name(cap)} of {outlook.Account.Name}: its limit of {cap.Limit} is used up, its calls are refused"
                : $"{Name(cap)} of {outlook.Account.Name}: {cap.Remaining} of {cap.Limit} left{left}",
            Facts = [reset],
            Measure = new(cap.Remaining.ToDouble() / cap.Limit.ToDouble(), cap.Remaining, FallingIsWorse: true),
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        };
    }

    private static string Name(CapOutlook cap) => cap.Layer == "key_limit" ? $"Key {cap.Name}" : $"Key {cap.Name} ({cap.Layer} budget)";

    private static string KeyName(CapOutlook cap) => string.IsNullOrWhiteSpace(cap.Name) ? "unnamed" : cap.Name;
}
