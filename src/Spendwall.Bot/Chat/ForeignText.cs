using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Spendwall.Bot.Chat;

/// <summary>Text that others wrote (model names, labels, what a person typed) before it is shown.</summary>
public static partial class ForeignText
{
    /// <summary>Removes terminal sequences, control characters and the marks that reorder or hide text; a line break becomes a space.</summary>
    public static string Clean(string text)
    {
        if (!NeedsCleaning(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in Sequences().Replace(text, "").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t')
            {
                clean.Append(' ');
            }
            else if (!IsHidden(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    /// <summary>Clean and at most <paramref name="most"/> characters, for quoting what was typed.</summary>
    public static string Excerpt(string text, int most = 60) => Cut(Clean(text), most);

    /// <summary>At most so many characters, the last an ellipsis when something was cut; no surrogate pair is torn.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;

        return text[..end] + "…";
    }

    private static bool NeedsCleaning(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or (>= '\x7f' and <= '\x9f') || c > '\x7f')
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHidden(Rune rune) =>
        rune.Value == 0xFFFD || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>CSI and OSC sequences in their 7- and 8-bit forms; a lone escape goes with the control characters.</summary>
    [GeneratedRegex("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?|\x1b[@-Z\\\\-_]")]
    private static partial Regex Sequences();
}
