using Spendwall.Bot.Chat.Commands.Budgets;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/budget</c>: what a scope may spend in a period, who answers for it, and how more is asked for and granted.</summary>
internal sealed class BudgetCommand(BudgetScopes scopes, BudgetBook budgets, BudgetAnswers answers, BudgetChanges changes, ExceptionAnswers exceptions, ReviewAnswers reviews) : IChatCommand
{
    private const string OwnerKey = "owner";

    private static readonly string[] OfAScope = ["set", "show", "clear", "request"];

    public CommandSpec Spec { get; } = new(
        "budget",
        "What a scope may spend, who answers for it, and asking for more",
        ["set", "show", "list", "clear", "request", "approve", "deny", "exceptions", "review"],
        "set <scope> <usd>[/day|/week|/month] owner:@x | show <scope> | list | clear <scope> | request <scope> +<usd> until:… reason:… evidence:… | approve|deny <exception> [note:…] | exceptions | review <review> ok|adjust",
        [
            new(OwnerKey, "Who answers for it", []) { Verbs = ["set"] },
            new("thresholds", "Percent that are told, such as 50,80,100", []) { Verbs = ["set"] },
            new("from", "The first day of a period of its own", []) { Verbs = ["set"] },
            new("until", "When it ends: a day such as 2026-12-05, or fri, 18:00, 4h", []) { Verbs = ["set", "request"] },
            new("reason", "What it is for", []) { Verbs = ["request"] },
            new("evidence", "What shows it: an address or a sentence", []) { Verbs = ["request"] },
            new("note", "A word with the decision", []) { Verbs = ["approve", "deny"] },
            new("confirm", "At the bot's own terminal: nothing asks back", ["yes"]) { Verbs = ["set", "clear"] },
            .. ScopeResolver.Options.Where(static option => option.Key != OwnerKey).Select(static option => option with { Verbs = OfAScope }),
        ],
        [
            "/budget set openai-acme 2000/month owner:@dana",
            "/budget set key:batch-7 50/day thresholds:50,80,100",
            "/budget set openai-acme 500 from:2026-11-20 until:2026-12-05",
            "/budget show openai-acme",
            "/budget list",
            "/budget clear key:batch-7",
            "/budget request openai-acme +500 until:fri reason:\"launch\" evidence:https://example.com/plan",
            "/budget approve EX-3 note:\"as agreed\"",
            "/budget deny EX-4 note:\"ask again after the freeze\"",
            "/budget exceptions",
            "/budget review RV-3 ok",
        ],
        ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel>
        {
            ["set"] = AccessLevel.Own,
            ["show"] = AccessLevel.View,
            ["list"] = AccessLevel.View,
            ["clear"] = AccessLevel.Own,
            ["request"] = AccessLevel.Operate,
            ["approve"] = AccessLevel.Own,
            ["deny"] = AccessLevel.Own,
            ["exceptions"] = AccessLevel.View,
            ["review"] = AccessLevel.Own,
        },
        Words =
        [
            new("scope", "Account, provider, project, key or model", WordKind.Scope) { Required = true, Verbs = ["set", "show", "clear"] },
            new("usd", "USD, such as 2000/month, 300/week or 50/day", WordKind.Text) { Required = true, Verbs = ["set"] },
            new("more", "USD on top, such as +500 or +50/day", WordKind.Text) { Required = true, Verbs = ["request"] },
            new("of", "Whose budget; the only one there is unless told", WordKind.Scope) { Verbs = ["request"] },
            new("exception", "Such as EX-3; /budget exceptions lists them", WordKind.Text) { Required = true, Verbs = ["approve", "deny"] },
            new("review", "Such as RV-3; it is in the message", WordKind.Text) { Required = true, Verbs = ["review"] },
            new("answer", "ok, or adjust for how to", WordKind.Text) { Required = true, Verbs = ["review"] },
        ],
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "set" => changes.SetAsync(request, cancellationToken),
        "clear" => changes.ClearAsync(request, cancellationToken),
        "show" => ShowAsync(request, cancellationToken),
        "request" => exceptions.RequestAsync(request, cancellationToken),
        "approve" => exceptions.DecideAsync(request, approve: true, cancellationToken),
        "deny" => exceptions.DecideAsync(request, approve: false, cancellationToken),
        "review" => reviews.AnswerAsync(request, cancellationToken),
        "exceptions" => exceptions.ListAsync(request, cancellationToken),
        _ => ListAsync(request, cancellationToken),
    };

    private async Task<CommandAnswer> ShowAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, OwnerKey);
        if (words.Count == 0)
        {
            return await ListAsync(request, cancellationToken);
        }

        var (refused, scope) = await scopes.FindAsync(words, cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var of = (await budgets.AllAsync(cancellationToken)).Where(budget => budget.Scope.Equals(scope)).ToList();

        return await answers.AnswerAsync(of, of.Count == 0 ? $"{scope} has no budget" : $"Budget of {scope}", null, request.Now, cancellationToken);
    }

    private async Task<CommandAnswer> ListAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var all = await budgets.AllAsync(cancellationToken);

        return await answers.AnswerAsync(all, all.Count == 0 ? "No budgets yet" : $"Budgets: {all.Count}", all.Count == 0 ? "/budget set <scope> <usd> owner:@x sets one." : null, request.Now, cancellationToken);
    }
}
