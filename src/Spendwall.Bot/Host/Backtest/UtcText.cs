using System.Globalization;

namespace Spendwall.Bot.Host.Backtest;

/// <summary>Times in a backtest's input: ISO-8601, UTC where no offset is given.</summary>
internal static class UtcText
{
    public static bool TryParse(string? text, out DateTimeOffset at) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
}
