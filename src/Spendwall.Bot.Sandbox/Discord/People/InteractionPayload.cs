using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.People;

/// <summary>https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object</summary>
internal static class InteractionPayload
{
    private const int AttachmentLimit = 10 * 1024 * 1024;

    public static JsonObject Of(DiscordInteraction interaction, DiscordWorld world, DiscordMember who, DiscordChannel where, JsonObject data)
    {
        bool isDirect = where.Kind == ChannelKind.Direct;
        var body = new JsonObject
        {
            ["version"] = 1,
            ["id"] = interaction.Id,
            ["application_id"] = DiscordIdentity.Application,
            ["type"] = (int)interaction.Kind,
            ["token"] = interaction.Token,
            ["channel_id"] = where.Id,
            ["channel"] = where.ToJson(),
            ["locale"] = "en-US",
            ["app_permissions"] = Bits(isDirect ? DiscordPermissions.Everything : world.Directory.Allowed(world.Directory.Bot, where)),
            ["entitlements"] = new JsonArray(),
            ["entitlement_sku_ids"] = new JsonArray(),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = isDirect ? "0" : DiscordIdentity.Guild },
            ["context"] = isDirect ? 1 : 0,
            ["attachment_size_limit"] = AttachmentLimit,
            ["data"] = data,
        };
        if (isDirect)
        {
            body["user"] = who.User.ToJson();
        }
        else
        {
            var member = who.ToJson();
            member["permissions"] = Bits(world.Directory.Allowed(who, where));
            body["member"] = member;
            body["guild_id"] = DiscordIdentity.Guild;
            body["guild_locale"] = "en-US";
            body["guild"] = new JsonObject { ["id"] = DiscordIdentity.Guild, ["locale"] = "en-US", ["features"] = new JsonArray() };
        }

        if (interaction.Message is { } id && world.Messages.Find(id) is { } message)
        {
            body["message"] = MessageJson.Of(message, world.Directory);
        }

        return body;
    }

    private static string Bits(DiscordPermissions permissions) => ((ulong)permissions).ToString(CultureInfo.InvariantCulture);
}
