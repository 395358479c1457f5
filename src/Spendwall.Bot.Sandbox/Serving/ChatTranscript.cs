using System.Globalization;

namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>A chat as plain text, for someone who has no window on it: who said what, and where.</summary>
/// <param name="platform">In front of every line, where more than one chat is written to the same place; empty: nothing.</param>
internal sealed class ChatTranscript(TimeProvider clock, TextWriter? output, string platform = "")
{
    private const int Capacity = 5_000;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    /// <summary>The newest lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    /// <param name="note">Behind the name, with its own space in front; empty: nothing.</param>
    public void Said(string place, string who, string note, string text)
    {
        string time = clock.GetUtcNow().ToString("ddd HH:mm", CultureInfo.InvariantCulture);
        Write($"[{time}] {Mark}{place} · {who}{note}:", text);
    }

    public void Did(string who, string what) =>
        Write($"[{clock.GetUtcNow().ToString("ddd HH:mm", CultureInfo.InvariantCulture)}] {Mark}{who} {what}", "");

    private string Mark => platform.Length == 0 ? "" : platform + " ";

    private void Write(string head, string text)
    {
        lock (gate)
        {
            Add(head);
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Add("    " + Printable(line));
            }

            output?.Flush();
        }
    }

    private void Add(string line)
    {
        if (lines.Count == Capacity)
        {
            lines.Dequeue();
        }

        lines.Enqueue(line);
        output?.WriteLine(line);
    }

    /// <summary>A message cannot steer the terminal it is shown in.</summary>
    private static string Printable(string line) => string.Concat(line.Select(static letter => char.IsControl(letter) ? ' ' : letter));
}
