using Spendwall.Bot.Money;
using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/status [account]</c>: how fresh each account's data is, what fails and what cannot be seen.</summary>
internal sealed class StatusCommand(ScopeResolver scopes, ISpendLedger ledger) : IChatCommand
{
    private const int PollsRead = 50;

    public CommandSpec Spec { get; } = new(
        "status",
        "How fresh the data is, what fails, what is not visible",
        [],
        AccountArgument.Form,
        AccountArgument.Options,
        ["/status", "/status openai"],
        ReadOnly: true)
    {
        Words = AccountArgument.Words,
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) =>
        scopes.ForAccountsAsync(
            request,
            static scope => new("usage", $"A status belongs to an account, not to {scope}.", "Name an account, or none for all."),
            found => AnswerAsync(found, request.Now, cancellationToken),
            cancellationToken);

    private async Task<CommandAnswer> AnswerAsync(ScopeReading.Found found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var states = new List<State>();
        foreach (var account in found.Accounts)
        {
            states.Add(await ReadAsync(account, cancellationToken));
        }

        return Answer(found.Scope, states, now);
    }

    private async Task<State> ReadAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        var polls = await ledger.PollsAsync(account.Name, PollsRead, cancellationToken);
        var age = await DataAge.ReadAsync(ledger, account, cancellationToken);
        var blind = await ledger.BlindSpotsAsync(account.Name, cancellationToken);
        var observed = polls.FirstOrDefault(static poll => poll.Ok)?.EndedAt ?? age.ReadAt;

        return new(
            account,
            polls.Count == 0 ? null : polls[0].Ok,
            observed,
            age.CoversUntil,
            polls.TakeWhile(static poll => !poll.Ok).ToList(),
            observed is null ? [Freshness.NeverRead, .. blind] : blind);
    }

    private static CommandAnswer.Done Answer(Scope scope, List<State> states, DateTimeOffset now)
    {
        int failing = states.Count(static state => state.Ok == false);
        int unread = states.Count(static state => state.Ok is null);
        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Table(
                ["Account", "State", "Read", "Known until", "Lag"],
                states.Select(state => (IReadOnlyList<string>)[
                    state.Account.Name,
                    state.Ok switch { true => "ok", false => $"failing, {state.Failing.Count}× in a row", null => "not read yet" },
                    state.ObservedAt is { } read ? $"{Wording.Duration(now - read)} ago" : Wording.Unknown,
                    state.CoversUntil is { } until ? Wording.Instant(until) : Wording.Unknown,
                    state.CoversUntil is { } covered ? covered >= now ? "none" : Wording.Duration(now - covered) : Wording.Unknown]).ToList(),
                [false, false, true, true, true]),
        };
        blocks.AddRange(states.Where(static state => state.Failing.Count > 0).Select(static state => new ChatBlock.Line(Fault(state))));
        bool several = states.Count > 1;
        var blind = states.SelectMany(state => state.BlindSpots.Select(text => several ? $"{state.Account.Name}: {text}" : text)).ToList();
        var message = new ChatMessage
        {
            Title = failing > 0 ? $"{failing} of {Wording.Number(states.Count, "account")} cannot be read" : unread > 0 ? $"{unread} of {Wording.Number(states.Count, "account")} not read yet" : $"{Wording.Number(states.Count, "account")} read without a fault",
            Tone = failing > 0 ? Tone.Warning : unread > 0 ? Tone.Notice : Tone.Good,
            Blocks = blocks,
            Footer = blind,
        };
        var data = new JsonObject { ["accounts"] = new JsonArray([.. states.Select(static state => (JsonNode)Json(state))]) };

        return new(message, new AnswerData(states.Min(static state => state.ObservedAt), scope.Text.Length == 0 ? null : scope.Text, null, data, blind));
    }

    private static string Fault(State state)
    {
        var last = state.Failing[0];

        return string.Join(" ", new[] { $"{state.Account.Name}: {last.Message ?? last.Failure?.ToString()}.", last.Remedy }.OfType<string>()).Replace("..", ".", StringComparison.Ordinal);
    }

    private static JsonObject Json(State state)
    {
        var json = new JsonObject
        {
            ["account"] = state.Account.Name,
            ["ok"] = state.Ok is { } ok ? JsonValue.Create(ok) : null,
            ["observed_at"] = AnswerJson.Of(state.ObservedAt),
            ["covers_until"] = AnswerJson.Of(state.CoversUntil),
            ["blind_spots"] = AnswerJson.Array(state.BlindSpots),
        };
        if (state.Failing.Count > 0)
        {
            json["failing"] = new JsonObject
            {
                ["kind"] = Snake(state.Failing[0].Failure?.ToString()),
                ["times"] = state.Failing.Count,
                ["message"] = AnswerJson.Of(state.Failing[0].Message),
                ["fix"] = AnswerJson.Of(state.Failing[0].Remedy),
            };
        }

        return json;
    }

    private static string? Snake(string? name) => name is null ? null : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <param name="Ok">Null: never polled.</param>
    /// <param name="Failing">The failed polls since the last good one, newest first.</param>
    private sealed record State(AccountOptions Account, bool? Ok, DateTimeOffset? ObservedAt, DateTimeOffset? CoversUntil, IReadOnlyList<PollRun> Failing, IReadOnlyList<string> BlindSpots);
}
