using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Charts;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>
/// Discord as a chat. A post carries a nonce made from its key, which Discord enforces for some minutes; whatever may have
/// been posted before that (a process that was killed, an outage) is looked for first by its mark.
/// </summary>
internal sealed partial class DiscordAdapter(IDiscordApi api, DiscordThreads threads, PeopleNames names, IChartRenderer charts, DeliveryStore deliveries, ILogger<DiscordAdapter> logger) : IChatAdapter
{
    private const int PageSize = 100;

    /// <summary>How far back a message is looked for: 500 messages.</summary>
    private const int MostPages = 5;

    /// <summary>Keys of posts of which it is not known whether they happened.</summary>
    private readonly ConcurrentDictionary<string, bool> doubtful = new(StringComparer.Ordinal);

    public string Platform => "discord";

    public async Task<MessageHandle> PostAsync(ChannelAddress channel, ChatMessage message, MessageHandle? thread, string key, CancellationToken cancellationToken)
    {
        string home = thread?.Channel.Id ?? channel.Id;
        try
        {
            string id = thread is null
                ? await PostOnceAsync(home, message, null, key, cancellationToken)
                : await AnswerAsync(home, thread.Id, message, key, cancellationToken);
            doubtful.TryRemove(key, out _);
            if (thread is null)
            {
                threads.Remember(id, message.Title);
            }

            return new(new(Platform, home), id);
        }
        catch (DiscordException exception)
        {
            throw DiscordFaults.ToChat(exception, home);
        }
    }

    public async Task EditAsync(MessageHandle handle, ChatMessage message, CancellationToken cancellationToken)
    {
        // Nobody is pinged by an edit.
        var rendered = DiscordRenderer.Render(await names.InAsync(message with { Mentions = [] }, "discord", cancellationToken), charts: charts);
        try
        {
            await WithTextOnlyAsync(textOnly => api.CallAsync(
                HttpMethod.Patch, $"channels/{handle.Channel.Id}/messages/{handle.Id}", rendered.ToBody(textOnly), rendered.FilesOf(textOnly), cancellationToken));
            threads.Remember(handle.Id, message.Title);
        }
        catch (DiscordException exception)
        {
            throw DiscordFaults.ToChat(exception, handle.Channel.Id);
        }
    }

    private async Task<string> AnswerAsync(string channel, string root, ChatMessage message, string key, CancellationToken cancellationToken)
    {
        string subject = message.Footer.Count > 0 ? message.Footer[0] : "";
        if (await threads.OfAsync(channel, root, subject, cancellationToken) is { } thread)
        {
            try
            {
                return await PostOnceAsync(thread, message, null, key, cancellationToken);
            }
            catch (DiscordException exception) when (exception.Failure is DiscordFailure.Channel or DiscordFailure.Permission or DiscordFailure.Payload)
            {
                // Deleted, locked, or the bot may not write into threads here.
                LogNoThread(channel, exception.Code, exception.Message);
                threads.Forget(root);
            }
        }

        return await PostOnceAsync(channel, message, root, key, cancellationToken);
    }

    private async Task<string> PostOnceAsync(string channel, ChatMessage message, string? answers, string key, CancellationToken cancellationToken)
    {
        string mark = DiscordMark.Of(key);
        if (await MayBeThereAsync(key, cancellationToken) && await FindAsync(channel, mark, cancellationToken) is { } there)
        {
            LogFound(key);

            return there;
        }

        var rendered = DiscordRenderer.Render(await names.InAsync(message, "discord", cancellationToken), charts: charts, mark: mark);
        JsonElement posted;
        try
        {
            posted = await WithTextOnlyAsync(textOnly => api.CallAsync(
                HttpMethod.Post, $"channels/{channel}/messages", Body(rendered.ToBody(textOnly), mark, answers), rendered.FilesOf(textOnly), cancellationToken));
        }
        catch (DiscordException exception) when (exception.MayHaveHappened)
        {
            doubtful[key] = true;
            throw;
        }
        catch (OperationCanceledException)
        {
            doubtful[key] = true;
            throw;
        }

        if (ForeignJson.Text(posted, "id") is { } id)
        {
            return id;
        }

        doubtful[key] = true;
        throw new DiscordException(DiscordFailure.Transient, 0, "Discord's answer names no message.");
    }

    private static JsonObject Body(JsonObject body, string mark, string? answers)
    {
        body["nonce"] = mark;
        body["enforce_nonce"] = true;
        if (answers is not null)
        {
            body["message_reference"] = new JsonObject { ["message_id"] = answers, ["fail_if_not_exists"] = false };
            body["allowed_mentions"]!["replied_user"] = false;
        }

        return body;
    }

    private Task<JsonElement> WithTextOnlyAsync(Func<bool, Task<JsonElement>> call) => TextOnly.OnceAsync(call, DiscordFaults.IsAboutLooks, logger);

    private async Task<bool> MayBeThereAsync(string key, CancellationToken cancellationToken) =>
        doubtful.ContainsKey(key) || await deliveries.AttemptsAsync(key, cancellationToken) > 1;

    private async Task<string?> FindAsync(string channel, string mark, CancellationToken cancellationToken)
    {
        string? before = null;
        for (int page = 0; page < MostPages; page++)
        {
            JsonElement answer;
            try
            {
                answer = await api.CallAsync(HttpMethod.Get, $"channels/{channel}/messages?limit={PageSize}{(before is null ? "" : $"&before={before}")}", null, cancellationToken);
            }
            catch (DiscordException exception) when (exception.Failure is DiscordFailure.Permission or DiscordFailure.Payload or DiscordFailure.Channel)
            {
                // Where it may not read back there is the nonce alone.
                LogNoHistory(channel, exception.Message);

                return null;
            }

            var messages = ForeignJson.Items(answer).ToList();
            if (messages.Where(message => DiscordMark.IsOn(message, mark)).Select(static message => ForeignJson.Text(message, "id")).FirstOrDefault() is { } found)
            {
                return found;
            }

            before = messages.Count < PageSize ? null : ForeignJson.Text(messages[^1], "id");
            if (before is null)
            {
                break;
            }
        }

        return null;
    }

    [LoggerMessage(1, LogLevel.Information, "The message {Key} is in Discord already")]
    private partial void LogFound(string key);


    [LoggerMessage(3, LogLevel.Information, "What was posted in {Channel} before cannot be read back: {Message}")]
    private partial void LogNoHistory(string channel, string message);

    [LoggerMessage(4, LogLevel.Warning, "A thread in {Channel} does not take a line ({Code}: {Message}); it goes into the channel as an answer")]
    private partial void LogNoThread(string channel, int code, string message);
}
