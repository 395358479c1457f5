using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>
/// Whether events explain where a budget stands: without what they may cost nobody would have to be called. A budget that
/// is spent is spent: that is always told. Pure.
/// </summary>
internal static class BudgetEvents
{
    /// <param name="events">Measured inside the budget's scope.</param>
    /// <returns>Null: no event has to do with it.</returns>
    public static EventNote? Match(BudgetState standing, IReadOnlyList<MeteredEvent> events, DateTimeOffset now)
    {
        var related = events.Where(static item => item.Here is not null && (item.Planned > Usd.Zero || item.Total.Actual > Usd.Zero)).ToList();
        if (related.Count == 0 || standing.Spent is not { } spent)
        {
            return null;
        }

        string names = EventMatcher.Names(related.Select(static item => item.Event));
        var numbers = related.Select(static item => item.Event.Number).ToList();
        var extra = Sum(related.Select(static item => Usd.Max(item.Total.Extra, Usd.Zero)));
        var allowed = Sum(related.Select(static item => item.Allowed));
        if (related.Any(static item => item.Total.Extra > item.Allowed))
        {
            return new(false, numbers, $"Beyond {names}: {extra} more than expected, {allowed} more allowed") { Exceeded = true };
        }

        // What is over is as dear as it was; what lasts can still cost all that it may.
        var coming = Sum(related.Select(item => item.Event.Until > now ? item.AllowedInAll : Usd.Max(item.Total.Extra, Usd.Zero)));
        var without = standing with
        {
            Spent = spent - extra,
            Forecast = standing.Forecast is { } forecast ? forecast with { P10 = forecast.P10 - coming, P50 = forecast.P50 - coming, P90 = forecast.P90 - coming } : null,
        };
        bool explains = spent < standing.Budget.Limit && BudgetRule.Judge(without, held: null, now) is not Finding.Holds { Condition.Level: >= AlertLevel.Warning };

        return explains
            ? new(true, numbers, $"Explained by {names}: {Wording.WithSign(extra)} against the expected, of the {allowed} more allowed")
            : new(false, numbers, $"Not by {names} alone: {Wording.WithSign(extra)} of it against the expected");
    }

    private static Usd Sum(IEnumerable<Usd> amounts) => amounts.Aggregate(Usd.Zero, static (sum, usd) => sum + usd);
}
