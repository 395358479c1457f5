using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>The guild as REST and the gateway show it.</summary>
internal static class GuildJson
{
    public static JsonObject Partial(DiscordDirectory directory) => new()
    {
        ["id"] = DiscordIdentity.Guild,
        ["name"] = DiscordIdentity.GuildName,
        ["icon"] = null,
        ["description"] = null,
        ["home_header"] = null,
        ["splash"] = null,
        ["discovery_splash"] = null,
        ["banner"] = null,
        ["owner_id"] = DiscordDirectory.Dana,
        ["application_id"] = null,
        ["region"] = "deprecated",
        ["afk_channel_id"] = null,
        ["afk_timeout"] = 300,
        ["system_channel_id"] = null,
        ["system_channel_flags"] = 0,
        ["widget_enabled"] = false,
        ["widget_channel_id"] = null,
        ["verification_level"] = 1,
        ["roles"] = directory.RolesJson(),
        ["default_message_notifications"] = 1,
        ["mfa_level"] = 0,
        ["explicit_content_filter"] = 0,
        ["max_presences"] = null,
        ["max_members"] = 500_000,
        ["max_stage_video_channel_users"] = 50,
        ["max_video_channel_users"] = 25,
        ["vanity_url_code"] = null,
        ["premium_tier"] = 0,
        ["premium_subscription_count"] = 0,
        ["preferred_locale"] = "en-US",
        ["rules_channel_id"] = null,
        ["safety_alerts_channel_id"] = null,
        ["public_updates_channel_id"] = null,
        ["premium_progress_bar_enabled"] = false,
        ["incidents_data"] = null,
        ["nsfw"] = false,
        ["nsfw_level"] = 0,
        ["emojis"] = new JsonArray(),
        ["stickers"] = new JsonArray(),
        ["features"] = new JsonArray(),
    };

    public static JsonObject Create(DiscordWorld world)
    {
        var directory = world.Directory;
        var body = Partial(directory);
        body["joined_at"] = "2026-01-05T09:00:00.000000+00:00";
        body["large"] = false;
        body["unavailable"] = false;
        body["member_count"] = directory.Members.Count;
        body["members"] = new JsonArray(directory.Bot.ToJson());
        body["channels"] = new JsonArray([.. directory.Channels.Where(static channel => channel.Kind == ChannelKind.Text).Select(static channel => channel.ToJson())]);
        body["threads"] = new JsonArray([.. directory.Threads().Select(world.Settle).Where(static thread => !thread.IsArchived).Select(static thread => thread.ToJson())]);
        foreach (string none in new[] { "voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds" })
        {
            body[none] = new JsonArray();
        }

        return body;
    }
}
