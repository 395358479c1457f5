using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>Messages as the API and the gateway show them.</summary>
internal static class MessageJson
{
    /// <param name="nonce">Whether to repeat the nonce, as only the answer to the post does.</param>
    public static JsonObject Of(DiscordMessage message, DiscordDirectory directory, bool nonce = false)
    {
        var author = directory.Member(message.Author)?.User ?? new DiscordUser(message.Author, "spendwall", DiscordIdentity.BotName, IsBot: true);
        var body = new JsonObject
        {
            ["id"] = message.Id,
            ["type"] = message.Type,
            ["channel_id"] = message.Channel,
            ["author"] = author.ToJson(),
            ["content"] = message.Content.Text,
            ["timestamp"] = DiscordTime.Iso(message.At),
            ["edited_timestamp"] = message.Edits.Count > 0 ? DiscordTime.Iso(message.Edits[^1].At) : null,
            ["tts"] = false,
            ["mention_everyone"] = message.Mentions.Everyone,
            ["mentions"] = new JsonArray([.. message.Mentions.Users.Select(directory.Member).OfType<DiscordMember>().Select(static member => member.User.ToJson())]),
            ["mention_roles"] = new JsonArray([.. message.Mentions.Roles.Select(static role => JsonValue.Create(role))]),
            ["attachments"] = new JsonArray([.. message.Content.Attachments.Select(file => file.ToJson(message.Channel))]),
            ["embeds"] = message.Content.Embeds?.DeepClone() ?? new JsonArray(),
            ["components"] = message.Content.Components?.DeepClone() ?? new JsonArray(),
            ["pinned"] = message.IsPinned,
            ["flags"] = (int)message.Flags,
        };
        if (nonce && message.Nonce is { } text)
        {
            body["nonce"] = text;
        }

        if (message.IsBots)
        {
            body["application_id"] = DiscordIdentity.Application;
        }

        if (message.Cause is { } cause)
        {
            body["webhook_id"] = DiscordIdentity.Application;
            body["interaction_metadata"] = cause.DeepClone();
        }

        if (message.ReplyTo is { } reply)
        {
            body["message_reference"] = new JsonObject { ["type"] = 0, ["channel_id"] = message.Channel, ["message_id"] = reply, ["guild_id"] = DiscordIdentity.Guild };
        }

        if (message.Flags.HasFlag(MessageFlags.HasThread) && directory.Channel(message.Id) is { } thread)
        {
            body["thread"] = thread.ToJson();
        }

        return body;
    }
}
