using Spendwall.Bot.Chat.Charts;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>
/// Somebody who asked something in Discord, and was told already that the answer comes. Their own answer fills the
/// placeholder, which only they see; what is for everyone is a followup, and without the interaction an ordinary message.
/// </summary>
/// <param name="hasPlaceholder">There is an empty answer to fill; else <c>@original</c> is the message that was pressed.</param>
internal sealed partial class DiscordTurn(DiscordPlace place, bool hasPlaceholder, IDiscordApi api, PeopleNames names, IChartRenderer charts, ILogger<DiscordTurn> logger) : IConversationPlace
{
    private bool waits = hasPlaceholder;

    public ChannelAddress Channel { get; } = new("discord", place.Channel);

    public string Identity { get; } = $"discord:{place.User}";

    public string? Message { get; } = place.Message;

    public Task<IReadOnlyList<string>> GroupsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. place.Roles.Select(static role => $"discord:{role}")]);

    public Task<string?> NameAsync(CancellationToken cancellationToken) => Task.FromResult(place.Name);

    public async Task WhisperAsync(ChatMessage message, ChatPress? share, CancellationToken cancellationToken)
    {
        try
        {
            await WhisperAsync(DiscordRenderer.Render(await names.InAsync(message, "discord", cancellationToken), share, charts), cancellationToken);
        }
        catch (DiscordException exception)
        {
            LogUnanswered(place.Channel, exception.Code, exception.Message);
        }
    }

    public async Task<Said> SayAsync(ChatMessage message, CancellationToken cancellationToken)
    {
        var rendered = DiscordRenderer.Render(await names.InAsync(message, "discord", cancellationToken), charts: charts);
        try
        {
            if (waits)
            {
                // Else the followup would fill the placeholder, and only the asker would see it.
                await WhisperAsync(DiscordRenderer.Render(new ChatMessage { Title = "Done; everyone sees it below." }), cancellationToken);
            }

            await FollowUpAsync(rendered, 0, cancellationToken);

            return Said.Yes;
        }
        catch (DiscordException exception) when (exception.MayHaveHappened)
        {
            // It may stand there already: twice is worse than to be asked.
            LogUnanswered(place.Channel, exception.Code, exception.Message);

            return Said.Perhaps;
        }
        catch (DiscordException exception)
        {
            LogNoFollowup(exception.Code, exception.Message);

            return await PostAsync(rendered, cancellationToken);
        }
    }

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var shared = DiscordRenderer.Render(new ChatMessage { Title = "Shared below." });
            await api.RespondAsync(HttpMethod.Patch, place.Reply, "messages/@original", shared.ToBody(), [], cancellationToken);
        }
        catch (DiscordException exception)
        {
            LogUnanswered(place.Channel, exception.Code, exception.Message);
        }
    }

    private async Task WhisperAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        if (!waits)
        {
            await FollowUpAsync(message, DiscordMessage.Ephemeral, cancellationToken);

            return;
        }

        await TextOnlyOnceAsync(textOnly => api.RespondAsync(
            HttpMethod.Patch, place.Reply, "messages/@original", message.ToBody(textOnly), message.FilesOf(textOnly), cancellationToken));
        waits = false;
    }

    private Task FollowUpAsync(DiscordMessage message, int flags, CancellationToken cancellationToken) => TextOnlyOnceAsync(textOnly =>
    {
        var body = message.ToBody(textOnly);
        if (flags != 0)
        {
            body["flags"] = flags;
        }

        return api.RespondAsync(HttpMethod.Post, place.Reply, "", body, message.FilesOf(textOnly), cancellationToken);
    });

    private async Task<Said> PostAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await TextOnlyOnceAsync(textOnly =>
            {
                var body = message.ToBody(textOnly);
                body["nonce"] = DiscordMark.Of($"interaction:{place.Reply.Interaction}");
                body["enforce_nonce"] = true;

                return api.CallAsync(HttpMethod.Post, $"channels/{place.Thread ?? place.Channel}/messages", body, message.FilesOf(textOnly), cancellationToken);
            });

            return Said.Yes;
        }
        catch (DiscordException exception)
        {
            LogUnanswered(place.Channel, exception.Code, exception.Message);

            return exception.MayHaveHappened ? Said.Perhaps : Said.No;
        }
    }

    private Task TextOnlyOnceAsync(Func<bool, Task> call) => TextOnly.OnceAsync(call, DiscordFaults.IsAboutLooks, logger);

    [LoggerMessage(1, LogLevel.Debug, "An interaction takes no followup any more ({Code}: {Message}); it becomes a message")]
    private partial void LogNoFollowup(int code, string message);

    [LoggerMessage(2, LogLevel.Warning, "An answer in {Channel} did not reach Discord ({Code}): {Message}")]
    private partial void LogUnanswered(string channel, int code, string message);
}
