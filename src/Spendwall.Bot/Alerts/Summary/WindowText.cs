using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>Launch and renewal windows in a summary, a line each. Pure.</summary>
internal static class WindowText
{
    /// <param name="by">Who announced it, as people know them.</param>
    /// <param name="measured">Against the same hours of the week before, as far as it has come; null: it has not begun.</param>
    public static string Line(SpendEvent window, string by, MeteredEvent? measured, DateTimeOffset now)
    {
        string what = $"{EventMatcher.Names([window])} for {window.Scope} announced by {by}";

        return measured is null ? $"{what}: begins {Wording.Instant(window.From)}"
            : window.Until > now ? $"{what}: lasts until {Wording.Instant(window.Until)}, so far {new WindowReport(window, null, null, measured, []).Verdict()}"
            : $"{what}: ended {Wording.Instant(window.Until)}, {new WindowReport(window, null, null, measured, []).Verdict()}";
    }
}
