using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>Money left the balance that no record of a request explains. Judged by the last daily reconciliation.</summary>
internal static class ReconcileRule
{
    public const string Kind = "unexplained";

    /// <summary>What is held ends when the share is clearly below the bound.</summary>
    private const double Slack = 0.8;

    /// <summary>Less is not worth anybody's time, whatever its share.</summary>
    private static readonly Usd Least = Usd.FromDollars(1);

    /// <summary>An older result says nothing of today.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(3);

    public static string Fingerprint(AccountOutlook outlook) => $"{Kind} {Scope.Account(outlook.Account.Name)}";

    /// <returns>Null: the account has no records to reconcile.</returns>
    public static Finding? Judge(AccountOutlook outlook, Held? held)
    {
        if (outlook.Reconciled is not { } result)
        {
            return null;
        }

        string fingerprint = Fingerprint(outlook);
        if (outlook.Now - result.Until > Oldest || result.Moved <= Usd.Zero)
        {
            return new Finding.Unknown(fingerprint, "There is no reconciliation of the last days.");
        }

        var size = result.Unexplained < Usd.Zero ? -result.Unexplained : result.Unexplained;
        double share = size.ToDouble() / result.Moved.ToDouble();
        if (size < Least || !Hysteresis.IsHigh(share, outlook.ReconcileAbove, held is not null, Slack))
        {
            return new Finding.Cleared(fingerprint, $"{LowCreditText.Name(outlook)}: {size} of {result.Moved} is not explained by records, {Wording.Percent(share)}");
        }

        bool isMore = result.Unexplained > Usd.Zero;

        return new Finding.Holds(new Condition
        {
            Kind = Kind,
            Fingerprint = fingerprint,
            Scope = Scope.Account(outlook.Account.Name),
            Level = AlertLevel.Warning,
            Title = isMore
                ? $"{LowCreditText.Name(outlook)}: {size} left the balance that no record explains, {Wording.Percent(share)} of {result.Moved}"
                : $"{LowCreditText.Name(outlook)}: records tell of {size} more than left the balance, {Wording.Percent(share)} of {result.Moved}",
            Facts =
            [
                $"From {Wording.Instant(result.From)} to {Wording.Instant(result.Until)}; the bound is {Wording.Percent(outlook.ReconcileAbove)}",
                isMore ? "Likely: charges besides requests, a correction of the counter, or requests of another workspace" : "Likely: a credit of the provider, or records of another account",
                $"/reconcile {outlook.Account.Name} shows each class with its records",
            ],
            Measure = new(share, size, FallingIsWorse: false),
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = result.Until,
            BlindSpots = outlook.BlindSpots,
        });
    }
}
