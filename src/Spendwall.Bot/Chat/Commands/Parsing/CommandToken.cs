using System.Buffers;
using System.Text;

namespace Spendwall.Bot.Chat.Commands.Parsing;

/// <summary>A word (<see cref="Key"/> null) or a <c>key:value</c> of a command line.</summary>
public readonly record struct CommandToken(string? Key, string Value)
{
    private const int LongestKey = 24;

    private static readonly SearchValues<char> KeyLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");

    /// <summary>
    /// Splits at white space. A quoted part (<c>"…"</c>, also <c>key:"…"</c>, also with the curly quotes that chat clients
    /// make) is one piece, and a quoted word is never a key. What is no plain name before the colon is a word:
    /// <c>vendor/model:free</c>, <c>12:30</c>, <c>https://…</c>.
    /// </summary>
    /// <returns>False when a quote is not closed.</returns>
    public static bool TrySplit(string line, out IReadOnlyList<CommandToken> tokens)
    {
        var found = new List<CommandToken>();
        tokens = found;
        int at = 0;
        while (at < line.Length)
        {
            if (char.IsWhiteSpace(line[at]))
            {
                at++;
                continue;
            }

            int end = at;
            while (end < line.Length && !char.IsWhiteSpace(line[end]) && !IsQuote(line[end]))
            {
                end++;
            }

            string head = line[at..end];
            bool quoted = end < line.Length && IsQuote(line[end]) && (head.Length == 0 || (head.Length > 1 && KeyLength(head) == head.Length - 1));
            if (quoted)
            {
                int close = Close(line, end + 1);
                if (close < 0)
                {
                    return false;
                }

                found.Add(new(head.Length == 0 ? null : head[..^1].ToLowerInvariant(), line[(end + 1)..close]));
                at = close + 1;
                continue;
            }

            while (end < line.Length && !char.IsWhiteSpace(line[end]))
            {
                end++;
            }

            found.Add(Plain(line[at..end]));
            at = end;
        }

        return true;
    }

    /// <summary>As it would be typed.</summary>
    public override string ToString()
    {
        string value = Value.Any(char.IsWhiteSpace) || Value.Length == 0 ? $"\"{Value}\"" : Value;

        return Key is null ? value : new StringBuilder(Key).Append(':').Append(value).ToString();
    }

    private static CommandToken Plain(string text)
    {
        int key = KeyLength(text);

        return key > 0 ? new(text[..key].ToLowerInvariant(), text[(key + 1)..]) : new(null, text);
    }

    /// <summary>The letters before a colon that makes a key, else 0.</summary>
    private static int KeyLength(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        bool isKey = colon is > 0 and <= LongestKey
            && text.AsSpan(0, colon).IndexOfAnyExcept(KeyLetters) < 0
            && !text.AsSpan(colon + 1).StartsWith("//");

        return isKey ? colon : 0;
    }

    private static int Close(string line, int from)
    {
        for (int at = from; at < line.Length; at++)
        {
            if (IsQuote(line[at]))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '„';
}
