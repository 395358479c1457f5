using System.Globalization;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Host;

namespace Spendwall.Bot.Tests.Host.Jobs;

/// <summary>Schedules by the clock on the wall: every period once, whatever the clock does.</summary>
public sealed class SummaryCronTests
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(8);

    // Berlin is at +01:00 until 2026-03-29 01:00Z and from 2026-10-25 01:00Z on, at +02:00 between; New York changes on 03-08 and 11-01.
    [Theory]
    [InlineData("0 0 9 ? * MON", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-23T08:00Z")]
    [InlineData("0 0 9 ? * MON", "Europe/Berlin", "2026-03-30T12:00Z", "2026-03-30T07:00Z")]
    [InlineData("0 0 9 ? * MON", "Europe/Berlin", "2026-10-26T12:00Z", "2026-10-26T08:00Z")]
    [InlineData("0 0 9 ? * MON", "Europe/Berlin", "2026-10-26T07:59Z", "2026-10-19T07:00Z")]
    [InlineData("0 0 9 ? * MON", "America/New_York", "2026-03-09T18:00Z", "2026-03-09T13:00Z")]
    [InlineData("0 0 9 ? * MON", "America/New_York", "2026-11-02T18:00Z", "2026-11-02T14:00Z")]
    [InlineData("0 0 9 ? * MON", "Asia/Kolkata", "2026-11-02T18:00Z", "2026-11-02T03:30Z")]
    [InlineData("0 0 9 L * ?", "UTC", "2028-03-01T00:00Z", "2028-02-29T09:00Z")]
    [InlineData("0 0 9 L * ?", "UTC", "2026-03-01T00:00Z", "2026-02-28T09:00Z")]
    [InlineData("0 0 9 1 * ?", "Pacific/Auckland", "2026-12-31T21:00Z", "2026-12-31T20:00Z")]
    public void LastDue_AnySchedule_IsByTheWall(string cron, string zone, string now, string expected)
    {
        Assert.Equal(At(expected), SummaryCron.LastDue(cron, zone, At(now), Back)!.At);
    }

    /// <summary>Each morning's digest covers the days that ended since the one before: every day of years with leap days and changes of the clock is in one, and only one.</summary>
    [Theory]
    [InlineData("0 0 9 * * ?", "UTC")]
    [InlineData("0 30 2 * * ?", "Europe/Berlin")]
    [InlineData("0 30 1 * * ?", "Europe/Berlin")]
    [InlineData("0 0 9 ? * MON-FRI", "America/New_York")]
    [InlineData("0 0 19 * * ?", "America/New_York")]
    [InlineData("0 0 9 * * ?", "Pacific/Auckland")]
    [InlineData("0 15 2 * * ?", "Australia/Lord_Howe")]
    [InlineData("0 0 0 * * ?", "America/Santiago")]
    public void Digests_OverTwoYears_CoverEveryDayOnce(string cron, string zone)
    {
        var from = new DateTimeOffset(2027, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var until = new DateTimeOffset(2029, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var covered = new List<DateOnly>();
        var told = new HashSet<DateTimeOffset>();
        for (var now = from; now < until; now = now.AddMinutes(15))
        {
            var days = SummaryPoster.Days(SummaryCron.LastDue(cron, zone, now, Back)!);
            if (days.Length > TimeSpan.Zero && told.Add(days.End))
            {
                covered.AddRange(Enumerable.Range(0, (int)days.Length.TotalDays).Select(day => DateOnly.FromDateTime(days.Start.AddDays(day).UtcDateTime)));
            }
        }

        Assert.Equal(covered.Distinct().Order(), covered);
        Assert.Equal(covered[^1].DayNumber - covered[0].DayNumber + 1, covered.Count);
        Assert.Contains(new DateOnly(2028, 2, 29), covered);
    }

    /// <summary>Every week once, also when the bot is down half of the time.</summary>
    [Theory]
    [InlineData("0 0 9 ? * MON", "Europe/Berlin")]
    [InlineData("0 30 2 ? * SUN", "Europe/Berlin")]
    [InlineData("0 0 22 ? * SUN", "America/New_York")]
    [InlineData("0 0 9 ? * MON", "Pacific/Auckland")]
    public void Weeks_OverThreeYears_AreToldOnceEach(string cron, string zone)
    {
        var from = new DateTimeOffset(2027, 1, 5, 0, 0, 0, TimeSpan.Zero);
        var weeks = new List<DateTimeOffset>();
        for (var now = from; now < from.AddDays(3 * 365); now = now.AddMinutes(30))
        {
            var due = SummaryCron.LastDue(cron, zone, now, Back)!.At;
            var week = SummaryReader.CompletedWeek(due);
            if (weeks.Count == 0 || weeks[^1] != week.Start)
            {
                weeks.Add(week.Start);
                Assert.True(now - due < TimeSpan.FromMinutes(30) || weeks.Count == 1, $"{week.Start} is told {now - due} late");
            }

            Assert.True(week.End <= due);
        }

        Assert.Equal(Enumerable.Range(0, weeks.Count).Select(i => weeks[0].AddDays(7 * i)), weeks);
        Assert.InRange(weeks.Count, 156, 158);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
