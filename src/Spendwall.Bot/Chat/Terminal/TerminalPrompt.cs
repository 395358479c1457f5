using System.Threading.Channels;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Terminal;

/// <summary>
/// Reads commands from the terminal and prints their answers: with line editing, history and completion on a terminal,
/// line by line otherwise. The end of the input ends the reading, not the bot.
/// </summary>
public sealed class TerminalPrompt(CommandRunner runner, CommandCompletion completion, TerminalScreen screen)
{
    private const string Prompt = "> ";

    /// <summary>Who can type here can read the database file, and is trusted.</summary>
    public static Caller LocalCaller() => new(new Actor($"terminal:{Environment.UserName}", [], LocalAdmin: true, ChannelAddress.Terminal.ToString()), ChannelAddress.Terminal);

    /// <summary>Until the input ends or the token is cancelled.</summary>
    public async Task RunLinesAsync(TextReader input, CancellationToken cancellationToken)
    {
        await foreach (string line in Pump(input.ReadLine).ReadAllAsync(cancellationToken))
        {
            await AnswerAsync(line, cancellationToken);
        }
    }

    /// <param name="readKey">Waits for a key; null: there will be none.</param>
    public async Task RunKeysAsync(Func<ConsoleKeyInfo?> readKey, CancellationToken cancellationToken)
    {
        var editor = new LineEditor(completion.At);
        screen.Type(Prompt, 0);
        await foreach (var key in Pump(() => readKey() is { } pressed ? new Pressed(pressed) : null).ReadAllAsync(cancellationToken))
        {
            string? line = editor.Press(key.Key);
            if (line is not null)
            {
                screen.Enter();
                await AnswerAsync(line, cancellationToken);
            }
            else if (editor.Choices.Count > 0)
            {
                screen.Write(string.Join("  ", editor.Choices) + "\n");
            }

            string tail = editor.Text[editor.Cursor..];
            screen.Type(Prompt + editor.Text, TextWidth.Of(tail));
        }

        screen.Type(null, 0);
    }

    private async Task AnswerAsync(string line, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        var answer = await runner.RunAsync(line, LocalCaller(), cancellationToken);
        screen.Write(screen.Renderer.Render(answer));
    }

    /// <summary>A blocking read cannot be cancelled, so it has a thread of its own that never keeps the process alive.</summary>
    private static ChannelReader<T> Pump<T>(Func<T?> read)
        where T : class
    {
        var items = Channel.CreateUnbounded<T>();
        var thread = new Thread(() =>
        {
            try
            {
                while (read() is { } item && items.Writer.TryWrite(item))
                {
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The terminal is gone: the same as the end of the input.
            }

            items.Writer.TryComplete();
        })
        { IsBackground = true, Name = "terminal input" };
        thread.Start();

        return items.Reader;
    }

    private sealed record Pressed(ConsoleKeyInfo Key);
}
