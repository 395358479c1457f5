using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack.Delivery;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary><c>auth.test</c> and <c>apps.connections.open</c>.</summary>
internal sealed class SessionMethods(SocketHub sockets)
{
    public IEnumerable<SlackMethod> All =>
    [
        new("auth.test", SlackTier.Special, null, _ => Who()) { TakesJson = true },
        // Tier 1 in one of Slack's tables and tier 3 in another; the bot must stay far below both.
        new("apps.connections.open", SlackTier.Three, null, _ => new() { ["url"] = sockets.NewUrl() }) { TakesJson = true, IsApps = true },
    ];

    private static JsonObject Who() => new()
    {
        ["url"] = $"https://{SlackIdentity.Domain}.slack.com/",
        ["team"] = SlackIdentity.Domain,
        ["user"] = SlackIdentity.BotName,
        ["team_id"] = SlackIdentity.Team,
        ["user_id"] = SlackIdentity.BotUser,
        ["bot_id"] = SlackIdentity.Bot,
        ["app_id"] = SlackIdentity.App,
        ["is_enterprise_install"] = false,
    };
}
