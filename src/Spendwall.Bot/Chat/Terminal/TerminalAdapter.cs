using System.Collections.Concurrent;

namespace Spendwall.Bot.Chat.Terminal;

/// <summary>
/// The terminal as a chat: a message is printed once. What was printed cannot be changed, so an edit prints its first line
/// when the state changed, and nothing when only the figures did: those are for <c>/alerts</c>.
/// </summary>
public sealed class TerminalAdapter(TerminalScreen screen, PeopleNames names) : IChatAdapter
{
    /// <summary>The state that stands on the screen, by the key it was posted with.</summary>
    private readonly ConcurrentDictionary<string, Tone> shown = new(StringComparer.Ordinal);

    public string Platform => "terminal";

    public async Task<MessageHandle> PostAsync(ChannelAddress channel, ChatMessage message, MessageHandle? thread, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (shown.TryAdd(key, message.Tone))
        {
            try
            {
                message = await names.InAsync(message, Platform, cancellationToken);
                var renderer = screen.Renderer;
                Write(thread is null ? "\n" + renderer.Render(message) : Indent(renderer.Render(message)));
            }
            catch (Exception exception) when (exception is ChatException or OperationCanceledException)
            {
                shown.TryRemove(key, out _);
                throw;
            }
        }

        return new MessageHandle(channel, key);
    }

    public async Task EditAsync(MessageHandle handle, ChatMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!shown.TryGetValue(handle.Id, out var before) || before != message.Tone)
        {
            Write(screen.Renderer.RenderState(await names.InAsync(message with { Mentions = [] }, Platform, cancellationToken)));
            shown[handle.Id] = message.Tone;
        }
    }

    private static string Indent(string text) => string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (line, at) => $"{(at == 0 ? "  ↳ " : "    ")}{line}\n"));

    private void Write(string text)
    {
        try
        {
            screen.Write(text);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new ChatException(ChatFailure.Unavailable, "The terminal cannot be written to.", exception);
        }
    }
}
