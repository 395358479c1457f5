using System.Text.Json;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>Reads what Slack sent without trusting its shape: what is not there, or of another kind, is null.</summary>
internal static class SlackJson
{
    public static JsonElement? Get(JsonElement? element, params ReadOnlySpan<string> path)
    {
        var at = element;
        foreach (string name in path)
        {
            at = at is { ValueKind: JsonValueKind.Object } inside && inside.TryGetProperty(name, out var next) ? next : null;
        }

        return at is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : at;
    }

    /// <summary>Null when it is no text, or empty.</summary>
    public static string? Text(JsonElement? element, params ReadOnlySpan<string> path) =>
        Get(element, path) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    public static bool IsTrue(JsonElement? element, params ReadOnlySpan<string> path) => Get(element, path) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(JsonElement? element, params ReadOnlySpan<string> path) =>
        Get(element, path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Where the next page begins; null: there is none.</summary>
    public static string? Cursor(JsonElement answer) => Text(answer, "response_metadata", "next_cursor");
}
