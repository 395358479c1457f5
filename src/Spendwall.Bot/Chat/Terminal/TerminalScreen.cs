namespace Spendwall.Bot.Chat.Terminal;

/// <summary>
/// The one writer to the terminal: alerts and answers appear above the line that is being typed, whole and one after the
/// other.
/// </summary>
public sealed class TerminalScreen(TextWriter output, Func<int> width, bool colour)
{
    private const string ClearLine = "\r\x1b[K";

    private readonly Lock gate = new();
    private string? typing;

    public TerminalRenderer Renderer => new(width(), colour);

    /// <exception cref="IOException">The terminal is gone.</exception>
    public void Write(string text)
    {
        lock (gate)
        {
            if (typing is not null)
            {
                output.Write(ClearLine);
            }

            output.Write(text);
            output.Write(typing);
            output.Flush();
        }
    }

    /// <summary>Shows the line that is being typed.</summary>
    /// <param name="line">The prompt and the text so far; null: nothing is being typed.</param>
    /// <param name="back">Columns between the cursor and the end.</param>
    public void Type(string? line, int back)
    {
        lock (gate)
        {
            output.Write(ClearLine);
            typing = line is null || back <= 0 ? line : $"{line}\x1b[{back}D";
            output.Write(typing);
            output.Flush();
        }
    }

    /// <summary>Leaves the typed line where it stands and goes on below it.</summary>
    public void Enter()
    {
        lock (gate)
        {
            typing = null;
            output.Write('\n');
            output.Flush();
        }
    }
}
