using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Chat.Commands.Confirming;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Budgets;

/// <summary><c>/budget set</c> and <c>clear</c>. A first limit and a lower one are set at once, what raises or ends one asks back.</summary>
internal sealed class BudgetChanges(BudgetScopes scopes, BudgetBook budgets, BudgetReader reader, BudgetAnswers answers, ChangeGuard guard)
{
    private const string OwnerKey = "owner";

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(366);

    public async Task<CommandAnswer> SetAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, OwnerKey);
        var limits = words.Where(word => BudgetText.Limit(word) is not null).ToList();
        if (limits.Count != 1 || BudgetText.Limit(limits[0]) is not { } limit)
        {
            return Usage("Say one amount in USD, with a period if it is not a month.");
        }

        PrincipalText? who = null;
        if (request.Options.TryGetValue(OwnerKey, out string? named) && (who = PrincipalText.Parse(named.Split(' ', StringSplitOptions.RemoveEmptyEntries))) is null)
        {
            return new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(named)}' is no owner.", "A name with an at sign, or a platform id: owner:@dana.");
        }

        string? thresholds = null;
        if (request.Options.TryGetValue("thresholds", out string? percents) && (thresholds = LimitValidator.Thresholds(percents) is { } read ? string.Join(',', read) : null) is null)
        {
            return new CommandAnswer.Refused("usage", $"thresholds: cannot be '{ForeignText.Excerpt(percents)}'.", "Percents parted by commas, such as thresholds:50,80,100.");
        }

        var (fault, custom) = Custom(request, limit.Period);
        if (fault is not null)
        {
            return fault;
        }

        var (refused, scope) = await scopes.OwnAsync(request, words.Where(word => word != limits[0]).ToList(), cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var budget = new Budget(scope, limit.Amount, custom is null ? limit.Period ?? BudgetPeriod.Month : BudgetPeriod.Custom, request.Now, request.Caller.Actor.Identity)
        {
            From = custom?.Start,
            Until = custom?.End,
            Thresholds = thresholds,
        };
        var before = await budgets.FindAsync(scope, budget.Period, cancellationToken);
        if (before is not null && IsMore(budget, before) && await guard.AskAsync(request, Raise(before, budget), cancellationToken) is { } asked)
        {
            return asked;
        }

        return await budgets.SetAsync(budget, who, request.Caller.Actor, cancellationToken) switch
        {
            ChangeOutcome<Budget>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<Budget>.Done done => await answers.AnswerAsync([done.Value], $"{scope} may spend {budget.Amount} {budget.PeriodText}", await MeantAsync(scope, cancellationToken), request.Now, cancellationToken),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    public async Task<CommandAnswer> ClearAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, OwnerKey);
        var periods = words.Where(word => BudgetText.Period(word) is not null).ToList();
        var (refused, scope) = await scopes.OwnAsync(request, words.Except(periods).ToList(), cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var period = periods.Count > 0 ? BudgetText.Period(periods[0]) : null;
        var of = (await budgets.AllAsync(cancellationToken)).Where(budget => budget.Scope.Equals(scope) && (period is null || budget.Period == period)).ToList();
        if (of.Exists(static budget => budget.Source != OwnerBook.FromSettings))
        {
            string title = $"Take away the budget of {scope}";
            var question = new ChangeQuestion(title, [.. of.Select(static budget => $"{budget.Amount} {budget.PeriodText}: nothing would be told of it any more.")], string.Join(';', of.Select(State)));
            if (await guard.AskAsync(request, question, cancellationToken) is { } asked)
            {
                return asked;
            }
        }

        return await budgets.ClearAsync(scope, period, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<int>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            _ => await answers.AnswerAsync(
                (await budgets.AllAsync(cancellationToken)).Where(budget => budget.Scope.Equals(scope)).ToList(), $"The budget of {scope} is gone", null, request.Now, cancellationToken),
        };
    }

    /// <summary>Whole UTC days, because the bill is told by days.</summary>
    private static (CommandAnswer? Fault, UtcRange? Period) Custom(CommandRequest request, BudgetPeriod? told)
    {
        string? from = request.Options.GetValueOrDefault("from");
        string? until = request.Options.GetValueOrDefault("until");
        if (from is null && until is null)
        {
            return (null, null);
        }

        if (told is not null || until is null)
        {
            return (Usage(until is null ? "A period of its own ends: until: is needed with from:." : "A budget is for each day, week or month, or from one day until another: not both."), null);
        }

        var start = from is null ? request.TypedAt.FloorDay() : WhenParser.Next(from, request.TypedAt);
        var end = WhenParser.Next(until, request.TypedAt);
        if (start is not { } begins || end is not { } ends)
        {
            return (new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(start is null ? from! : until)}' is no time.", $"Such as from:2026-11-20 until:2026-12-05; {WhenParser.Choices}."), null);
        }

        if (begins.FloorDay() != begins || ends.FloorDay() != ends)
        {
            return (Usage("A budget's period is of whole UTC days."), null);
        }

        return ends <= begins || ends <= request.TypedAt || ends - begins > LongestPeriod
            ? (Usage($"It would last from {Wording.Instant(begins)} to {Wording.Instant(ends)}: a period ends after now and after it begins, within {(int)LongestPeriod.TotalDays} days."), null)
            : (null, new(begins, ends));
    }

    /// <summary>More money, more time for it, or fewer words about it.</summary>
    private static bool IsMore(Budget after, Budget before) =>
        after.Amount > before.Amount
        || (after.Period == BudgetPeriod.Custom && (after.From != before.From || after.Until != before.Until))
        || (after.Thresholds != before.Thresholds && after.Thresholds is not null);

    private static ChangeQuestion Raise(Budget before, Budget after)
    {
        var lines = new List<string> { $"{before.Scope} may spend {before.Amount} {before.PeriodText} now, and {after.Amount} {after.PeriodText} then ({Wording.WithSign(after.Amount - before.Amount)})." };
        if (after.Thresholds is { } thresholds && thresholds != before.Thresholds)
        {
            lines.Add($"It would be told at {thresholds} % instead of {before.Thresholds ?? "the usual"} %.");
        }

        return new($"Let {after.Scope} spend {after.Amount} {after.PeriodText}", lines, State(before));
    }

    private static string State(Budget budget) => $"{budget.Scope.Text} {budget.Amount.Nanos} {budget.PeriodText} {budget.Thresholds}";

    private async Task<string?> MeantAsync(Scope scope, CancellationToken cancellationToken) => scope.Parts.Count == 1 && (await reader.AccountsAsync(scope, cancellationToken)).All(static account => account.Provider == ProviderKind.OpenRouter)
        ? "This limits spend. To be warned at a balance instead, set the account's Floor in the settings."
        : null;

    private static CommandAnswer.Refused Usage(string message) => new("usage", message, "Such as /budget set openai-acme 2000/month owner:@dana, or … 500 from:2026-11-20 until:2026-12-05.");
}
