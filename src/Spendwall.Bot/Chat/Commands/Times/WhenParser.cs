using System.Globalization;
using System.Text.RegularExpressions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Times;

/// <summary>
/// Instants and durations as people type them, in UTC: <c>4h</c>, <c>2d</c>, <c>1h30m</c>, <c>tomorrow</c>, <c>fri</c>,
/// <c>18:00</c>, <c>2026-11-21</c>, <c>2026-11-21T06:00</c>. A day without a time is its 00:00.
/// </summary>
public static partial class WhenParser
{
    public const string Choices = "4h, 2d, tomorrow, fri, 18:00 or 2026-11-21";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd HH:mm"];

    /// <summary>The next instant that the text means; a calendar date may lie in the past. Null: it is no time.</summary>
    public static DateTimeOffset? Next(string text, DateTimeOffset now)
    {
        string word = Normal(text);
        if (Duration(word) is { } span)
        {
            return now + span;
        }

        if (Weekday(word) is { } weekday)
        {
            int ahead = ((int)weekday - (int)now.UtcDateTime.DayOfWeek + 7) % 7;

            return now.FloorDay().AddDays(ahead == 0 ? 7 : ahead);
        }

        if (TimeOfDay(word) is { } time)
        {
            var today = now.FloorDay() + time;

            return today > now ? today : today.AddDays(1);
        }

        return Common(word, now);
    }

    /// <summary>The latest instant that the text means; <c>3d</c> is three days ago. Null: it is no time.</summary>
    public static DateTimeOffset? Last(string text, DateTimeOffset now)
    {
        string word = Normal(text);
        if (word.EndsWith(" ago", StringComparison.Ordinal))
        {
            word = word[..^4].TrimEnd();
        }

        if (Duration(word) is { } span)
        {
            return now - span;
        }

        if (Weekday(word) is { } weekday)
        {
            int behind = ((int)now.UtcDateTime.DayOfWeek - (int)weekday + 7) % 7;

            return now.FloorDay().AddDays(behind == 0 ? -7 : -behind);
        }

        if (TimeOfDay(word) is { } time)
        {
            var today = now.FloorDay() + time;

            return today <= now ? today : today.AddDays(-1);
        }

        return Common(word, now);
    }

    /// <summary><c>30m</c>, <c>4h</c>, <c>2d</c>, <c>1w</c>, <c>1h30m</c>; null: it is none, is zero or is beyond ten years.</summary>
    public static TimeSpan? Duration(string text)
    {
        if (DurationShape().Match(Normal(text)) is not { Success: true } match || match.Length == 0)
        {
            return null;
        }

        double hours = (Number(match, "w") * 168) + (Number(match, "d") * 24) + Number(match, "h") + (Number(match, "m") / 60);

        return hours > 0 && hours <= Longest.TotalHours ? TimeSpan.FromTicks((long)Math.Round(hours * TimeSpan.TicksPerHour)) : null;
    }

    private static DateTimeOffset? Common(string word, DateTimeOffset now)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

        return word switch
        {
            "now" => now,
            "today" => now.FloorDay(),
            "tomorrow" => now.FloorDay().AddDays(1),
            "yesterday" => now.FloorDay().AddDays(-1),
            _ => DateTimeOffset.TryParseExact(word.ToUpperInvariant(), Dates, CultureInfo.InvariantCulture, Utc, out var instant) ? instant : null,
        };
    }

    private static DayOfWeek? Weekday(string word)
    {
        int index = word.Length < 3 ? -1 : Array.FindIndex(Weekdays, day => day.StartsWith(word, StringComparison.Ordinal));

        return index < 0 ? null : (DayOfWeek)index;
    }

    private static TimeSpan? TimeOfDay(string word) =>
        TimeOnly.TryParseExact(word, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan() : null;

    private static double Number(Match match, string unit) =>
        match.Groups[unit] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static string Normal(string text) => text.Trim().ToLowerInvariant();

    [GeneratedRegex(@"^(?:(?<w>[0-9]{1,4})w)?(?:(?<d>[0-9]{1,5}(?:\.[0-9]{1,2})?)d)?(?:(?<h>[0-9]{1,6}(?:\.[0-9]{1,2})?)h)?(?:(?<m>[0-9]{1,7})m(?:in)?)?$")]
    private static partial Regex DurationShape();
}
