namespace Spendwall.Bot.Chat.Slack;

/// <summary>What Slack's failures mean to the rest of the bot.</summary>
internal static class SlackFaults
{
    private static readonly string[] Blocks = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments", "too_many_attachments"];

    public static bool IsAboutBlocks(SlackException exception) => Blocks.Contains(exception.Error, StringComparer.Ordinal);

    public static ChatException ToChat(SlackException exception, string channel) => new(
        exception.Failure switch
        {
            SlackFailure.Token or SlackFailure.Scope => ChatFailure.Credentials,
            SlackFailure.Channel => ChatFailure.Channel,
            SlackFailure.Payload or SlackFailure.Message => ChatFailure.Refused,
            SlackFailure.RateLimited => ChatFailure.RateLimited,
            _ => ChatFailure.Unavailable,
        },
        $"Slack, {channel}: {exception.Message} ({exception.Error})",
        exception)
    {
        RetryAfter = exception.RetryAfter,
    };
}
