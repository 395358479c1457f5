namespace Spendwall.Bot.Chat.Terminal;

/// <summary>One line being typed: keys in, text and cursor out. Knows nothing of a terminal.</summary>
public sealed class LineEditor(Func<string, IReadOnlyList<string>> complete)
{
    private const int LongestLine = 2000;
    private const int LongestHistory = 200;

    private readonly List<string> history = [];
    private int recalled;
    private string draft = "";

    public string Text { get; private set; } = "";

    /// <summary>Characters before the cursor.</summary>
    public int Cursor { get; private set; }

    /// <summary>What Tab could not decide between; empty otherwise.</summary>
    public IReadOnlyList<string> Choices { get; private set; } = [];

    /// <returns>The line when Enter ended it, else null.</returns>
    public string? Press(ConsoleKeyInfo key)
    {
        Choices = [];
        bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return Take();
            case ConsoleKey.Tab:
                Complete();
                break;
            case ConsoleKey.Backspace when Cursor > 0:
                Remove(Cursor - 1);
                break;
            case ConsoleKey.Delete when Cursor < Text.Length:
                Remove(Cursor);
                break;
            case ConsoleKey.LeftArrow:
                Cursor = Math.Max(0, Cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                Cursor = Math.Min(Text.Length, Cursor + 1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                Cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when control:
                Cursor = Text.Length;
                break;
            case ConsoleKey.U when control:
                Set("");
                break;
            case ConsoleKey.UpArrow:
                Recall(-1);
                break;
            case ConsoleKey.DownArrow:
                Recall(1);
                break;
            default:
                if (!char.IsControl(key.KeyChar) && !control && Text.Length < LongestLine)
                {
                    Text = Text.Insert(Cursor, key.KeyChar.ToString());
                    Cursor++;
                }

                break;
        }

        return null;
    }

    private string Take()
    {
        string line = Text;
        if (line.Trim().Length > 0 && (history.Count == 0 || history[^1] != line))
        {
            history.Add(line);
            if (history.Count > LongestHistory)
            {
                history.RemoveAt(0);
            }
        }

        recalled = history.Count;
        Set("");

        return line;
    }

    private void Complete()
    {
        string before = Text[..Cursor];
        var choices = complete(before);
        if (choices.Count == 0)
        {
            return;
        }

        string common = choices.Aggregate(static (a, b) => a[..Shared(a, b)]);
        int start = before.LastIndexOf(' ') + 1;
        if (choices.Count == 1)
        {
            common += common.EndsWith(':') ? "" : " ";
        }
        else if (common.Length <= before.Length - start)
        {
            Choices = choices;

            return;
        }

        Text = Text[..start] + common + Text[Cursor..];
        Cursor = start + common.Length;
    }

    private static int Shared(string a, string b)
    {
        int length = 0;
        while (length < Math.Min(a.Length, b.Length) && char.ToLowerInvariant(a[length]) == char.ToLowerInvariant(b[length]))
        {
            length++;
        }

        return length;
    }

    private void Recall(int step)
    {
        int to = Math.Clamp(recalled + step, 0, history.Count);
        if (to == recalled)
        {
            return;
        }

        draft = recalled == history.Count ? Text : draft;
        recalled = to;
        Set(to == history.Count ? draft : history[to]);
    }

    private void Remove(int at)
    {
        Text = Text.Remove(at, 1);
        Cursor = at;
    }

    private void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }
}
