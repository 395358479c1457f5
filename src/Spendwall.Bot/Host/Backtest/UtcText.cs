using System.Globalization;

namespace Spendwall.Bot.Host.Backtest;

/// <summary>Times in a backtest's input: ISO-8601 with a date from 1970 to 2199, UTC where no offset is given.</summary>
internal static class UtcText
{
    private const int First = 1970;
    private const int Last = 2199;

    public static bool TryParse(string? text, out DateTimeOffset at)
    {
        at = default;

        // A time alone would be taken for one of today.
        return text is { Length: >= 10 } && text[4] == '-' && text[7] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at)
            && at.Year is >= First and <= Last;
    }
}
