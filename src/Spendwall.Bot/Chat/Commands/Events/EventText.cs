using System.Globalization;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Events;

/// <summary>Events as people and programs write them. Pure.</summary>
public static class EventText
{
    public static readonly IReadOnlyList<string> Kinds = [.. Enum.GetNames<EventKind>().Select(static name => name.ToLowerInvariant())];

    /// <summary>Null: it is none.</summary>
    public static EventKind? Kind(string word) =>
        Kinds.Contains(word, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<EventKind>(word, ignoreCase: true) : null;

    /// <summary><c>200</c>, <c>$1,250.50</c>; null: it is no amount.</summary>
    public static Usd? Cap(string text) =>
        decimal.TryParse(text.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal usd) && usd <= 1_000_000_000m
            ? Usd.FromDollars(usd)
            : null;

    /// <summary><c>3</c>, <c>2.5x</c>; null: it is no number.</summary>
    public static double? Factor(string text) =>
        double.TryParse(text.Trim().TrimEnd('x', 'X', '×'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double times) ? times : null;

    /// <summary>
    /// When it is: from now unless told, for a day unless told. <c>2h ago</c> lies back; a length is counted from the
    /// beginning, or from now when that is past.
    /// </summary>
    /// <returns>The period, or the text that is no time.</returns>
    public static ((DateTimeOffset From, DateTimeOffset Until)? Period, string? Fault) Period(string? from, string? until, DateTimeOffset now)
    {
        var start = now;
        if (from is not null)
        {
            string text = from.Trim().Replace("-ago", " ago", StringComparison.OrdinalIgnoreCase);
            bool isBack = text.EndsWith(" ago", StringComparison.OrdinalIgnoreCase);
            if ((isBack ? WhenParser.Last(text, now) : WhenParser.Next(text, now)) is not { } told)
            {
                return (null, from);
            }

            start = told;
        }

        // Refused by its beginning, whatever its end: nothing is counted from there.
        if (start > now + EventBook.Ahead)
        {
            return ((start, start), null);
        }

        if (until is null)
        {
            return ((start, (start > now ? start : now) + EventBook.Usually), null);
        }

        return WhenParser.Next(until, start > now ? start : now) is { } end ? ((start, end), null) : (null, until);
    }

    /// <summary>Reads <c>EV-3</c>, <c>ev3</c> or <c>3</c>; null: it is none.</summary>
    public static long? Number(string text)
    {
        string digits = text.Trim();
        if (digits.StartsWith("ev", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits[2..].TrimStart('-');
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : null;
    }

    /// <summary><c>planned</c>, <c>active</c> or <c>ended</c>.</summary>
    public static string State(SpendEvent happening, DateTimeOffset now) => happening.Until <= now ? "ended" : happening.From > now ? "planned" : "active";

    /// <summary><c>$200.00 more, at most 3 ×</c>.</summary>
    public static string Bound(SpendEvent happening) => string.Join(", at most ", new[]
    {
        happening.Cap is { } cap ? $"{cap} more" : null,
        happening.Factor is { } factor ? $"{factor.ToString("0.##", CultureInfo.InvariantCulture)} × the expected" : null,
    }.OfType<string>());
}
