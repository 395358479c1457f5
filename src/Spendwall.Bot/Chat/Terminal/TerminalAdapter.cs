using System.Collections.Concurrent;

namespace Spendwall.Bot.Chat.Terminal;

/// <summary>The terminal as a chat: a message is printed once, an edit prints the line of state when it changed.</summary>
public sealed class TerminalAdapter(TerminalScreen screen) : IChatAdapter
{
    /// <summary>What stands on the screen by the key it was posted with; the last line of state.</summary>
    private readonly ConcurrentDictionary<string, string> shown = new(StringComparer.Ordinal);

    public string Platform => "terminal";

    public Task<MessageHandle> PostAsync(ChannelAddress channel, ChatMessage message, MessageHandle? thread, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var renderer = screen.Renderer;
        if (shown.TryAdd(key, renderer.RenderState(message)))
        {
            try
            {
                Write(thread is null ? "\n" + renderer.Render(message) : Indent(renderer.Render(message)));
            }
            catch (ChatException)
            {
                shown.TryRemove(key, out _);
                throw;
            }
        }

        return Task.FromResult(new MessageHandle(channel, key));
    }

    public Task EditAsync(MessageHandle handle, ChatMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string state = screen.Renderer.RenderState(message);
        if (!shown.TryGetValue(handle.Id, out string? before) || before != state)
        {
            Write(state);
            shown[handle.Id] = state;
        }

        return Task.CompletedTask;
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
