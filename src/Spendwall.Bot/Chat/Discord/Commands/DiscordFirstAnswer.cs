using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Discord.Rendering;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>
/// The first answers to an interaction, all small and made without asking anyone.
/// https://docs.discord.com/developers/interactions/receiving-and-responding Pure.
/// </summary>
internal static class DiscordFirstAnswer
{
    /// <summary>"Thinking", for the asker alone: that fixes who sees the answer.</summary>
    public static JsonObject Wait() => new() { ["type"] = 5, ["data"] = new JsonObject { ["flags"] = DiscordMessage.Ephemeral } };

    /// <summary>A press was taken: nothing shows yet.</summary>
    public static JsonObject Taken() => new() { ["type"] = 6 };

    /// <summary>At once, for the asker alone.</summary>
    public static JsonObject Say(ChatMessage message)
    {
        var data = DiscordRenderer.Render(message).ToBody();
        data.Remove("attachments");
        data["flags"] = DiscordMessage.Ephemeral;

        return new() { ["type"] = 4, ["data"] = data };
    }

    public static JsonObject Choices(IEnumerable<(string Label, string Value)> choices) => new()
    {
        ["type"] = 8,
        ["data"] = new JsonObject
        {
            ["choices"] = new JsonArray([.. choices
                .Where(static choice => choice.Value.Length is > 0 and <= DiscordLimits.Choice)
                .Take(DiscordLimits.Choices)
                .Select(static choice => (JsonNode)new JsonObject { ["name"] = Name(choice), ["value"] = choice.Value })]),
        },
    };

    private static string Name((string Label, string Value) choice)
    {
        string clean = ForeignText.Excerpt(choice.Label, DiscordLimits.Choice).Trim();

        return clean.Length == 0 ? choice.Value : clean;
    }
}
