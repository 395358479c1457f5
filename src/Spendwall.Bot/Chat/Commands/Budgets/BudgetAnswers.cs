using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Budgets;

/// <summary>Budgets with what was spent of them, as a table and for machines.</summary>
internal sealed class BudgetAnswers(BudgetReader reader, OwnerBook owners, IAccountOutlooks outlooks, ExceptionBook exceptions)
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    public async Task<CommandAnswer.Done> AnswerAsync(IReadOnlyList<Budget> of, string title, string? line, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyList<string>>();
        var json = new JsonArray();
        DateTimeOffset? asOf = null;
        var blind = new List<string>();
        var lines = new List<string>();
        foreach (var budget in of.Where(budget => budget.Until is not { } until || until > now - Back))
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

            rows.Add([budget.Scope.ToString(), Limit(state), owner ?? "nobody", Wording.Money(state.Spent), Share(state), Wording.Money(state.Forecast?.P50)]);
            json.Add((JsonNode)Json(state, owner));
            lines.AddRange(state.Raised.Select(static raised => $"{raised.Id}: {ExceptionNote.Outcome(raised)}"));
            if (state.Window is { Factor: not null } window)
            {
                lines.Add($"{window.Id} lasts until {Wording.Instant(window.Until)}: the budget of {budget.Scope} is told at {string.Join(", ", state.Thresholds.Select(percent => Wording.Percent(state.ShareOf(percent))))}");
            }
        }

        var scopes = of.Select(static budget => budget.Scope).ToHashSet();
        var waiting = (await exceptions.OpenAsync(cancellationToken)).Where(one => one.State == ExceptionState.Pending && scopes.Contains(one.Scope)).ToList();
        lines.AddRange(waiting.Select(static one => $"{one.Id}: {ExceptionNote.Outcome(one)}"));

        var blocks = new List<ChatBlock>();
        if (line is not null)
        {
            blocks.Add(new ChatBlock.Line(line));
        }

        if (rows.Count > 0)
        {
            blocks.Add(new ChatBlock.Table(["Scope", "Budget", "Owner", "Spent", "Used", "Forecast"], rows, [false, true, false, true, true, true]));
        }

        blocks.AddRange(lines.Select(static one => new ChatBlock.Line(one)));
        var message = new ChatMessage { Title = title, Blocks = blocks, Footer = rows.Count > 0 ? [Wording.AsOf(asOf, now), .. blind] : [] };
        var data = new JsonObject { ["budgets"] = json };
        if (waiting.Count > 0)
        {
            data["waiting"] = new JsonArray([.. waiting.Select(static one => (JsonNode)ExceptionJson.Of(one))]);
        }

        return new CommandAnswer.Done(message, new(asOf, of.Count == 1 ? of[0].Scope.Text : null, null, data, blind));
    }

    private static JsonObject Json(BudgetState state, string? owner)
    {
        var json = new JsonObject
        {
            ["scope"] = state.Budget.Scope.Text,
            ["usd"] = AnswerJson.Of((Usd?)state.Budget.Amount),
            ["period"] = BudgetText.Word(state.Budget.Period),
            ["owner"] = owner,
            ["spent_usd"] = AnswerJson.Of(state.Spent),
            ["forecast_usd"] = new JsonObject { ["p50"] = AnswerJson.Of(state.Forecast?.P50), ["p90"] = AnswerJson.Of(state.Forecast?.P90) },
            ["limit_usd"] = AnswerJson.Of((Usd?)state.Budget.Limit),
            ["thresholds"] = new JsonArray([.. state.Thresholds.Select(static percent => (JsonNode)percent)]),
        };
        if (state.Budget.Period == BudgetPeriod.Custom)
        {
            json["from"] = AnswerJson.Of(state.Budget.From);
            json["until"] = AnswerJson.Of(state.Budget.Until);
        }

        if (state.Raised.Count > 0)
        {
            json["exceptions"] = new JsonArray([.. state.Raised.Select(static one => (JsonNode)ExceptionJson.Of(one))]);
        }

        if (state.Window is { } window)
        {
            json["window"] = window.Id;
        }

        return json;
    }

    private static string Limit(BudgetState state) => state.Budget.Period == BudgetPeriod.Custom
        ? $"{state.Budget.Limit} {state.Budget.PeriodText}"
        : $"{state.Budget.Limit}/{BudgetText.Word(state.Budget.Period)}";

    private static string Share(BudgetState state) =>
        state.Spent is { } spent && state.Budget.Limit > Usd.Zero ? Wording.Percent(spent.ToDouble() / state.Budget.Limit.ToDouble()) : Wording.Unknown;

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
