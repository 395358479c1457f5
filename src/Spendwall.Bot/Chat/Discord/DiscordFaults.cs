namespace Spendwall.Bot.Chat.Discord;

/// <summary>What Discord's failures mean to the rest of the bot.</summary>
internal static class DiscordFaults
{
    /// <summary>A thread is there for this message already; its id is the message's.</summary>
    public const int ThreadExists = 160004;

    /// <summary>Too many edits of a message that is older than an hour.</summary>
    public const int TooManyOldEdits = 30046;

    /// <summary>There is no such message, or not any more.</summary>
    public const int UnknownMessage = 10008;

    private static readonly TimeSpan OldEditsAgain = TimeSpan.FromMinutes(5);

    /// <summary>Whether Discord refused the message for how it looks.</summary>
    public static bool IsAboutLooks(Exception exception) => exception is DiscordException { Failure: DiscordFailure.Payload } refused && refused.Code != TooManyOldEdits;

    public static ChatException ToChat(DiscordException exception, string channel) => exception.Code == TooManyOldEdits
        ? new(ChatFailure.RateLimited, Text(exception, channel), exception) { RetryAfter = exception.RetryAfter ?? OldEditsAgain }
        : new(
            exception.Failure switch
            {
                DiscordFailure.Token => ChatFailure.Credentials,
                DiscordFailure.Permission or DiscordFailure.Channel => ChatFailure.Channel,
                DiscordFailure.Message when exception.Code == UnknownMessage => ChatFailure.Gone,
                DiscordFailure.Message or DiscordFailure.Payload or DiscordFailure.Interaction => ChatFailure.Refused,
                DiscordFailure.RateLimited => ChatFailure.RateLimited,
                _ => ChatFailure.Unavailable,
            },
            Text(exception, channel),
            exception)
        {
            RetryAfter = exception.RetryAfter,
            Fix = exception.Failure switch
            {
                DiscordFailure.Permission => "Allow the bot's role to see the channel and to send messages, embeds and threads there; `doctor` says what is missing.",
                DiscordFailure.Channel => "Name another channel in the settings; `doctor` checks it.",
                DiscordFailure.Token => "Copy the token of the application's Bot page into Discord:Token and restart the bot.",
                _ => null,
            },
        };

    private static string Text(DiscordException exception, string channel) => $"Discord, {channel}: {exception.Message}{(exception.Code == 0 ? "" : $" ({exception.Code})")}";
}
