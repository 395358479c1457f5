using System.Text.Json;

namespace Spendwall.Bot.Chat.Wire;

/// <summary>A platform's answer as JSON, if it is any: proxies answer with pages of HTML.</summary>
internal static class WireJson
{
    /// <returns>Null when the body is none, or no JSON.</returns>
    public static JsonElement? Parse(byte[]? body)
    {
        if (body is null or [])
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);

            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
