using System.Text.Json;

namespace Spendwall.Bot.Chat;

/// <summary>Reads what a platform sent without trusting its shape: what is not there, or of another kind, is null.</summary>
internal static class ForeignJson
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

    public static int? Integer(JsonElement? element, params ReadOnlySpan<string> path) =>
        Get(element, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : null;

    public static bool IsTrue(JsonElement? element, params ReadOnlySpan<string> path) => Get(element, path) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(JsonElement? element, params ReadOnlySpan<string> path) =>
        Get(element, path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    extension(JsonElement element)
    {
        public JsonElement? Member(string name) => Get(element, [name]) is { ValueKind: JsonValueKind.Object } inside ? inside : null;

        /// <summary>Null when it is no text, or empty.</summary>
        public string? Text(string name) => Text((JsonElement?)element, [name]);

        public long? Whole(string name) => Get(element, [name]) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;

        public bool? Truth(string name) => Get(element, [name]) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null;
    }
}
