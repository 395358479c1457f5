using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Chat.Commands.Auditing;

/// <summary>An entry of the audit log in words: what was done, and each field from what to what. Pure.</summary>
internal static class AuditText
{
    private const int Longest = 40;

    private const int MostFields = 6;

    public static string Of(AuditRow entry)
    {
        string changes = string.Join(", ", Changes(Read(entry.Before), Read(entry.After)));

        return changes.Length == 0 ? entry.Action : $"{entry.Action}: {changes}";
    }

    public static JsonObject Json(AuditRow entry) => new()
    {
        ["at"] = AnswerJson.Of((DateTimeOffset?)entry.At),
        ["actor"] = entry.Actor,
        ["channel"] = entry.Channel,
        ["action"] = entry.Action,
        ["subject"] = entry.Subject,
        ["before"] = Read(entry.Before),
        ["after"] = Read(entry.After),
        ["message"] = entry.Message,
    };

    private static IEnumerable<string> Changes(JsonNode? before, JsonNode? after)
    {
        if (before is JsonArray or JsonValue || after is JsonArray or JsonValue)
        {
            return [$"{Words(before)} → {Words(after)}"];
        }

        var was = before as JsonObject ?? [];
        var now = after as JsonObject ?? [];
        var keys = was.Select(static pair => pair.Key).Union(now.Select(static pair => pair.Key)).Where(static key => key is not ("source" or "since" or "kind")).ToList();
        var changes = keys
            .Where(key => before is null || after is null || !JsonNode.DeepEquals(was[key], now[key]))
            .Where(key => Words(was[key]) != Words(now[key]))
            .Select(key => (before, after) switch
            {
                (null, _) => $"{Name(key)} {Words(now[key])}",
                (_, null) => $"{Name(key)} was {Words(was[key])}",
                _ => $"{Name(key)} {Words(was[key])} → {Words(now[key])}",
            })
            .ToList();

        return changes.Count > MostFields ? [.. changes.Take(MostFields), "…"] : changes;
    }

    private static string Name(string key) => key.Replace("_usd", " USD", StringComparison.Ordinal).Replace('_', ' ');

    private static string Words(JsonNode? value) => value switch
    {
        null => "nothing",
        JsonArray { Count: 0 } or JsonObject { Count: 0 } => "nothing",
        JsonArray list => Cut(string.Join(" + ", list.Select(Words))),
        JsonObject json when json["name"] is { } name => Words(name),
        JsonObject json => Cut(string.Join(" ", json.Where(static pair => pair.Value is not null).Select(static pair => $"{pair.Key}:{Words(pair.Value)}"))),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Text(text.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    /// <summary>An instant as people read it; what others wrote, cleaned.</summary>
    private static string Text(string text) =>
        text.Length >= 20 && text[^1] == 'Z' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? Money.Wording.Instant(instant)
            : Cut(text);

    private static string Cut(string text) => ForeignText.Excerpt(text, Longest);

    private static JsonNode? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
