using System.Globalization;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>Texts of a line as values, strictly: what cannot be read is null and becomes a fault, never a guess.</summary>
internal static class RecordValue
{
    /// <summary>Characters of a label.</summary>
    public const int LongestLabel = 200;

    private const int LongestId = 128;

    /// <summary>More than any provider charges for one request; a larger number is in another unit.</summary>
    private const decimal MostUsd = 1_000_000m;

    private const long MostCount = 1_000_000_000_000;

    /// <summary>Printable ASCII without a space: an id, and no sentence.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length is > 0 and <= LongestId && text.IndexOfAnyExceptInRange('!', '~') < 0;

    /// <summary>A short code such as <c>rate_limit_exceeded</c>.</summary>
    public static bool IsCode(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 64)
        {
            return false;
        }

        foreach (char letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Short and without control characters or halves of a character.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestLabel)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029')
            {
                return false;
            }

            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    /// <summary>A whole number from 0; <c>12</c> and <c>12.0</c>.</summary>
    public static long? Count(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long count) ? count <= MostCount ? count : null
        : Number(text) is { } number && number == decimal.Truncate(number) && number is >= 0 and <= MostCount ? (long)number
        : null;

    public static decimal? Usd(ReadOnlySpan<char> text) => Number(text) is { } usd and >= 0 and <= MostUsd ? usd : null;

    /// <summary>An ISO time (without a zone: UTC), or a number since 1970 whose size tells seconds, milli-, micro- or nanoseconds.</summary>
    public static DateTimeOffset? Time(ReadOnlySpan<char> text)
    {
        if (Number(text) is { } number)
        {
            decimal seconds = number switch
            {
                >= 1e17m => number / 1e9m,
                >= 1e14m => number / 1e6m,
                >= 1e11m => number / 1e3m,
                _ => number,
            };

            return seconds is >= 0 and < 10_000_000_000m ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    public static bool? YesNo(ReadOnlySpan<char> text) => text switch
    {
        "true" or "True" or "TRUE" or "yes" or "1" => true,
        "false" or "False" or "FALSE" or "no" or "0" => false,
        _ => null,
    };

    private static decimal? Number(ReadOnlySpan<char> text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;
}
