namespace Spendwall.Bot.Chat.Slack;

/// <summary>What Slack's failures mean to the rest of the bot.</summary>
internal static class SlackFaults
{
    private static readonly string[] Blocks = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments", "too_many_attachments"];

    /// <summary>Whether Slack refused the message for how it looks.</summary>
    public static bool IsAboutLooks(Exception exception) => exception is SlackException refused && Blocks.Contains(refused.Error, StringComparer.Ordinal);

    public static ChatException ToChat(SlackException exception, string channel) => new(
        exception.Failure switch
        {
            SlackFailure.Token or SlackFailure.Scope => ChatFailure.Credentials,
            SlackFailure.Channel => ChatFailure.Channel,
            SlackFailure.Message when exception.Error is "message_not_found" or "thread_not_found" => ChatFailure.Gone,
            SlackFailure.Payload or SlackFailure.Message => ChatFailure.Refused,
            SlackFailure.RateLimited => ChatFailure.RateLimited,
            _ => ChatFailure.Unavailable,
        },
        $"Slack, {channel}: {exception.Message} ({exception.Error})",
        exception)
    {
        RetryAfter = exception.RetryAfter,
        Fix = Fix(exception),
    };

    private static string? Fix(SlackException exception) => exception switch
    {
        { Error: "is_archived" } => "Unarchive it, or name another channel in the settings.",
        { Failure: SlackFailure.Channel } => "Type /invite @Spendwall there, or name another channel in the settings; `doctor` checks it.",
        { Failure: SlackFailure.Scope } => "Compare the app with `manifest slack` and reinstall it to the workspace; `doctor` names what is missing.",
        { Failure: SlackFailure.Token } => "Copy the Bot User OAuth Token of the app's page into Slack:BotToken and restart the bot.",
        _ => null,
    };
}
