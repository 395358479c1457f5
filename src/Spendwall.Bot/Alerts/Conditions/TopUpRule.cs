using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>With automatic top-up, crossing the fixed floor is routine; that no top-up followed is not.</summary>
internal static class TopUpRule
{
    public const string Kind = "top_up";

    /// <summary>A purchase may take an hour to show (PROVIDERS §1.2).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public static string Fingerprint(AccountOutlook outlook) => $"{Kind} {Scope.Account(outlook.Account.Name)}";

    /// <returns>Null: the account has no automatic top-up, or no floor at which it should happen.</returns>
    public static Finding? Judge(AccountOutlook outlook, Held? held)
    {
        if (outlook.Account is not { AutoTopUp: true, Floor: { } dollars })
        {
            return null;
        }

        string fingerprint = Fingerprint(outlook);
        if (outlook.Reservoir is not { } reservoir)
        {
            return new Finding.Unknown(fingerprint, "The balance is not known.");
        }

        var floor = Usd.FromDollars(dollars);
        if (reservoir.Balance > floor)
        {
            return new Finding.Cleared(fingerprint, $"{LowCreditText.Name(outlook)}: {reservoir.Balance} left, above the floor of {floor}");
        }

        var since = held?.Since ?? outlook.Now;
        bool missed = outlook.Now - since >= Patience;

        return new Finding.Holds(new Condition
        {
            Kind = Kind,
            Fingerprint = fingerprint,
            Scope = Scope.Account(outlook.Account.Name),
            Level = missed || held.AtLeast(AlertLevel.Warning) ? AlertLevel.Warning : AlertLevel.Information,
            Title = missed
                ? $"{LowCreditText.Name(outlook)}: {reservoir.Balance} left, no top-up for {Wording.Duration(outlook.Now - since)} below {floor}"
                : $"{LowCreditText.Name(outlook)}: {reservoir.Balance} left, below {floor}: a top-up is expected",
            Facts = [LowCreditText.Runway(reservoir.Runway)],
            Causes = LowCreditText.Causes(outlook),
            ActBy = missed ? reservoir.ActBy : null,
            Measure = new(reservoir.Balance.ToDouble(), reservoir.Balance, FallingIsWorse: true),
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        });
    }
}
