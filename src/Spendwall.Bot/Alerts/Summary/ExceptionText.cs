using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>Exceptions from budgets in a summary, a line each. Pure.</summary>
internal static class ExceptionText
{
    /// <param name="isMeant">Whether the summary is about a scope.</param>
    public static IReadOnlyList<string> Lines(ExceptionDigest digest, Func<Scope, bool> isMeant)
    {
        return
        [
            .. Of(digest.Granted, one => $"granted by {one.DecidedName}, {(digest.Ended.Contains(one) ? "ended" : "until")} {Wording.Instant(one.Until)}: {one.Reason}"),
            .. Of(digest.Denied, static one => $"denied by {one.DecidedName}: {one.Reason}"),
            .. Of(digest.Ended.Except(digest.Granted), static one => $"ended {Wording.Instant(one.Until)}"),
            .. Of(digest.Expiring.Except(digest.Granted), static one => $"ends {Wording.Instant(one.Until)}"),
            .. Of(digest.Waiting, static one => $"waits for {one.Approver} since {Wording.Instant(one.RequestedAt)}: {one.Reason}"),
        ];

        IEnumerable<string> Of(IEnumerable<BudgetException> some, Func<BudgetException, string> what) => some.Where(one => isMeant(one.Scope)).Select(one => Line(one, what(one)));
    }

    private static string Line(BudgetException one, string what) => $"{one.Id} {Wording.WithSign(one.Amount)} a {one.Period.ToString().ToLowerInvariant()} for {one.Scope} {what}";
}
