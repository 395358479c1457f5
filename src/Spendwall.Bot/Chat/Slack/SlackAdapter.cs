using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Slack.Home;
using Spendwall.Bot.Chat.Slack.Rendering;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// Slack as a chat. Slack knows no idempotency key, so each message carries its own as metadata: whatever may have been
/// posted before (an answer that did not come, a process that was killed) is looked for before it is posted again.
/// </summary>
internal sealed partial class SlackAdapter(ISlackApi api, SlackSelf self, SlackDirectory directory, PeopleNames names, DeliveryStore deliveries, SlackChannelBook channels, SlackHomeFeed home, ILogger<SlackAdapter> logger) : IChatAdapter
{
    /// <summary>The metadata's event type.</summary>
    public const string EventType = "spendwall";

    private const int PageSize = 200;

    /// <summary>How far back a message is looked for: 1,000 messages.</summary>
    private const int MostPages = 5;

    /// <summary>Keys of posts of which it is not known whether they happened.</summary>
    private readonly ConcurrentDictionary<string, bool> doubtful = new(StringComparer.Ordinal);

    public string Platform => "slack";

    public async Task<MessageHandle> PostAsync(ChannelAddress channel, ChatMessage message, MessageHandle? thread, string key, CancellationToken cancellationToken)
    {
        try
        {
            string id = thread is null ? await ResolveAsync(channel, cancellationToken) : await OursAsync(thread.Channel, cancellationToken);
            if (await MayBeThereAsync(key, cancellationToken) && await FindAsync(id, thread?.Id, key, cancellationToken) is { } there)
            {
                LogFound(key);
                doubtful.TryRemove(key, out _);

                return await HandleAsync(id, there, cancellationToken);
            }

            var posted = await PostAsync(id, SlackRenderer.Render(await names.InAsync(message, "slack", cancellationToken)), thread?.Id, key, cancellationToken);
            doubtful.TryRemove(key, out _);
            channels.Spoke(SlackRoom.Parse(posted.Channel.Id).Channel, channel.ToString());
            home.Changed();

            return posted;
        }
        catch (SlackException exception)
        {
            if (exception.Error is "channel_not_found" or "is_archived")
            {
                await directory.ForgetAsync(channel.Id, cancellationToken);
            }

            throw SlackFaults.ToChat(exception, channel.Id);
        }
    }

    public async Task EditAsync(MessageHandle handle, ChatMessage message, CancellationToken cancellationToken)
    {
        // Nobody is pinged by an edit.
        var rendered = SlackRenderer.Render(await names.InAsync(message with { Mentions = [] }, "slack", cancellationToken));
        try
        {
            string channel = await OursAsync(handle.Channel, cancellationToken);
            await WithTextOnlyAsync(
                textOnly =>
                {
                    var arguments = rendered.ToArguments(textOnly);
                    arguments["channel"] = channel;
                    arguments["ts"] = handle.Id;

                    return api.CallAsync("chat.update", arguments, cancellationToken);
                });
            home.Changed();
        }
        catch (SlackException exception)
        {
            throw SlackFaults.ToChat(exception, handle.Channel.Id);
        }
    }

    private async Task<MessageHandle> PostAsync(string channel, SlackMessage message, string? thread, string key, CancellationToken cancellationToken)
    {
        var answer = await JoinedAsync(channel, () => WithTextOnlyAsync(textOnly => SureAsync(Arguments(textOnly), key, cancellationToken)), cancellationToken);
        string ts = ForeignJson.Text(answer, "ts") ?? throw Doubt(key, new SlackException(SlackFailure.Transient, "no_ts", "Slack's answer names no message."));

        return await HandleAsync(ForeignJson.Text(answer, "channel") ?? channel, ts, cancellationToken);

        JsonObject Arguments(bool textOnly)
        {
            var arguments = message.ToPost(textOnly);
            arguments["channel"] = channel;
            arguments["metadata"] = new JsonObject { ["event_type"] = EventType, ["event_payload"] = new JsonObject { ["key"] = key } };
            if (thread is not null)
            {
                arguments["thread_ts"] = thread;
            }

            return arguments;
        }
    }

    /// <summary>
    /// A channel that the bot is not in is joined once; a private one cannot be. Here alone, where a channel of the settings
    /// is spoken to: a command that somebody typed elsewhere brings the bot into no channel.
    /// </summary>
    private async Task<JsonElement> JoinedAsync(string channel, Func<Task<JsonElement>> post, CancellationToken cancellationToken)
    {
        try
        {
            return await post();
        }
        catch (SlackException exception) when (exception.Error == "not_in_channel")
        {
            try
            {
                await api.CallAsync("conversations.join", new() { ["channel"] = channel }, cancellationToken);
            }
            catch (SlackException join) when (join.Failure is not (SlackFailure.RateLimited or SlackFailure.Transient or SlackFailure.Token))
            {
                throw new SlackException(SlackFailure.Channel, "not_in_channel", $"The bot is not in the channel and cannot join it ({join.Error}).", exception);
            }

            return await post();
        }
    }

    /// <summary>Keeps in mind whether the post may have happened all the same.</summary>
    private async Task<JsonElement> SureAsync(JsonObject arguments, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await api.CallAsync("chat.postMessage", arguments, cancellationToken);
        }
        catch (SlackException exception) when (exception.MayHaveHappened)
        {
            throw Doubt(key, exception);
        }
        catch (OperationCanceledException)
        {
            doubtful[key] = true;
            throw;
        }
    }

    /// <summary>The next attempt looks first.</summary>
    private SlackException Doubt(string key, SlackException exception)
    {
        doubtful[key] = true;

        return exception;
    }

    private Task<JsonElement> WithTextOnlyAsync(Func<bool, Task<JsonElement>> call) => TextOnly.OnceAsync(call, SlackFaults.IsAboutLooks, logger);

    private async Task<bool> MayBeThereAsync(string key, CancellationToken cancellationToken) =>
        doubtful.ContainsKey(key) || await deliveries.AttemptsAsync(key, cancellationToken) > 1;

    /// <summary>Looks for the message with this key, newest first; in a thread from its beginning.</summary>
    private async Task<string?> FindAsync(string channel, string? thread, string key, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (int page = 0; page < MostPages; page++)
        {
            var arguments = new JsonObject { ["channel"] = channel, ["include_all_metadata"] = true, ["limit"] = PageSize };
            if (thread is not null)
            {
                arguments["ts"] = thread;
            }

            if (cursor is not null)
            {
                arguments["cursor"] = cursor;
            }

            JsonElement answer;
            try
            {
                answer = await api.CallAsync(thread is null ? "conversations.history" : "conversations.replies", arguments, cancellationToken);
            }
            catch (SlackException exception) when (exception.Error == "not_in_channel")
            {
                // Where the bot never was it posted nothing that it could read.
                return null;
            }

            foreach (var message in ForeignJson.Items(answer, "messages"))
            {
                if (ForeignJson.Text(message, "metadata", "event_type") == EventType && ForeignJson.Text(message, "metadata", "event_payload", "key") == key)
                {
                    return ForeignJson.Text(message, "ts");
                }
            }

            cursor = SlackJson.Cursor(answer);
            if (cursor is null)
            {
                break;
            }
        }

        return null;
    }

    private async Task<MessageHandle> HandleAsync(string channel, string ts, CancellationToken cancellationToken) =>
        new(new(Platform, new SlackRoom((await self.FindAsync(cancellationToken))?.Team, channel).ToString()), ts);

    /// <summary>The channel's id in the bot's own workspace.</summary>
    /// <exception cref="SlackException">It is in another one.</exception>
    private async Task<string> OursAsync(ChannelAddress channel, CancellationToken cancellationToken)
    {
        var room = SlackRoom.Parse(channel.Id);
        if (room.Team is { } team && await self.FindAsync(cancellationToken) is { } own && own.Team != team)
        {
            throw new SlackException(SlackFailure.Channel, "foreign_team", $"The channel is in the workspace {team}, and the bot's token is of {own.Team}.");
        }

        return room.Channel;
    }

    private async Task<string> ResolveAsync(ChannelAddress channel, CancellationToken cancellationToken) =>
        await directory.ChannelAsync(await OursAsync(channel, cancellationToken), cancellationToken)
        ?? throw new SlackException(SlackFailure.Channel, "channel_not_found", $"The bot sees no channel {channel.Id}: it does not exist, or it is private and the bot was not invited.");

    [LoggerMessage(1, LogLevel.Information, "The message {Key} is in Slack already")]
    private partial void LogFound(string key);
}
