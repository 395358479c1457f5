using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>An exception as its one message shows it. Pure.</summary>
public static class ExceptionNote
{
    /// <summary>What whoever decides has to know.</summary>
    public static AlertPost.Note Asked(BudgetException exception, BudgetState state, UnitCost before, UnitCost now, IReadOnlyList<Principal> calls) =>
        new($"{exception.Id}: {exception.RequestedName} asks for {exception.Amount} more on {Name(exception)}", $"{Purpose(exception)}. Until {Wording.Instant(exception.Until, exception.RequestedAt)}")
        {
            Level = AlertLevel.Warning,
            Lines =
            [
                $"{Wording.Money(state.Spent)} of {state.Budget.Limit} spent{(state.Forecast is { } forecast ? $", forecast {forecast.P50} (P10 {forecast.P10} – P90 {forecast.P90})" : ", forecast unknown")}; with it {state.Budget.Limit + exception.Amount}",
                $"A request costs {Wording.Money(now.PerRequest)} over the last 7 days, {Wording.Money(before.PerRequest)} in the 7 days before; an accepted result {Wording.Money(now.PerAccepted)}, {Wording.Money(before.PerAccepted)} before",
                $"Waits for {exception.Approver}, until {Wording.Instant(exception.LapsesAt, exception.RequestedAt)}",
            ],
            Calls = calls,
            Buttons = [new("Approve", $"/budget approve {exception.Id}"), new("Deny", $"/budget deny {exception.Id}")],
            Footer = [$"a note goes with it when it is typed: /budget approve {exception.Id} note:\"…\""],
        };

    /// <summary>How it went on.</summary>
    public static AlertPost.Note Settled(BudgetException exception) => new($"{exception.Id}: {Outcome(exception)}", $"{exception.RequestedName} asked: {Purpose(exception)}")
    {
        Level = exception.State == ExceptionState.Approved ? AlertLevel.Notice : AlertLevel.Information,
        Lines = exception.Note is { Length: > 0 } note ? [$"{exception.DecidedName}: {note}"] : [],
    };

    /// <summary>One sentence, for the thread and for answers.</summary>
    public static string Outcome(BudgetException exception) => exception.State switch
    {
        ExceptionState.Approved => $"{exception.DecidedName} approved {exception.Amount} more on {Name(exception)} until {Wording.Instant(exception.Until)}",
        ExceptionState.Denied when exception.DecidedBy == exception.RequestedBy => $"{exception.RequestedName} took it back: {Name(exception)} stays as it is",
        ExceptionState.Denied => $"{exception.DecidedName} denied {exception.Amount} more on {Name(exception)}",
        ExceptionState.Lapsed => $"nobody decided in time: {Name(exception)} stays as it is",
        ExceptionState.Expired => $"the {exception.Amount} more on {Name(exception)} ended {Wording.Instant(exception.Until)}",
        _ => $"{exception.Amount} more on {Name(exception)} waits for {exception.Approver}",
    };

    public static string Name(BudgetException exception) => exception.Period == BudgetPeriod.Custom ? $"the budget of {exception.Scope}" : $"the {Word(exception.Period)} budget of {exception.Scope}";

    private static string Purpose(BudgetException exception) => $"“{exception.Reason.TrimEnd('.')}”, evidence: {exception.Evidence.TrimEnd('.')}";

    private static string Word(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Day => "daily",
        BudgetPeriod.Week => "weekly",
        _ => "monthly",
    };
}
