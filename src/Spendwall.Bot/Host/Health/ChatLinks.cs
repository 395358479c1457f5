using Spendwall.Bot.Chat.Discord.Gateway;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Health;

/// <summary>The lasting connections to the chats, as far as they are not up, what Slack said of the app, and the channels that take nothing.</summary>
internal sealed class ChatLinks(
    SpendwallOptions options,
    SlackSocketState? slack = null,
    DiscordGatewayState? discord = null,
    SlackStanding? standing = null,
    SlackChannelBook? closed = null,
    ChannelFaults? channels = null)
{
    /// <summary>A line for each that is down or broken. Where Slack calls the bot there is none to be down.</summary>
    public IReadOnlyList<string> Troubles =>
    [
        .. options.Slack is { Enabled: true, Mode: "Socket" } && slack is not null ? Trouble("slack", slack.Connections > 0, slack.Error) : [],
        .. standing?.Error is { } dead
            ? [$"slack: Slack does not take the bot's token ({dead}): install the app to the workspace again, put its Bot User OAuth Token into Slack:BotToken and restart the bot"]
            : Array.Empty<string>(),
        .. closed?.Troubles ?? [],
        .. options.Discord.Enabled && discord is not null ? Trouble("discord", discord.IsReady, discord.Error) : [],
        .. channels?.All.Select(static fault => $"{fault.Subject}: {fault.Message}{(fault.Fix is null ? "" : $" → {fault.Fix}")}") ?? [],
    ];

    private static IEnumerable<string> Trouble(string platform, bool isUp, string? error) => error is not null
        ? [$"{platform}: off until someone mends it and restarts the bot ({error})"]
        : isUp ? [] : [$"{platform}: not connected; it is tried again"];
}
