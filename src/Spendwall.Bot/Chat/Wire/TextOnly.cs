namespace Spendwall.Bot.Chat.Wire;

/// <summary>What a platform refuses of a message's looks is left out, and the words remain: once, and never more often.</summary>
internal static partial class TextOnly
{
    /// <param name="send">Sends; true: without what may have been refused.</param>
    /// <param name="isAboutLooks">Whether the platform refused the message for how it looks.</param>
    public static async Task<T> OnceAsync<T>(Func<bool, Task<T>> send, Func<Exception, bool> isAboutLooks, ILogger logger)
    {
        try
        {
            return await send(false);
        }
        catch (Exception exception) when (isAboutLooks(exception))
        {
            LogTextOnly(logger, exception.Message);

            return await send(true);
        }
    }

    /// <summary>As above, where nothing is answered.</summary>
    public static Task OnceAsync(Func<bool, Task> send, Func<Exception, bool> isAboutLooks, ILogger logger) => OnceAsync(
        async textOnly =>
        {
            await send(textOnly);

            return true;
        },
        isAboutLooks,
        logger);

    [LoggerMessage(1, LogLevel.Warning, "How a message looks was refused; it goes out as text: {Message}")]
    private static partial void LogTextOnly(ILogger logger, string message);
}
