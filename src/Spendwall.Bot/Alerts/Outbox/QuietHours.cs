using System.Globalization;

namespace Spendwall.Bot.Alerts.Outbox;

/// <summary>Hours of each UTC day in which only what is critical is told; may pass midnight.</summary>
public sealed record QuietHours(TimeOnly Start, TimeOnly End)
{
    /// <summary>Reads <c>22:00-07:00</c>; null for anything else.</summary>
    public static QuietHours? Parse(string? text)
    {
        string[] parts = (text ?? "").Split('-', StringSplitOptions.TrimEntries);

        return parts.Length == 2 && Time(parts[0]) is { } start && Time(parts[1]) is { } end && start != end ? new(start, end) : null;
    }

    /// <summary>When they end, if it is quiet now.</summary>
    public DateTimeOffset? Until(DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        if (!TimeOnly.FromTimeSpan(utc.TimeOfDay).IsBetween(Start, End))
        {
            return null;
        }

        var end = new DateTimeOffset(utc.Date, TimeSpan.Zero) + End.ToTimeSpan();

        return end > utc ? end : end.AddDays(1);
    }

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
