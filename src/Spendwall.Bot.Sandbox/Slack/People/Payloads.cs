using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.People;

/// <summary>The parts that Slack's payloads have in common.</summary>
internal static class Payloads
{
    /// <summary>Deprecated by Slack, and worth nothing; it is there so that nobody comes to need it.</summary>
    public const string VerificationToken = "not-a-secret";

    public static JsonObject Team() => new() { ["id"] = SlackIdentity.Team, ["domain"] = SlackIdentity.Domain };

    public static JsonObject User(SlackUser user) =>
        new() { ["id"] = user.Id, ["username"] = user.Name, ["name"] = user.Name, ["team_id"] = SlackIdentity.Team };

    public static JsonObject Channel(SlackChannel channel) => new() { ["id"] = channel.Id, ["name"] = channel.PayloadName };

    /// <summary>An Events API callback around an inner event.</summary>
    public static JsonObject Callback(JsonObject inner, string eventId, DateTimeOffset at) => new()
    {
        ["token"] = VerificationToken,
        ["team_id"] = SlackIdentity.Team,
        ["api_app_id"] = SlackIdentity.App,
        ["event"] = inner,
        ["type"] = "event_callback",
        ["event_id"] = eventId,
        ["event_time"] = at.ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject
        {
            ["enterprise_id"] = null,
            ["team_id"] = SlackIdentity.Team,
            ["user_id"] = SlackIdentity.BotUser,
            ["is_bot"] = true,
            ["is_enterprise_install"] = false,
        }),
        ["is_ext_shared_channel"] = false,
        ["event_context"] = $"4-{eventId}",
    };
}
