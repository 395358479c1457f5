using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary>
/// Answers for machines: snake_case, USD as numbers with up to 9 decimals, instants as ISO-8601 with Z, durations in hours,
/// and null for what is unknown.
/// </summary>
public static class AnswerJson
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line.</summary>
    public static string Render(CommandRun run) => ToObject(run).ToJsonString(Compact);

    public static JsonObject ToObject(CommandRun run) => run.Answer switch
    {
        CommandAnswer.Done done => Done(run.Command, done.Data),
        CommandAnswer.Refused refused => new JsonObject
        {
            ["ok"] = false,
            ["error"] = new JsonObject { ["kind"] = refused.Kind, ["message"] = refused.Message, ["fix"] = refused.Fix },
        },
        _ => throw new InvalidOperationException("An answer is done or refused."),
    };

    public static JsonNode? Of(Usd? usd) => usd is { } known ? JsonValue.Create(known.Dollars) : null;

    public static JsonNode? Of(DateTimeOffset? instant) =>
        instant is { } known ? JsonValue.Create(known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) : null;

    public static JsonNode? Of(long? count) => count is { } known ? JsonValue.Create(known) : null;

    public static JsonNode? Of(string? text) => text is null ? null : JsonValue.Create(text);

    public static JsonNode? Ratio(double? ratio) => ratio is { } known && double.IsFinite(known) ? JsonValue.Create(Math.Round(known, 6)) : null;

    /// <summary>Hours, to the second.</summary>
    public static JsonNode? Hours(TimeSpan? span) => span is { } known ? JsonValue.Create(Math.Round((decimal)known.TotalHours, 4)) : null;

    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode?)JsonValue.Create(text))]);

    private static JsonObject Done(string? command, AnswerData answer) => new()
    {
        ["command"] = command,
        ["ok"] = true,
        ["as_of"] = Of(answer.AsOf),
        ["scope"] = Of(answer.Scope),
        ["period"] = answer.Period is { } period ? new JsonObject { ["start"] = Of(period.Start), ["end"] = Of(period.End) } : null,
        ["data"] = answer.Data.DeepClone(),
        ["blind_spots"] = Array(answer.BlindSpots),
    };
}
