using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Chat.Commands.Records;

/// <summary>Unit prices in words, a table by workflow, and JSON.</summary>
internal static class UnitMessage
{
    private const int MostRows = 15;

    public static CommandAnswer Of(CommandRequest request, ScopeReading.Found found, Period period, UnitPer per, UnitRow all, IReadOnlyList<UnitRow> rows, FallbackCost fallback)
    {
        string? scope = found.Scope.Equals(Scope.All) ? null : found.Scope.Text;
        string of = scope is null ? "" : $" of {scope}";
        var price = UnitPrices.Of(all.Now, per);
        var before = UnitPrices.Of(all.Before, per);
        var message = new ChatMessage
        {
            Title = all.Now.Sum.Requests == 0
                ? $"Unit cost{of}, {period.Name}: no request records."
                : $"Unit cost{of}, {period.Name}: {Wording.Money(price)} {UnitPrices.Unit(per)}{Change(before, price, period)}.",
            Blocks = Blocks(all, rows, per, fallback),
            Footer = [.. Gaps(all, per)],
        };
        var data = Json(all, per);
        data["fallback_usd"] = AnswerJson.Of(all.Now.Fallbacks == 0 && all.Now.Sum.Requests > 0 ? Usd.Zero : fallback.Usd);
        data["fallback_priced"] = fallback.Priced;
        data["per"] = per.ToString().ToLowerInvariant();
        data["rows"] = new JsonArray([.. rows.Select(row =>
        {
            var json = Json(row, per);
            json["workflow"] = row.Workflow.Length == 0 ? null : JsonValue.Create(row.Workflow);

            return json;
        })]);

        return new CommandAnswer.Done(message, new AnswerData(request.Now, scope, period.Range, data, [.. Gaps(all, per)]));
    }

    private static IReadOnlyList<ChatBlock> Blocks(UnitRow all, IReadOnlyList<UnitRow> rows, UnitPer per, FallbackCost fallback) => all.Now.Sum.Requests == 0 ? [] :
    [
        new ChatBlock.Line($"{Wording.Money(all.Now.Sum.Cost)} for {Wording.Count(all.Now.Sum.Requests)} requests, {Wording.Count(all.Now.Sum.Accepted)} accepted; fallbacks {Share(all.Now.FallbackShare)}{Cost(all.Now, fallback)}, retries {Share(all.Now.RetryShare)}"),
        new ChatBlock.Table(
            ["workflow", "cost", "requests", "accepted", UnitPrices.Unit(per), "before"],
            [.. rows.Take(MostRows).Select(row => (IReadOnlyList<string>)[row.Workflow.Length == 0 ? "–" : row.Workflow, Wording.Money(row.Now.Sum.Cost), Wording.Count(row.Now.Sum.Requests), Wording.Count(row.Now.Sum.Accepted), Wording.Money(UnitPrices.Of(row.Now, per)), Wording.Money(UnitPrices.Of(row.Before, per))])],
            [false, true, true, true, true, true]),
    ];

    private static string Change(Usd? before, Usd? now, Period period) =>
        before is { Nanos: > 0 } earlier && now is { } price ? $" ({Wording.Change(earlier, price)} against {period.BeforeName}, {earlier})" : "";

    /// <summary>By the list prices of what served and of what was asked for.</summary>
    private static string Cost(UnitFigures figures, FallbackCost fallback) => figures.Fallbacks == 0
        ? ""
        : $" (against the models asked for {(fallback.Usd is { } usd ? Wording.WithSign(usd) : Wording.Unknown)}{(fallback.Usd is not null && fallback.Priced < figures.Fallbacks ? $", prices known of {Wording.Count(fallback.Priced)} of {Wording.Count(figures.Fallbacks)}" : "")})";

    private static string Share(double? share) => share is { } known ? Wording.Percent(known) : Wording.Unknown;

    /// <summary>What the price does not know.</summary>
    private static IEnumerable<string> Gaps(UnitRow all, UnitPer per)
    {
        var sum = all.Now.Sum;
        if (sum.Requests == 0)
        {
            yield return "No request records: send them to /ingest/requests, by OTLP, or import a file.";
        }
        else if (sum.Priced < sum.Requests)
        {
            yield return $"{Wording.Count(sum.Requests - sum.Priced)} of {Wording.Count(sum.Requests)} requests tell no cost.";
        }

        if (per == UnitPer.Accepted && sum.Requests > 0 && sum.Accepted + sum.Rejected < sum.Requests)
        {
            yield return $"{Wording.Count(sum.Requests - sum.Accepted - sum.Rejected)} requests are neither marked as accepted nor as not.";
        }
    }

    private static JsonObject Json(UnitRow row, UnitPer per) => new()
    {
        ["unit_usd"] = AnswerJson.Of(UnitPrices.Of(row.Now, per)),
        ["unit_usd_before"] = AnswerJson.Of(UnitPrices.Of(row.Before, per)),
        ["usd"] = AnswerJson.Of(row.Now.Sum.Cost),
        ["requests"] = row.Now.Sum.Requests,
        ["accepted"] = row.Now.Sum.Accepted,
        ["rejected"] = row.Now.Sum.Rejected,
        ["input_tokens"] = AnswerJson.Of(row.Now.Sum.InputTokens),
        ["output_tokens"] = AnswerJson.Of(row.Now.Sum.OutputTokens),
        ["fallback_share"] = AnswerJson.Ratio(row.Now.FallbackShare),
        ["retry_share"] = AnswerJson.Ratio(row.Now.RetryShare),
    };
}
