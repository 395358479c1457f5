using System.Globalization;
using System.Text;

namespace Spendwall.Bot.Chat.Terminal;

/// <summary>Columns that text takes on a terminal: wide East Asian characters and emoji two, combining marks none.</summary>
public static class TextWidth
{
    public static int Of(string text)
    {
        int width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    /// <summary>The text, cut with an ellipsis when it is wider than <paramref name="columns"/>.</summary>
    public static string Fit(string text, int columns)
    {
        if (Of(text) <= columns)
        {
            return text;
        }

        var fitted = new StringBuilder();
        int width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Of(rune);
            if (width > columns - 1)
            {
                break;
            }

            fitted.Append(rune.ToString());
        }

        return columns < 1 ? "" : fitted.Append('…').ToString();
    }

    /// <summary>Lines of at most <paramref name="columns"/>, broken at spaces; a longer word stands alone and is cut.</summary>
    public static IEnumerable<string> Wrap(string text, int columns)
    {
        var line = new StringBuilder();
        int width = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string piece = Fit(word, columns);
            int needed = Of(piece);
            if (width > 0 && width + 1 + needed > columns)
            {
                yield return line.ToString();
                line.Clear();
                width = 0;
            }

            if (width > 0)
            {
                line.Append(' ');
                width++;
            }

            line.Append(piece);
            width += needed;
        }

        yield return line.ToString();
    }

    private static int Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        return rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
            or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD ? 2 : 1;
    }
}
