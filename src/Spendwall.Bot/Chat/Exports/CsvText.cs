using System.Globalization;
using System.Text.RegularExpressions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Exports;

/// <summary>Cells as RFC 4180 has them; what a sheet would run as a formula is text. Empty is unknown, never 0.</summary>
internal static partial class CsvText
{
    public static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\n";

    /// <summary>Up to nine decimals.</summary>
    public static string? Number(Usd? usd) => usd?.Dollars.ToString("0.#########", CultureInfo.InvariantCulture);

    public static string? Number(long? count) => count?.ToString(CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Cell(string? text)
    {
        if (text is null)
        {
            return "";
        }

        // https://owasp.org/www-community/attacks/CSV_Injection: names are foreign text. A number may be negative, an owner begins with @.
        string safe = Formula().IsMatch(text) ? $"'{text}" : text;

        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    [GeneratedRegex(@"\A([=\t\r]|[+-](?![0-9.]+\z)|@.*\()", RegexOptions.Singleline)]
    private static partial Regex Formula();
}
