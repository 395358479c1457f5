using System.Globalization;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Governance;

/// <summary>When reviews are due, in the user's time zone. Pure.</summary>
public static class ReviewClock
{
    /// <summary>The last time it was due, by its local day.</summary>
    /// <param name="weekly">On the review's day of the week only.</param>
    /// <returns>The day, and the instant it was due at; a time that the clocks skip is due when they have, one that comes twice the first time.</returns>
    public static (DateOnly Day, DateTimeOffset Due) LastDue(LimitOptions limits, TimeZoneInfo zone, bool weekly, DateTimeOffset now)
    {
        var at = TimeOnly.ParseExact(limits.ReviewAt, "HH:mm", CultureInfo.InvariantCulture);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        while ((weekly && day.DayOfWeek != limits.ReviewDay) || Instant(day.ToDateTime(at), zone) > now)
        {
            day = day.AddDays(-1);
        }

        return (day, Instant(day.ToDateTime(at), zone));
    }

    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        // An hour that is skipped: the first minute after it.
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);

        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
