using Spendwall.Bot.Chat.Conversations;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Slack.Rendering;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>Answers: by the <c>response_url</c> while it lasts, else by the Web API.</summary>
internal sealed partial class SlackSpeaker(ISlackApi api, SlackFiles files, PeopleNames names, ILogger<SlackSpeaker> logger)
{
    /// <summary>Only the asker sees it.</summary>
    public async Task WhisperAsync(SlackPlace place, ChatMessage message, ChatPress? share, CancellationToken cancellationToken)
    {
        message = await WithFileAsync(message, file => files.WhisperAsync(place.User, file, message.Title, cancellationToken), "in your direct messages with the bot");
        var rendered = SlackRenderer.Render(await names.InAsync(message, "slack", cancellationToken), share);
        if (await RespondAsync(place, rendered, "ephemeral", cancellationToken) is Said.Yes)
        {
            return;
        }

        try
        {
            await TextOnlyOnceAsync(textOnly =>
            {
                // What is said to a person alone reaches them in the bot's own conversation.
                if (place.Channel == place.User)
                {
                    return api.CallAsync("chat.postMessage", To(place, rendered.ToPost(textOnly)), cancellationToken);
                }

                var arguments = To(place, rendered.ToArguments(textOnly));
                arguments["user"] = place.User;

                return api.CallAsync("chat.postEphemeral", arguments, cancellationToken);
            });
        }
        catch (SlackException exception)
        {
            LogUnanswered(place.Channel, exception.Error, exception.Message);
        }
    }

    /// <summary>Everyone sees it.</summary>
    public async Task<Said> SayAsync(SlackPlace place, ChatMessage message, CancellationToken cancellationToken)
    {
        message = await WithFileAsync(message, file => files.SendAsync(place.Channel, place.Thread, file, message.Title, cancellationToken), "here");
        var rendered = SlackRenderer.Render(await names.InAsync(message, "slack", cancellationToken));
        switch (await RespondAsync(place, rendered, "in_channel", cancellationToken))
        {
            case Said.Yes:
                return Said.Yes;

            // It may stand there already: twice is worse than to be asked.
            case Said.Perhaps:
                return Said.Perhaps;
        }

        try
        {
            await TextOnlyOnceAsync(textOnly => api.CallAsync("chat.postMessage", To(place, rendered.ToPost(textOnly)), cancellationToken));

            return Said.Yes;
        }
        catch (SlackException exception)
        {
            LogUnanswered(place.Channel, exception.Error, exception.Message);

            return exception.MayHaveHappened ? Said.Perhaps : Said.No;
        }
    }

    /// <summary>Sends the file that belongs to a message, and says in the message where it is, or why it is nowhere.</summary>
    private async Task<ChatMessage> WithFileAsync(ChatMessage message, Func<ChatFile, Task> send, string where)
    {
        if (message.File is not { } file)
        {
            return message;
        }

        string line;
        try
        {
            await send(file);
            line = $"{file.Name} is {where}.";
        }
        catch (SlackException exception)
        {
            LogNoFile(file.Name, exception.Error, exception.Message);
            line = exception.Failure switch
            {
                SlackFailure.Scope => $"{file.Name} was not sent: the bot may not write files. Update the app from `manifest slack` and reinstall it.",
                SlackFailure.Channel => $"{file.Name} was not sent: the bot is not in this channel. Invite it, then ask again.",
                _ => $"{file.Name} was not sent ({exception.Error}). Ask again.",
            };
        }

        return message with { Blocks = [.. message.Blocks, new ChatBlock.Line(line)] };
    }

    /// <summary>Takes away the ephemeral message that a button was pressed on.</summary>
    public async Task RemoveAsync(SlackPlace place, CancellationToken cancellationToken)
    {
        if (place.ResponseUrl is null)
        {
            return;
        }

        try
        {
            await api.RespondAsync(place.ResponseUrl, new() { ["delete_original"] = true }, cancellationToken);
        }
        catch (SlackException exception)
        {
            LogUnanswered(place.Channel, exception.Error, exception.Message);
        }
    }

    private async Task<Said> RespondAsync(SlackPlace place, SlackMessage message, string type, CancellationToken cancellationToken)
    {
        if (place.ResponseUrl is null)
        {
            return Said.No;
        }

        try
        {
            await TextOnlyOnceAsync(async textOnly =>
            {
                var body = message.ToPost(textOnly);
                body["response_type"] = type;
                body["replace_original"] = false;
                if (place.Thread is not null)
                {
                    body["thread_ts"] = place.Thread;
                }

                await api.RespondAsync(place.ResponseUrl, body, cancellationToken);
            });

            return Said.Yes;
        }
        catch (SlackException exception)
        {
            LogNoResponse(exception.Error);

            return exception.MayHaveHappened ? Said.Perhaps : Said.No;
        }
    }

    private static JsonObject To(SlackPlace place, JsonObject arguments)
    {
        arguments["channel"] = place.Channel;
        if (place.Thread is not null)
        {
            arguments["thread_ts"] = place.Thread;
        }

        return arguments;
    }

    private Task TextOnlyOnceAsync(Func<bool, Task> call) => TextOnly.OnceAsync(call, SlackFaults.IsAboutLooks, logger);

    [LoggerMessage(1, LogLevel.Debug, "A response_url does not answer any more ({Error}); the Web API does")]
    private partial void LogNoResponse(string error);

    [LoggerMessage(3, LogLevel.Warning, "The file {File} did not reach Slack ({Error}): {Message}")]
    private partial void LogNoFile(string file, string error, string message);

    [LoggerMessage(2, LogLevel.Warning, "An answer in {Channel} did not reach Slack ({Error}): {Message}")]
    private partial void LogUnanswered(string channel, string error, string message);
}
