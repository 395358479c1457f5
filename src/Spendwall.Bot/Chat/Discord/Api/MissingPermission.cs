using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>Discord says that a permission is missing, not which: this does, by what was asked for.</summary>
internal static class MissingPermission
{
    /// <summary>As Discord's own settings and documentation name it.</summary>
    /// <param name="route">See <see cref="DiscordRoute.Name"/>.</param>
    public static string Name(int code, string route, JsonNode? body, bool hasFiles)
    {
        if (code == 160002)
        {
            return "READ_MESSAGE_HISTORY";
        }

        if (route.Contains("/commands", StringComparison.Ordinal))
        {
            return "the scope applications.commands in that server (invite the bot again)";
        }

        if (code == 50001)
        {
            return route.Contains("guilds/", StringComparison.Ordinal) ? "membership of that server (invite the bot)" : "VIEW_CHANNEL";
        }

        return route switch
        {
            "POST channels/{id}/messages" => Sending(body, hasFiles),
            "POST channels/{id}/messages/{id}/threads" or "POST channels/{id}/threads" => "CREATE_PUBLIC_THREADS",
            _ when route.Contains("/pins/", StringComparison.Ordinal) => "PIN_MESSAGES",
            _ when route.StartsWith("PATCH channels/{id}/messages/", StringComparison.Ordinal) => hasFiles ? "ATTACH_FILES" : "VIEW_CHANNEL",
            _ when route.StartsWith("GET channels/{id}/messages", StringComparison.Ordinal) => "READ_MESSAGE_HISTORY",
            _ when route.StartsWith("DELETE channels/{id}/messages/", StringComparison.Ordinal) => "MANAGE_MESSAGES",
            _ when route.StartsWith("PATCH channels/{id}", StringComparison.Ordinal) => "MANAGE_THREADS or MANAGE_CHANNELS",
            _ => "a permission there",
        };
    }

    private static string Sending(JsonNode? body, bool hasFiles) =>
        "SEND_MESSAGES (in a thread SEND_MESSAGES_IN_THREADS)"
        + (body is JsonObject message && message["embeds"] is JsonArray { Count: > 0 } ? ", EMBED_LINKS" : "")
        + (hasFiles ? ", ATTACH_FILES" : "");
}
