using Spendwall.Bot.Money;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>Losing sight of an account is a trouble of its own: nothing else about it can be told.</summary>
internal static class SightRule
{
    public const string Kind = "blind";

    public static string Fingerprint(AccountOutlook outlook) => $"{Kind} {Scope.Account(outlook.Account.Name)}";

    public static Finding Judge(AccountOutlook outlook, Held? held)
    {
        string fingerprint = Fingerprint(outlook);
        if (outlook.Failing.Count == 0)
        {
            return new Finding.Cleared(fingerprint, $"{LowCreditText.Name(outlook)} can be read again");
        }

        if (outlook.Failing.Count < outlook.Account.BlindAfter && held is null)
        {
            return new Finding.Unknown(fingerprint, $"{outlook.Failing.Count} of {outlook.Account.BlindAfter} failed polls");
        }

        var last = outlook.Failing[0];
        string since = outlook.ObservedAt is { } seen ? $"not read for {Wording.Duration(outlook.Now - seen)}" : "never read yet";
        var facts = new List<string> { $"The last answer: {last.Message ?? last.Failure.ToString()}" };
        if (last.Remedy is { } remedy)
        {
            facts.Add(remedy);
        }

        facts.Add("Until then its balance and spend are unknown, not zero");

        return new Finding.Holds(new Condition
        {
            Kind = Kind,
            Fingerprint = fingerprint,
            Scope = Scope.Account(outlook.Account.Name),
            Level = AlertLevel.Warning,
            Title = $"{LowCreditText.Name(outlook)}: lost sight, {since} (the last {outlook.Failing.Count} polls failed)",
            Facts = facts,
            Measure = new(outlook.Failing.Count, null, FallingIsWorse: false),
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        });
    }
}
