using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Reviews;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>An owner's budgets as their review shows them. Pure.</summary>
internal static class ReviewNote
{
    /// <param name="exceptions">Those that wait or last.</param>
    public static AlertPost.Note Of(Principal owner, ReviewCadence cadence, IReadOnlyList<BudgetState> states, TopMover? mover, IReadOnlyList<BudgetException> exceptions, DateTimeOffset now)
    {
        var windows = states.Select(static state => state.Window).OfType<Ledger.Events.SpendEvent>().DistinctBy(static window => window.Number).ToList();
        string span = cadence == ReviewCadence.Daily ? "the day before, against the same day of the week before" : "7 days, against the 7 days before";

        return new($"Budgets of {owner.Name}: is this still right?", cadence == ReviewCadence.Daily ? $"Daily while {string.Join(" and ", windows.Select(static window => window.Id))} lasts" : "The week's review")
        {
            Level = states.Any(static state => state.Forecast?.P50 > state.Budget.Limit) ? AlertLevel.Warning : AlertLevel.Notice,
            Lines =
            [
                mover is null ? $"What moved most over {span}: unknown or nothing" : $"{mover.Label} moved most over {span}: {Wording.Change(mover.Before, mover.Now)}",
                .. exceptions.Select(static exception => $"{exception.Id}: {ExceptionNote.Outcome(exception)}"),
                .. cadence == ReviewCadence.Weekly ? windows.Select(window => $"{window.Id} lasts until {Wording.Instant(window.Until, now)}") : [],
            ],
            Table = new(
                ["Scope", "Budget", "Spent", "Used", "P50", "P90"],
                [.. states.Select(state => (IReadOnlyList<string>)[
                    state.Budget.Scope.ToString(),
                    state.Budget.Period == BudgetPeriod.Custom ? $"{state.Budget.Limit} {state.Budget.PeriodText}" : $"{state.Budget.Limit}/{state.Budget.Period.ToString().ToLowerInvariant()}",
                    Wording.Money(state.Spent),
                    state.Spent is { } spent && state.Budget.Limit > Usd.Zero ? Wording.Percent(spent.ToDouble() / state.Budget.Limit.ToDouble()) : Wording.Unknown,
                    Wording.Money(state.Forecast?.P50),
                    Wording.Money(state.Forecast?.P90),
                ])],
                [false, true, true, true, true, true]),
            Calls = [owner],
        };
    }

    /// <summary>With the buttons, which name the review.</summary>
    public static AlertPost.Note Ask(AlertPost.Note note, string id) => note with
    {
        Buttons = [new("Approve", $"/budget review {id} ok"), new("Adjust", $"/budget review {id} adjust")],
        Footer = [id],
    };

    public static AlertPost.Note Approved(AlertPost.Note note, BudgetReview review) => note with
    {
        Title = $"Budgets of {review.Owner}: approved by {review.ApprovedName}",
        Level = AlertLevel.Information,
        Buttons = [],
        Footer = [$"{review.Id} · {Wording.Instant(review.ApprovedAt!.Value)}"],
    };
}
