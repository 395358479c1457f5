using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Reconciliation;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Chat.Exports;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/reconcile [account] [period] [csv:yes]</c>: request records against the provider's, and both against the balance; empty: the last seven days.</summary>
internal sealed class ReconcileCommand(ScopeResolver scopes, ReconcileReader reader) : IChatCommand
{
    private const int MostBytes = 4 << 20;

    public CommandSpec Spec { get; } = new(
        "reconcile",
        "Request records against the provider's and against the balance",
        [],
        $"{AccountArgument.Form} [today|yesterday|week|month|7d|30d|2026-11] [csv:yes]",
        [new("csv", "Also the records that do not match, as a file", ["yes"]), .. AccountArgument.Options],
        ["/reconcile", "/reconcile openrouter-main 30d", "/reconcile yesterday csv:yes"],
        ReadOnly: true)
    {
        Words = [.. AccountArgument.Words, new("period", "Such as yesterday, week, 30d or 2026-11; seven days unless told", WordKind.Period)],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (period, refusal, words) = PeriodWords.Read(request, "7d");

        return period is null
            ? refusal!
            : await scopes.ForAccountsAsync(
                request with { Words = words },
                static scope => new("usage", $"Records are reconciled by account, not by {scope}.", "Name an account, or nothing for all."),
                found => AnswerAsync(request, found, period, cancellationToken),
                cancellationToken);
    }

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, CancellationToken cancellationToken)
    {
        var routers = found.Accounts.Where(static account => account.Provider == ProviderKind.OpenRouter).ToList();
        if (routers.Count == 0)
        {
            return new CommandAnswer.Refused("usage", "OpenAI tells of no single request, so there is nothing to match by id.", "Name an OpenRouter account; /spend shows OpenAI's bill against its usage.");
        }

        var csv = request.Options.ContainsKey("csv") ? new StringBuilder(CsvText.Line(Header)) : null;
        var all = new List<AccountReconciliation>();
        var blind = new List<string>();
        foreach (var account in routers)
        {
            if (await reader.ReadAsync(account, period.Range, csv is null ? null : rows => Append(csv, account, rows), cancellationToken) is { } one)
            {
                all.Add(one);
                blind.AddRange(one.BlindSpots.Select(text => $"{account.Name}: {text}"));
            }
            else
            {
                blind.Add($"{account.Name}: no request records in this period");
            }

            if (csv?.Length > MostBytes)
            {
                return new CommandAnswer.Refused("usage", $"The records are more than {MostBytes >> 20} MB, too long for a chat.", "Ask for a shorter period.");
            }
        }

        bool isTerminal = request.Caller.Channel == ChannelAddress.Terminal;
        string? text = csv is not null && all.Count > 0 ? csv.ToString() : null;
        var message = new ChatMessage
        {
            Title = all.Count == 0 ? $"Nothing to reconcile in {period.Name}: no request records" : $"Reconciliation, {period.Name}",
            Blocks = [.. all.SelectMany(Blocks), .. isTerminal && text is not null ? [new ChatBlock.Code(text)] : Array.Empty<ChatBlock>()],
            Footer = [.. all.Select(one => $"{one.Account.Name}: {Wording.Instant(one.Span.Start)} to {Wording.Instant(one.Span.End)}, settled until {Wording.Instant(one.SettledUntil)}"), .. blind],
            File = text is null || isTerminal ? null : new($"spendwall-reconcile-{period.Name}.csv", "text/csv", Encoding.UTF8.GetBytes(text)),
        };

        return new CommandAnswer.Done(
            message,
            new(all.Count == 0 ? null : all.Min(static one => one.SettledUntil), found.Scope.Parts.Count == 0 ? null : found.Scope.Text, period.Range, new() { ["accounts"] = new JsonArray([.. all.Select(static one => (JsonNode)Json(one))]) }, blind));
    }

    private static IEnumerable<ChatBlock> Blocks(AccountReconciliation one)
    {
        string share = one.UnexplainedShare is { } known ? $" ({Wording.Percent(known)})" : "";
        yield return new ChatBlock.Fields(
        [
            ("Account", one.Account.Name),
            ("Told here", one.Sums.Local.ToString()),
            ("Charged by records", one.Sums.Charged.ToString()),
            ("Left the balance", Wording.Money(one.Moved)),
            ("Unexplained", one.Unexplained is { } rest ? $"{rest}{share}" : Wording.Unknown),
        ]);
        yield return new ChatBlock.Table(
            ["Class", "Records", "Difference"],
            [.. one.Sums.Classes.Select(static sum => (IReadOnlyList<string>)[ReconcileWords.Name(sum.Class), Wording.Count(sum.Records), Wording.WithSign(sum.Difference)])],
            [false, true, true]);
        foreach (var sum in one.Sums.Classes.Where(static sum => sum.Class is not (RecordClass.Matched or RecordClass.NotCharged)))
        {
            yield return new ChatBlock.Line($"{ReconcileWords.Name(sum.Class)}: {ReconcileWords.Reason(sum.Class)} (such as {ForeignText.Excerpt(sum.Examples[0])})");
        }

        foreach (var move in one.Sums.Moves.Take(3))
        {
            yield return new ChatBlock.Line($"{Wording.WithSign(move.Total)} {ForeignText.Clean(ReconcileWords.Move(move))}");
        }
    }

    private static JsonObject Json(AccountReconciliation one) => new()
    {
        ["account"] = one.Account.Name,
        ["span"] = new JsonObject { ["start"] = CsvText.Instant(one.Span.Start), ["end"] = CsvText.Instant(one.Span.End) },
        ["settled_until"] = CsvText.Instant(one.SettledUntil),
        ["told_here_usd"] = one.Sums.Local.Dollars,
        ["charged_usd"] = one.Sums.Charged.Dollars,
        ["moved_usd"] = one.Moved?.Dollars,
        ["unexplained_usd"] = one.Unexplained?.Dollars,
        ["unexplained_share"] = one.UnexplainedShare,
        ["classes"] = new JsonArray([.. one.Sums.Classes.Select(static sum => (JsonNode)new JsonObject
        {
            ["class"] = Key(sum.Class),
            ["records"] = sum.Records,
            ["told_here_usd"] = sum.Local.Dollars,
            ["charged_usd"] = sum.Charged.Dollars,
            ["difference_usd"] = sum.Difference.Dollars,
            ["reason"] = ReconcileWords.Reason(sum.Class),
            ["examples"] = new JsonArray([.. sum.Examples.Select(static id => (JsonNode)id)]),
        })]),
        ["price_moves"] = new JsonArray([.. one.Sums.Moves.Select(static move => (JsonNode)new JsonObject
        {
            ["model"] = move.Model,
            ["price"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(move.Price.ToString()),
            ["value"] = move.Price == MovedPrice.Unclear ? null : move.Value,
            ["usd"] = move.Total.Dollars,
            ["records"] = move.Records,
        })]),
    };

    private static readonly string[] Header =
        ["account", "class", "reason", "id", "attempt", "time", "model", "caller", "told_input_tokens", "charged_input_tokens", "told_output_tokens", "charged_output_tokens", "told_usd", "charged_usd", "difference_usd"];

    /// <summary>All but what matches.</summary>
    private static void Append(StringBuilder csv, AccountOptions account, IReadOnlyList<ReconciledRow> rows)
    {
        foreach (var row in rows.Where(static row => row.Class is not (RecordClass.Matched or RecordClass.NotCharged)))
        {
            if (csv.Length > MostBytes)
            {
                return;
            }

            csv.Append(CsvText.Line(
            [
                account.Name, Key(row.Class), ReconcileWords.Reason(row.Class), row.Id, CsvText.Number((long?)row.Local?.Attempt), CsvText.Instant(row.At), row.Model, row.Local?.Caller,
                CsvText.Number(row.Local?.InputTokens), CsvText.Number(row.Charged?.InputTokens), CsvText.Number(row.Local?.OutputTokens), CsvText.Number(row.Charged?.OutputTokens),
                CsvText.Number(row.Local?.Cost), CsvText.Number(row.Charged?.Cost), CsvText.Number(row.Difference),
            ]));
        }
    }

    private static string Key(RecordClass recordClass) => JsonNamingPolicy.SnakeCaseLower.ConvertName(recordClass.ToString());
}
