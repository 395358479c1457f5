using System.Text.Json;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>What Slack's answers have in common.</summary>
internal static class SlackJson
{
    /// <summary>Where the next page begins; null: there is none.</summary>
    public static string? Cursor(JsonElement answer) => ForeignJson.Text(answer, "response_metadata", "next_cursor");
}
