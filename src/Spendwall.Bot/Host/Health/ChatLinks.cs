using Spendwall.Bot.Chat.Discord.Gateway;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Health;

/// <summary>The lasting connections to the chats, as far as they are not up, and what Slack said of the app and its channels.</summary>
internal sealed class ChatLinks(
    SpendwallOptions options, SlackSocketState? slack = null, DiscordGatewayState? discord = null, SlackStanding? standing = null, SlackChannelBook? channels = null)
{
    /// <summary>A line for each that is down. Where Slack calls the bot there is none to be down.</summary>
    public IReadOnlyList<string> Troubles =>
    [
        .. options.Slack is { Enabled: true, Mode: "Socket" } && slack is not null ? Trouble("slack", slack.Connections > 0, slack.Error) : [],
        .. standing?.Error is { } dead
            ? [$"slack: Slack does not take the bot's token ({dead}): install the app to the workspace again, put its Bot User OAuth Token into Slack:BotToken and restart the bot"]
            : Array.Empty<string>(),
        .. channels?.Troubles ?? [],
        .. options.Discord.Enabled && discord is not null ? Trouble("discord", discord.IsReady, discord.Error) : [],
    ];

    private static IEnumerable<string> Trouble(string platform, bool isUp, string? error) => error is not null
        ? [$"{platform}: off until someone mends it and restarts the bot ({error})"]
        : isUp ? [] : [$"{platform}: not connected; it is tried again"];
}
