using Spendwall.Bot.Alerts.Outlook;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>Everything that can be wrong with an account, judged at once. Pure: the same outlook gives the same findings.</summary>
public static class AlertPolicy
{
    /// <param name="budgets">Those that this account's evaluation answers for.</param>
    /// <param name="held">What open incidents hold, by fingerprint.</param>
    public static IReadOnlyList<Finding> Judge(AccountOutlook outlook, IReadOnlyList<BudgetState> budgets, IReadOnlyDictionary<string, Held> held)
    {
        var findings = new List<Finding> { SightRule.Judge(outlook, Find(SightRule.Fingerprint(outlook))) };
        var lowHeld = Find(LowCreditRule.Fingerprint(outlook));
        var low = LowCreditRule.Judge(outlook, lowHeld);
        var data = new List<Finding> { low, RunwayDropRule.Judge(outlook, low, lowHeld, Find(RunwayDropRule.Fingerprint(outlook))) };
        if (TopUpRule.Judge(outlook, Find(TopUpRule.Fingerprint(outlook))) is { } topUp)
        {
            data.Add(topUp);
        }

        if (ReconcileRule.Judge(outlook, Find(ReconcileRule.Fingerprint(outlook))) is { } reconciled)
        {
            data.Add(reconciled);
        }

        data.Add(AnomalyRule.Judge(outlook));
        data.AddRange(outlook.Caps.Select(cap => KeyCapRule.Judge(outlook, cap, Find(KeyCapRule.Fingerprint(outlook, cap)))).DistinctBy(static finding => finding.Fingerprint));
        data.AddRange(budgets.Select(standing => Complete(outlook, BudgetRule.Judge(standing, Find(BudgetRule.Fingerprint(standing)), outlook.Now))));

        // What was read before the sight was lost can raise an alert, never end one.
        findings.AddRange(outlook.Failing.Count == 0 ? data : data.Select(static finding => finding is Finding.Cleared cleared ? new Finding.Unknown(cleared.Fingerprint, "The last poll failed.") : finding));

        return findings;

        Held? Find(string fingerprint) => held.GetValueOrDefault(fingerprint);
    }

    private static Finding Complete(AccountOutlook outlook, Finding finding) => finding is Finding.Holds { Condition: var condition }
        ? new Finding.Holds(condition with
        {
            Causes = condition.Scope.Parts.Count == 1 && condition.Scope["account"] is not null ? LowCreditText.Causes(outlook) : [],
            Link = ConsoleLinks.Of(outlook.Account.Provider),
            AsOf = outlook.CoversUntil ?? outlook.ObservedAt,
            BlindSpots = outlook.BlindSpots,
        })
        : finding;
}
