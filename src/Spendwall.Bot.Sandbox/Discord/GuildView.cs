using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord;

/// <summary>What is in the guild, for the control paths.</summary>
internal static class GuildView
{
    /// <summary>The messages of a channel with the thread under each.</summary>
    public static JsonArray Messages(DiscordWorld world, DiscordChannel channel) => new([.. world.Messages.In(channel.Id).Select(message =>
    {
        var body = One(world, message);
        if (world.Directory.Channel(message.Id) is { IsThread: true } thread)
        {
            body["thread"] = world.Settle(thread).ToJson();
            body["replies"] = new JsonArray([.. world.Messages.In(thread.Id).Where(static reply => reply.Type != 21).Select(reply => One(world, reply))]);
        }

        return body;
    })]);

    public static JsonArray Ephemerals(DiscordWorld world) => new([.. world.Messages.All.Where(static message => message is { OnlyFor: not null, IsDeleted: false }).Select(message => One(world, message))]);

    private static JsonObject One(DiscordWorld world, DiscordMessage message)
    {
        var body = MessageJson.Of(message, world.Directory, nonce: true);
        body["edits"] = message.Edits.Count;
        body["only_for"] = message.OnlyFor;
        body["pinged"] = new JsonObject
        {
            ["users"] = new JsonArray([.. message.Pinged.Users.Select(static id => JsonValue.Create(id))]),
            ["roles"] = new JsonArray([.. message.Pinged.Roles.Select(static id => JsonValue.Create(id))]),
            ["everyone"] = message.Pinged.Everyone,
        };
        body["text"] = PlainText.Of(message.Content);

        return body;
    }
}
