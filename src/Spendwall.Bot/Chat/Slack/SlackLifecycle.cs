using System.Text.Json;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// What Slack says of the app and of the channels that it speaks in. https://docs.slack.dev/reference/events
/// The order of these events is not guaranteed, so what one says of the token is only a reason to look at the token itself.
/// </summary>
internal sealed partial class SlackLifecycle(ISlackApi api, SlackSelf self, SlackDirectory directory, SlackChannelBook channels, ILogger<SlackLifecycle> logger)
{
    /// <summary>What the app subscribes to for it; a private channel's are those of a group.</summary>
    public static readonly IReadOnlyList<string> Events =
    [
        "app_uninstalled", "channel_archive", "channel_deleted", "channel_left", "channel_rename", "channel_unarchive", "group_archive", "group_deleted", "group_left", "group_rename", "group_unarchive",
        "member_joined_channel", "member_left_channel", "tokens_revoked",
    ];

    public async Task HandleAsync(string type, JsonElement payload, CancellationToken cancellationToken)
    {
        // A renamed channel comes as an object, every other one as an id.
        string? channel = ForeignJson.Text(payload, "channel", "id") ?? ForeignJson.Text(payload, "channel");
        if (channel is not null && !channels.IsUsed(channel))
        {
            return;
        }

        switch (type)
        {
            case "app_uninstalled":
            case "tokens_revoked" when ForeignJson.Items(ForeignJson.Get(payload, "tokens"), "bot").Any():
                await LookAsync(type, cancellationToken);
                break;

            case "channel_archive" or "group_archive" when channel is not null:
                await CloseAsync(channel, "was archived: unarchive it, or name another channel in the settings", cancellationToken);
                break;

            case "channel_deleted" or "group_deleted" when channel is not null:
                await CloseAsync(channel, "was deleted: name another channel in the settings", cancellationToken);
                break;

            case "channel_left" or "group_left" when channel is not null:
            case "member_left_channel" when channel is not null && await IsBotAsync(payload, cancellationToken):
                await CloseAsync(channel, "was left by the bot, which somebody removed: type /invite @Spendwall in it, or the next alert brings it back if the channel is public", cancellationToken);
                break;

            case "channel_unarchive" or "group_unarchive" when channel is not null:
            case "member_joined_channel" when channel is not null && await IsBotAsync(payload, cancellationToken):
                channels.Opened(channel);
                break;

            case "channel_rename" or "group_rename" when channel is not null:
                await directory.ForgetIdAsync(channel, cancellationToken);
                break;
        }
    }

    private async Task LookAsync(string type, CancellationToken cancellationToken)
    {
        try
        {
            await api.CallAsync("auth.test", [], cancellationToken);
            LogStillGood(type);
        }
        catch (SlackException exception)
        {
            LogGone(type, exception.Error);
        }
    }

    private async Task CloseAsync(string channel, string why, CancellationToken cancellationToken)
    {
        await directory.ForgetIdAsync(channel, cancellationToken);
        channels.Closed(channel, why);
        LogClosed(channel, why);
    }

    private async Task<bool> IsBotAsync(JsonElement payload, CancellationToken cancellationToken) =>
        ForeignJson.Text(payload, "user") is { } user && (await self.FindAsync(cancellationToken))?.User == user;

    [LoggerMessage(1, LogLevel.Information, "Slack said {Type}, but the bot's token is good")]
    private partial void LogStillGood(string type);

    [LoggerMessage(2, LogLevel.Error, "Slack said {Type}, and does not take the bot's token ({Error})")]
    private partial void LogGone(string type, string error);

    [LoggerMessage(3, LogLevel.Warning, "The Slack channel {Channel} {Why}")]
    private partial void LogClosed(string channel, string why);
}
