using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>A replay for programs, in the shapes of all answers: USD as numbers, ISO-8601 with Z, durations in hours, null for unknown.</summary>
internal static class ReplayJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(ReplayReport report) => new JsonObject
    {
        ["name"] = report.Past.Name,
        ["start"] = AnswerJson.Of(report.Past.Start),
        ["end"] = AnswerJson.Of(report.Past.End),
        ["total_usd"] = Usd(report.Past.Total),
        ["missing"] = report.Past.Missing,
        ["unknown"] = report.Past.Unknown,
        ["warnings"] = report.Warnings,
        ["credits_usd"] = report.Credits is { } credits ? Usd(credits) : null,
        ["lead_hours"] = report.Plan.Lead?.TotalHours,
        ["budget_usd"] = report.Plan.Budget is { } budget ? Usd(budget) : null,
        ["pools"] = new JsonArray([.. report.Pools.Select(static pool => new JsonObject
        {
            ["bought_at"] = AnswerJson.Of(pool.BoughtAt),
            ["heads_up_at"] = AnswerJson.Of(pool.HeadsUpAt),
            ["alert_at"] = AnswerJson.Of(pool.CriticalAt),
            ["empty_at"] = AnswerJson.Of(pool.EmptyAt),
            ["ahead_hours"] = pool.Ahead is { } ahead ? Math.Round(ahead.TotalHours, 2) : null,
        })]),
        ["periods"] = new JsonArray([.. report.Periods.Select(static period => new JsonObject
        {
            ["start"] = AnswerJson.Of(period.Range.Start),
            ["end"] = AnswerJson.Of(period.Range.End),
            ["actual_usd"] = Usd(period.Actual),
            ["forecasts"] = new JsonArray([.. period.Told.Select(told => new JsonObject
            {
                ["after"] = Math.Round(told.Share, 4),
                ["p10_usd"] = Usd(told.P10),
                ["p50_usd"] = Usd(told.P50),
                ["p90_usd"] = Usd(told.P90),
                ["error"] = AnswerJson.Ratio(told.Error(period.Actual)),
                ["in_band"] = told.Holds(period.Actual),
            })]),
            ["said_over_at"] = AnswerJson.Of(period.SaidOverAt),
            ["over_at"] = AnswerJson.Of(period.OverAt),
        })]),
        ["alarms"] = new JsonArray([.. report.Alarms.Select(static alarm => new JsonObject
        {
            ["at"] = AnswerJson.Of(alarm.At),
            ["what"] = new JsonArray([.. alarm.What.Select(static what => JsonValue.Create(what))]),
            ["count"] = alarm.Count,
        })]),
    }.ToJsonString(Indented);

    private static JsonValue Usd(double usd) => JsonValue.Create(Math.Round(usd, 9));
}
