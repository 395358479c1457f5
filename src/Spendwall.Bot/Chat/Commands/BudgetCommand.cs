using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/budget</c>: what a scope may spend in a period, and who answers for it.</summary>
internal sealed partial class BudgetCommand(
    IScopeResolver scopes, BudgetBook budgets, BudgetReader reader, OwnerBook owners, IAccountOutlooks outlooks, IPermissions permissions) : IChatCommand
{
    private const string OwnerKey = "owner";

    public CommandSpec Spec { get; } = new(
        "budget",
        "What a scope may spend, and who answers for it",
        ["set", "show", "list", "clear"],
        "set <scope> <usd>[/day|/week|/month] owner:@x | show <scope> | list | clear <scope>",
        [
            new(OwnerKey, "Who answers for it", []) { Verbs = ["set"] },
            .. ScopeResolver.Options.Where(static option => option.Key != OwnerKey).Select(static option => option with { Verbs = ["set", "show", "clear"] }),
        ],
        ["/budget set openai-acme 2000/month owner:@dana", "/budget set key:batch-7 50/day", "/budget show openai-acme", "/budget list", "/budget clear key:batch-7"],
        ReadOnly: false)
    {
        Words =
        [
            new("scope", "Account, provider, project, key or model", WordKind.Scope) { Required = true, Verbs = ["set", "show", "clear"] },
            new("usd", "USD, such as 2000/month, 300/week or 50/day", WordKind.Text) { Required = true, Verbs = ["set"] },
        ],
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "set" => SetAsync(request, cancellationToken),
        "clear" => ClearAsync(request, cancellationToken),
        "show" => ShowAsync(request, cancellationToken),
        _ => ListAsync(request, cancellationToken),
    };

    private async Task<CommandAnswer> SetAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, OwnerKey);
        var limits = words.Where(word => Limit(word) is not null).ToList();
        if (limits.Count != 1 || Limit(limits[0]) is not { } limit)
        {
            return new CommandAnswer.Refused("usage", "Say one amount in USD, with a period if it is not a month.", "Such as /budget set openai-acme 2000/month owner:@dana.");
        }

        PrincipalText? who = null;
        if (request.Options.TryGetValue(OwnerKey, out string? named) && (who = PrincipalText.Parse(named.Split(' ', StringSplitOptions.RemoveEmptyEntries))) is null)
        {
            return new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(named)}' is no owner.", "A name with an at sign, or a platform id: owner:@dana.");
        }

        var (refused, scope) = await ScopeAsync(request, words.Where(word => word != limits[0]).ToList(), cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var budget = new Budget(scope, limit.Amount, limit.Period, request.Now, request.Caller.Actor.Identity);

        return await budgets.SetAsync(budget, who, request.Caller.Actor, cancellationToken) switch
        {
            ChangeOutcome<Budget>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            ChangeOutcome<Budget>.Done done => await AnswerAsync([done.Value], $"{scope} may spend {budget.Amount} a {Word(budget.Period)}", await MeantAsync(scope, cancellationToken), request.Now, cancellationToken),
            _ => throw new InvalidOperationException("A change is done or refused."),
        };
    }

    private async Task<CommandAnswer> ClearAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, OwnerKey);
        var periods = words.Where(word => Period(word) is not null).ToList();
        var (refused, scope) = await ScopeAsync(request, words.Except(periods).ToList(), cancellationToken);
        if (scope is null)
        {
            return refused!;
        }

        var period = periods.Count > 0 ? Period(periods[0]) : null;

        return await budgets.ClearAsync(scope, period, request.Caller.Actor, request.Now, cancellationToken) switch
        {
            ChangeOutcome<int>.Refused no => new CommandAnswer.Refused(no.Kind, no.Message, no.Fix),
            _ => await AnswerAsync(
                (await budgets.AllAsync(cancellationToken)).Where(budget => budget.Scope.Equals(scope)).ToList(), $"The budget of {scope} is gone", null, request.Now, cancellationToken),
        };
    }

    private async Task<CommandAnswer> ShowAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = ScopeWords.Of(request, OwnerKey);
        if (words.Count == 0)
        {
            return await ListAsync(request, cancellationToken);
        }

        var resolved = await scopes.ResolveAsync(words, cancellationToken);
        if (resolved is not ScopeResolution.Found { Scope: var scope })
        {
            return Refused(resolved);
        }

        var of = (await budgets.AllAsync(cancellationToken)).Where(budget => budget.Scope.Equals(scope)).ToList();

        return await AnswerAsync(of, of.Count == 0 ? $"{scope} has no budget" : $"Budget of {scope}", null, request.Now, cancellationToken);
    }

    private async Task<CommandAnswer> ListAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var all = await budgets.AllAsync(cancellationToken);

        return await AnswerAsync(all, all.Count == 0 ? "No budgets yet" : $"Budgets: {all.Count}", all.Count == 0 ? "/budget set <scope> <usd> owner:@x sets one." : null, request.Now, cancellationToken);
    }

    /// <summary>The scope that a change is about, if the caller may change it.</summary>
    private async Task<(CommandAnswer? Refused, Scope? Scope)> ScopeAsync(CommandRequest request, List<string> words, CancellationToken cancellationToken)
    {
        var resolved = words.Count == 0
            ? new ScopeResolution.Refused("usage", "Say of what: an account, provider, project, key or model.", "Such as /budget set openai-acme 2000/month owner:@dana.")
            : await scopes.ResolveAsync(words, cancellationToken);
        if (resolved is not ScopeResolution.Found { Scope: var scope })
        {
            return (Refused(resolved), null);
        }

        var decision = await permissions.DecideAsync(request.Caller.Actor, AccessLevel.Own, scope, cancellationToken);

        return decision.Allowed ? (null, scope) : (new CommandAnswer.Refused("permission", decision.Reason, "Ask one of them."), null);
    }

    private async Task<CommandAnswer> AnswerAsync(IReadOnlyList<Budget> of, string title, string? line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyList<string>>();
        var json = new JsonArray();
        DateTimeOffset? asOf = null;
        var blind = new List<string>();
        foreach (var budget in of)
        {
            var outlook = await reader.AccountsAsync(budget.Scope, cancellationToken) is [var account] ? await outlooks.ReadAsync(account, now, cancellationToken) : null;
            var state = await reader.StateAsync(budget, outlook, now, cancellationToken);
            string? owner = (await owners.FindAsync(budget.Scope, cancellationToken))?.Owner.Name;
            asOf = Earliest(asOf, outlook?.CoversUntil);
            if (state.Spent is null)
            {
                blind.Add($"The spend of {budget.Scope} is unknown.");
            }
            else if (state.Missing.Count > 0)
            {
                blind.Add($"{budget.Scope}: {BudgetRule.NotCounted(state.Missing)}.");
            }

            rows.Add([budget.Scope.ToString(), $"{budget.Amount}/{Word(budget.Period)}", owner ?? "nobody", Wording.Money(state.Spent), Share(state), Wording.Money(state.Forecast?.P50)]);
            json.Add((JsonNode)Json(state, owner));
        }

        var blocks = new List<ChatBlock>();
        if (line is not null)
        {
            blocks.Add(new ChatBlock.Line(line));
        }

        if (rows.Count > 0)
        {
            blocks.Add(new ChatBlock.Table(["Scope", "Budget", "Owner", "Spent", "Used", "Forecast"], rows, [false, true, false, true, true, true]));
        }

        var message = new ChatMessage { Title = title, Blocks = blocks, Footer = rows.Count > 0 ? [Wording.AsOf(asOf, now), .. blind] : [] };

        return new CommandAnswer.Done(message, new(asOf, of.Count == 1 ? of[0].Scope.Text : null, null, new JsonObject { ["budgets"] = json }, blind));
    }

    private async Task<string?> MeantAsync(Scope scope, CancellationToken cancellationToken) => scope.Parts.Count == 1 && (await reader.AccountsAsync(scope, cancellationToken)).All(static account => account.Provider == ProviderKind.OpenRouter)
        ? "This limits spend. To be warned at a balance instead, set the account's Floor in the settings."
        : null;

    private static JsonObject Json(BudgetState state, string? owner) => new()
    {
        ["scope"] = state.Budget.Scope.Text,
        ["usd"] = AnswerJson.Of(state.Budget.Amount),
        ["period"] = Word(state.Budget.Period),
        ["owner"] = owner,
        ["spent_usd"] = AnswerJson.Of(state.Spent),
        ["forecast_usd"] = new JsonObject { ["p50"] = AnswerJson.Of(state.Forecast?.P50), ["p90"] = AnswerJson.Of(state.Forecast?.P90) },
    };

    private static string Share(BudgetState state) =>
        state.Spent is { } spent && state.Budget.Amount > Usd.Zero ? Wording.Percent(spent.ToDouble() / state.Budget.Amount.ToDouble()) : Wording.Unknown;

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private static (Usd Amount, BudgetPeriod Period)? Limit(string word)
    {
        if (Shape().Match(word) is not { Success: true } match
            || !decimal.TryParse(match.Groups["usd"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal dollars)
            || dollars is <= 0 or > 1_000_000_000m)
        {
            return null;
        }

        return match.Groups["period"].Success
            ? Period(match.Groups["period"].Value) is { } period ? (Usd.FromDollars(dollars), period) : null
            : (Usd.FromDollars(dollars), BudgetPeriod.Month);
    }

    private static BudgetPeriod? Period(string word) => word.TrimStart('/').ToLowerInvariant() switch
    {
        "day" or "d" or "daily" => BudgetPeriod.Day,
        "week" or "w" or "weekly" => BudgetPeriod.Week,
        "month" or "mo" or "monthly" => BudgetPeriod.Month,
        _ => null,
    };

    private static string Word(BudgetPeriod period) => period.ToString().ToLowerInvariant();

    private static CommandAnswer.Refused Refused(ScopeResolution resolution) => resolution is ScopeResolution.Refused refused
        ? new(refused.Kind, refused.Message, refused.Fix)
        : throw new InvalidOperationException("A scope is found or refused.");

    [GeneratedRegex(@"^\$?(?<usd>[0-9][0-9,]*(\.[0-9]{1,9})?)(usd|\$)?(/(?<period>[a-z]+))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Shape();
}
