using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Budgets;

/// <summary><c>/budget request</c>, <c>approve</c>, <c>deny</c> and <c>exceptions</c>.</summary>
internal sealed class ExceptionAnswers(BudgetScopes scopes, BudgetBook budgets, ExceptionBook exceptions, ExceptionDesk desk, ExceptionRights rights)
{
    private const string Example = "Such as /budget request openai-acme +500 until:fri reason:\"launch\" evidence:https://…";

    private const int MostRows = 20;

    private static readonly TimeSpan Back = TimeSpan.FromDays(30);

    public async Task<CommandAnswer> RequestAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request);
        var amounts = words.Where(word => BudgetText.More(word) is not null).ToList();
        if (amounts.Count != 1 || BudgetText.More(amounts[0]) is not { } more)
        {
            return new CommandAnswer.Refused("usage", "Say how much more, in USD: +500.", Example);
        }

        DateTimeOffset? until = null;
        if (request.Options.TryGetValue("until", out string? text) && (until = WhenParser.Next(text, request.Now)) is null)
        {
            return new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(text)}' is no time.", $"Such as until:{WhenParser.Choices}.");
        }

        words.Remove(amounts[0]);
        var (refused, budget) = await BudgetAsync(words, more.Period, request, cancellationToken);
        if (budget is null)
        {
            return refused!;
        }

        var draft = new ExceptionDraft(budget, more.Amount, until, Said(request, "reason"), Said(request, "evidence"));

        return await desk.RequestAsync(draft, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<BudgetException>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<BudgetException>.Done done => Told(done.Value, request.Now),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    public async Task<CommandAnswer> DecideAsync(CommandRequest request, bool approve, CancellationToken cancellationToken)
    {
        if (request.Words is not [var word] || BudgetText.Exception(word) is not { } number)
        {
            return new CommandAnswer.Refused("usage", "Say which exception.", $"Such as /budget {request.Verb} EX-3; /budget exceptions lists what waits.");
        }

        string? note = request.Options.TryGetValue("note", out string? said) ? ForeignText.Clean(said) : null;

        return await desk.DecideAsync(number, approve, note, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<BudgetException>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<BudgetException>.Done done => Told(done.Value, request.Now),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    public async Task<CommandAnswer> ListAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var all = (await exceptions.SinceAsync(request.Now - Back, cancellationToken)).Reverse().Take(MostRows).ToList();
        var rows = all.ConvertAll(one => (IReadOnlyList<string>)[
            one.Id,
            Word(one, request.Now),
            one.Scope.ToString(),
            $"{one.Amount}/{BudgetText.Word(one.Period)}",
            Wording.Instant(one.Until),
            one.RequestedName,
            one.DecidedName ?? (one.State == ExceptionState.Pending ? one.Approver : "nobody"),
            one.Reason,
        ]);
        var message = new ChatMessage
        {
            Title = rows.Count == 0 ? "No exceptions" : $"Exceptions: {all.Count(static one => one.State == ExceptionState.Pending)} waiting, {all.Count(one => one.IsEffective(request.Now))} in force",
            Blocks = rows.Count == 0
                ? [new ChatBlock.Line("More than a budget for a while is asked for, and granted by somebody else.")]
                : [new ChatBlock.Table(["Exception", "State", "Scope", "More", "Until", "Asked by", "Decided by", "For"], rows, [false, false, false, true, false, false, false, false])],
        };

        return new CommandAnswer.Done(message, new(request.Now, null, null, new JsonObject { ["exceptions"] = new JsonArray([.. all.Select(static one => (JsonNode)ExceptionJson.Of(one))]) }, []));
    }

    /// <summary>The one budget that is meant: of the scope and period that were told, or the only one there is.</summary>
    private async Task<(CommandAnswer? Refused, Budget? Budget)> BudgetAsync(List<string> words, BudgetPeriod? period, CommandRequest request, CancellationToken cancellationToken)
    {
        var all = (await budgets.AllAsync(cancellationToken)).Where(budget => !budget.IsOver(request.Now)).ToList();
        Ledger.Scope? scope = null;
        if (words.Count > 0)
        {
            (var refused, scope) = await scopes.FindAsync(words, cancellationToken);
            if (scope is null)
            {
                return (refused, null);
            }

            // Who may not ask for it is told so, whether there is a budget or not.
            if (await rights.AskRefusalAsync(scope, request.Caller.Actor, cancellationToken) is { } no)
            {
                return (new CommandAnswer.Refused("permission", no, "Ask one of them."), null);
            }
        }

        var fits = all.Where(budget => (scope is null || budget.Scope.Equals(scope)) && (period is null || budget.Period == period)).ToList();

        return fits switch
        {
            [var only] => (null, only),
            [] => (new CommandAnswer.Refused("unknown", $"{(scope is null ? "Nothing" : scope)} has {(scope is null ? "a" : "no")} budget that could be raised.", "/budget list shows what has one."), null),
            _ => (new CommandAnswer.Refused("ambiguous", $"It can be {Wording.AnyOf([.. fits.Take(6).Select(static budget => $"{budget.Scope} ({BudgetText.Word(budget.Period)})")])}.", "Say of what, and of which period: /budget request openai-acme +500/month …"), null),
        };
    }

    private static CommandAnswer.Done Told(BudgetException exception, DateTimeOffset now)
    {
        var message = new ChatMessage
        {
            Title = $"{exception.Id}: {ExceptionNote.Outcome(exception)}",
            Tone = exception.State == ExceptionState.Approved ? Tone.Good : Tone.Muted,
            Blocks = exception.State == ExceptionState.Pending ? [new ChatBlock.Line($"Nothing is changed until then; without a decision it lapses {Wording.Instant(exception.LapsesAt, now)}.")] : [],
        };

        return new CommandAnswer.Done(message, new(now, exception.Scope.Text, null, new JsonObject { ["exception"] = ExceptionJson.Of(exception) }, [])) { Reach = AnswerReach.Told };
    }

    private static string Word(BudgetException exception, DateTimeOffset now) => exception.State switch
    {
        ExceptionState.Pending when now >= exception.LapsesAt => "lapsed",
        ExceptionState.Approved when now >= exception.Until => "expired",
        var state => state.ToString().ToLowerInvariant(),
    };

    private static string Said(CommandRequest request, string key) => request.Options.TryGetValue(key, out string? text) ? ForeignText.Clean(text) : "";
}
