using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Chat.Commands.Records;

internal sealed record ErrorGroup(string Account, ErrorCause Cause, string Workflow, string Key);

internal sealed record ErrorRow(ErrorGroup Group, ProviderKind Provider, RequestFigures Figures);

/// <summary>Failed requests as a table, with what to do about the most frequent cause.</summary>
internal static class ErrorsMessage
{
    private const int MostRows = 15;

    public static CommandAnswer Of(CommandRequest request, ScopeReading.Found found, Period period, RequestFigures all, IReadOnlyList<ErrorRow> rows)
    {
        string? scope = found.Scope.Equals(Scope.All) ? null : found.Scope.Text;
        string of = scope is null ? "" : $" of {scope}";
        var failed = rows.Aggregate(default(RequestFigures), static (sum, row) => sum + row.Figures);
        var blocks = new List<ChatBlock>();
        if (rows.Count > 0)
        {
            var worst = ProviderErrors.OfCause(rows[0].Provider, rows[0].Group.Cause);
            blocks.Add(new ChatBlock.Table(
                ["cause", "workflow", "key", "account", "requests", "cost"],
                [.. rows.Take(MostRows).Select(static row => (IReadOnlyList<string>)[Name(row.Group.Cause), Or(row.Group.Workflow), Or(row.Group.Key), row.Group.Account, Wording.Count(row.Figures.Requests), Wording.Money(row.Figures.Cost)])],
                [false, false, false, false, true, true]));
            blocks.Add(new ChatBlock.Line($"{Name(rows[0].Group.Cause)}: {worst.Remedy}"));
        }

        var message = new ChatMessage
        {
            Title = all.Requests == 0
                ? $"Errors{of}, {period.Name}: no request records."
                : $"Errors{of}, {period.Name}: {Wording.Count(failed.Requests)} of {Wording.Count(all.Requests)} requests failed ({Wording.Percent((double)failed.Requests / all.Requests)}), {Wording.Count(failed.Charged)} of them were charged{(failed.Charged > 0 ? $" {Wording.Money(failed.Cost)}" : "")}.",
            Tone = rows.Count == 0 ? Tone.Neutral : Tone.Notice,
            Blocks = blocks,
            Footer = rows.Count > MostRows ? [$"{rows.Count - MostRows} more rows with --json"] : [],
        };
        var data = new JsonObject
        {
            ["requests"] = all.Requests,
            ["failed"] = failed.Requests,
            ["failed_but_charged"] = failed.Charged,
            ["failed_usd"] = AnswerJson.Of(failed.Cost),
            ["rows"] = new JsonArray([.. rows.Select(static row => new JsonObject
            {
                ["cause"] = Name(row.Group.Cause),
                ["account"] = row.Group.Account,
                ["workflow"] = Null(row.Group.Workflow),
                ["key"] = Null(row.Group.Key),
                ["requests"] = row.Figures.Requests,
                ["charged"] = row.Figures.Charged,
                ["usd"] = AnswerJson.Of(row.Figures.Cost),
                ["fix"] = ProviderErrors.OfCause(row.Provider, row.Group.Cause).Remedy,
            })]),
        };

        return new CommandAnswer.Done(message, new AnswerData(request.Now, scope, period.Range, data, all.Requests == 0 ? ["No request records: send them to /ingest/requests, by OTLP, or import a file."] : []));
    }

    private static string Name(ErrorCause cause) => JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString());

    private static string Or(string label) => label.Length == 0 ? "–" : label;

    private static JsonValue? Null(string label) => label.Length == 0 ? null : JsonValue.Create(label);
}
