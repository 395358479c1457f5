using Spendwall.Bot.Alerts.Outbox;

namespace Spendwall.Bot.Chat;

/// <summary>Takes alerts to whichever adapter speaks for their channel's platform.</summary>
public sealed class ChatAlertSink(IEnumerable<IChatAdapter> adapters) : IAlertSink
{
    private readonly Dictionary<string, IChatAdapter> adapters = adapters.ToDictionary(static adapter => adapter.Platform, StringComparer.Ordinal);

    public Task<SinkOutcome> PostAsync(string channel, AlertPost post, bool mention, PostedMessage? thread, string key, CancellationToken cancellationToken) =>
        TryAsync(channel, async adapter =>
        {
            var root = thread is null ? null : Handle(thread);
            var posted = await adapter.PostAsync(ChannelAddress.Parse(channel), Render(post, mention), root, key, cancellationToken);

            return new PostedMessage(posted.Channel.ToString(), posted.Id);
        });

    public Task<SinkOutcome> EditAsync(PostedMessage message, AlertPost post, CancellationToken cancellationToken) =>
        TryAsync(message.Channel, async adapter =>
        {
            await adapter.EditAsync(Handle(message), Render(post, mention: false), cancellationToken);

            return message;
        });

    private async Task<SinkOutcome> TryAsync(string channel, Func<IChatAdapter, Task<PostedMessage>> act)
    {
        string platform = ChannelAddress.Parse(channel).Platform;
        if (!adapters.TryGetValue(platform, out var adapter))
        {
            return new SinkOutcome.Closed($"{platform} is not enabled", $"Enable {platform} in the settings, or name another channel there.");
        }

        try
        {
            return new SinkOutcome.Sent(await act(adapter));
        }
        catch (ChatException exception) when (exception.IsTransient)
        {
            return new SinkOutcome.Later(exception.Message, exception.RetryAfter);
        }
        catch (ChatException exception) when (exception.Failure == ChatFailure.Refused)
        {
            return new SinkOutcome.Refused(exception.Message);
        }
        catch (ChatException exception) when (exception.Failure == ChatFailure.Gone)
        {
            return new SinkOutcome.Gone(exception.Message);
        }
        catch (ChatException exception)
        {
            return new SinkOutcome.Closed(exception.Message, exception.Fix);
        }
    }

    private static ChatMessage Render(AlertPost post, bool mention)
    {
        var message = Words(post, mention);

        return post.Detours is { Count: > 0 } detours ? message with { Blocks = [.. message.Blocks, .. detours.Select(static detour => new ChatBlock.Line(Words(detour)))] } : message;
    }

    private static string Words(Detour detour) => string.Join(" ", new[] { $"Meant for {detour.Channel}, which did not take it: {detour.Error.TrimEnd('.')}.", detour.Fix }.OfType<string>());

    private static ChatMessage Words(AlertPost post, bool mention) => post switch
    {
        AlertPost.Root root => IncidentMessage.Root(root.Notice, mention),
        AlertPost.Reply reply => IncidentMessage.Reply(reply, mention),
        AlertPost.Summary summary => SummaryMessage.Of(summary.Week),
        AlertPost.Note note => NoteMessage.Of(note, mention),
        _ => throw new InvalidOperationException("A post is a root, a reply, a summary or a note."),
    };

    private static MessageHandle Handle(PostedMessage message) => new(ChannelAddress.Parse(message.Channel), message.Id);
}
