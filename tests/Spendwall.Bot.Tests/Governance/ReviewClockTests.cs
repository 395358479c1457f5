using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Tests.Governance;

public sealed class ReviewClockTests
{
    /// <summary>Berlin goes to summer time on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00; New York on 03-08 and 11-01; Lord Howe by half an hour.</summary>
    [Theory]
    [InlineData("UTC", "09:00", true, "2026-11-23T08:59:00Z", "2026-11-16", "2026-11-16T09:00:00Z")]
    [InlineData("UTC", "09:00", true, "2026-11-23T09:00:00Z", "2026-11-23", "2026-11-23T09:00:00Z")]
    [InlineData("UTC", "09:00", false, "2026-11-22T10:00:00Z", "2026-11-22", "2026-11-22T09:00:00Z")]
    [InlineData("UTC", "09:00", true, "2026-11-29T23:59:00Z", "2026-11-23", "2026-11-23T09:00:00Z")]
    [InlineData("UTC", "00:00", false, "2028-03-01T00:00:00Z", "2028-03-01", "2028-03-01T00:00:00Z")]
    [InlineData("UTC", "09:00", false, "2028-03-01T08:00:00Z", "2028-02-29", "2028-02-29T09:00:00Z")]
    [InlineData("UTC", "09:00", false, "2027-03-01T08:00:00Z", "2027-02-28", "2027-02-28T09:00:00Z")]
    [InlineData("UTC", "09:00", false, "2027-01-01T08:00:00Z", "2026-12-31", "2026-12-31T09:00:00Z")]
    [InlineData("Europe/Berlin", "09:00", false, "2026-03-28T10:00:00Z", "2026-03-28", "2026-03-28T08:00:00Z")]
    [InlineData("Europe/Berlin", "09:00", false, "2026-03-29T10:00:00Z", "2026-03-29", "2026-03-29T07:00:00Z")]
    [InlineData("Europe/Berlin", "02:30", false, "2026-03-29T00:59:00Z", "2026-03-28", "2026-03-28T01:30:00Z")]
    [InlineData("Europe/Berlin", "02:30", false, "2026-03-29T01:00:00Z", "2026-03-29", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "02:30", false, "2026-10-25T00:30:00Z", "2026-10-25", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Berlin", "02:30", false, "2026-10-25T01:45:00Z", "2026-10-25", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Berlin", "09:00", true, "2026-10-26T07:59:00Z", "2026-10-19", "2026-10-19T07:00:00Z")]
    [InlineData("Europe/Berlin", "09:00", true, "2026-10-26T08:00:00Z", "2026-10-26", "2026-10-26T08:00:00Z")]
    [InlineData("America/New_York", "09:00", true, "2026-11-02T14:00:00Z", "2026-11-02", "2026-11-02T14:00:00Z")]
    [InlineData("America/New_York", "23:30", false, "2026-11-03T04:00:00Z", "2026-11-01", "2026-11-02T04:30:00Z")]
    [InlineData("Australia/Lord_Howe", "02:15", false, "2026-10-03T15:30:00Z", "2026-10-04", "2026-10-03T15:30:00Z")]
    [InlineData("Pacific/Kiritimati", "09:00", true, "2026-11-22T19:00:00Z", "2026-11-23", "2026-11-22T19:00:00Z")]
    public void LastDue_ZoneAndInstant_IsTheLocalDayAndWhenItWasDue(string zone, string at, bool weekly, string now, string day, string due)
    {
        var last = ReviewClock.LastDue(new LimitOptions { ReviewAt = at }, TimeZoneInfo.FindSystemTimeZoneById(zone), weekly, DateTimeOffset.Parse(now, null));

        Assert.Equal((DateOnly.Parse(day, null), DateTimeOffset.Parse(due, null)), last);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    public void LastDue_EveryQuarterOfAYear_ComesOnceEachLocalDay(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var limits = new LimitOptions { ReviewAt = "02:30" };
        var seen = new List<DateOnly>();
        for (var now = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero); now.Year == 2026; now = now.AddMinutes(15))
        {
            var (day, due) = ReviewClock.LastDue(limits, zone, weekly: false, now);
            Assert.True(due <= now && now - due < TimeSpan.FromHours(26), $"{now:O}: {due:O}");
            if (seen.Count == 0 || seen[^1] != day)
            {
                seen.Add(day);
            }
        }

        Assert.Equal(Enumerable.Range(0, seen.Count).Select(seen[0].AddDays), seen);
        Assert.True(seen.Count >= 364);
    }
}
