using System.Globalization;

namespace Spendwall.Bot.Alerts.Outbox;

/// <summary>
/// Hours of each day, as a clock on the wall shows them, in which only what is critical is told; may pass midnight. Where
/// the clock is set forward over one of the times, the next one that it shows counts; where it is set back, quiet begins
/// with the first and ends with the last.
/// </summary>
public sealed record QuietHours(TimeOnly Start, TimeOnly End, TimeZoneInfo Zone)
{
    /// <summary>Reads <c>22:00-07:00</c>, in UTC, or <c>22:00-07:00 Europe/Berlin</c>; null for anything else.</summary>
    public static QuietHours? Parse(string? text)
    {
        string[] words = (text ?? "").Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] parts = words.Length is 1 or 2 ? words[0].Split('-', StringSplitOptions.TrimEntries) : [];

        return parts.Length == 2 && Time(parts[0]) is { } start && Time(parts[1]) is { } end && start != end && TimeZoneInfo.TryFindSystemTimeZoneById(words is [_, var zone] ? zone : "UTC", out var found)
            ? new(start, end, found)
            : null;
    }

    /// <summary>When they end, if it is quiet now.</summary>
    public DateTimeOffset? Until(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);

        // Those that began yesterday can last until now; a time that the clock never shows can lie a day off.
        for (int day = -2; day <= 1; day++)
        {
            var begins = today.AddDays(day);
            var start = Instant(begins.ToDateTime(Start), isEnd: false);
            var end = Instant((End > Start ? begins : begins.AddDays(1)).ToDateTime(End), isEnd: true);
            if (start <= now && now < end)
            {
                return end;
            }
        }

        return null;
    }

    private DateTimeOffset Instant(DateTime local, bool isEnd)
    {
        if (Zone.IsInvalidTime(local))
        {
            // The clock goes from before the gap to after it: the gap's end is the first that it shows.
            var shown = local;
            while (Zone.IsInvalidTime(shown))
            {
                shown = shown.AddMinutes(1);
            }

            local = shown;
        }

        var offsets = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local) : [Zone.GetUtcOffset(local)];

        // The first of two times on the wall has the larger offset.
        return new DateTimeOffset(local, isEnd ? offsets.Min() : offsets.Max()).ToUniversalTime();
    }

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
