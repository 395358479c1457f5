using System.Globalization;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Tests.Alerts;

public sealed class QuietHoursTests
{
    // The worlds begin at 12:00 UTC.
    private static readonly SpendwallOptions Options = new() { Accounts = [Outlooks.Account], QuietHours = "11:00-14:00" };

    [Theory]
    [InlineData("22:00-07:00", 21, null)]
    [InlineData("22:00-07:00", 22, 31)]
    [InlineData("22:00-07:00", 3, 7)]
    [InlineData("22:00-07:00", 7, null)]
    [InlineData("12:00-14:00", 13, 14)]
    [InlineData("12:00-14:00", 14, null)]
    public void Until_Hour_IsTheEndWhenQuiet(string text, int hour, int? expected)
    {
        var day = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(expected is { } end ? day.AddHours(end) : null, QuietHours.Parse(text)!.Until(day.AddHours(hour)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("night")]
    [InlineData("22:00-22:00")]
    [InlineData("25:00-07:00")]
    [InlineData("22:00-07:00 Europe/Nowhere")]
    [InlineData("22:00-07:00 Europe/Berlin too")]
    public void Parse_Nonsense_IsNull(string? text)
    {
        Assert.Null(QuietHours.Parse(text));
    }

    [Theory]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-07-01T20:00Z", "2026-07-02T05:00Z")]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-07-01T19:59Z", null)]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-12-01T21:00Z", "2026-12-02T06:00Z")]
    [InlineData("22:00-07:00 America/New_York", "2026-07-02T02:00Z", "2026-07-02T11:00Z")]
    [InlineData("22:00-07:00 Asia/Kolkata", "2026-07-01T16:30Z", "2026-07-02T01:30Z")]
    [InlineData("22:00-07:00 Pacific/Auckland", "2026-07-01T10:00Z", "2026-07-01T19:00Z")]

    // Berlin goes from 02:00 to 03:00 on 2026-03-29 and from 03:00 back to 02:00 on 2026-10-25: a night of eight and one of ten hours.
    [InlineData("22:00-07:00 Europe/Berlin", "2026-03-28T21:00Z", "2026-03-29T05:00Z")]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-10-24T20:00Z", "2026-10-25T06:00Z")]

    // Its end is a time that the clock leaves out: it ends where the clock goes on.
    [InlineData("22:00-02:30 Europe/Berlin", "2026-03-29T00:59Z", "2026-03-29T01:00Z")]
    [InlineData("22:00-02:30 Europe/Berlin", "2026-03-29T01:00Z", null)]

    // It begins at one: from where the clock goes on.
    [InlineData("02:30-05:00 Europe/Berlin", "2026-03-29T00:59Z", null)]
    [InlineData("02:30-05:00 Europe/Berlin", "2026-03-29T01:00Z", "2026-03-29T03:00Z")]

    // Both times are shown twice: from the first to the last.
    [InlineData("02:15-02:45 Europe/Berlin", "2026-10-25T00:15Z", "2026-10-25T01:45Z")]
    [InlineData("02:15-02:45 Europe/Berlin", "2026-10-25T01:00Z", "2026-10-25T01:45Z")]
    [InlineData("02:15-02:45 Europe/Berlin", "2026-10-25T01:45Z", null)]
    public void Until_TimeZone_IsByTheClockOnTheWall(string text, string now, string? expected)
    {
        var end = QuietHours.Parse(text)!.Until(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), end);
    }

    [Theory]
    [InlineData("22:00-07:00 Europe/Berlin", 9)]
    [InlineData("02:15-02:45 Europe/Berlin", 0.5)]
    [InlineData("23:30-00:30 America/St_Johns", 1)]
    public void Until_EveryMinuteOfAYear_EndsWhereItIsNotQuietAnyMore(string text, double hoursADay)
    {
        var quiet = QuietHours.Parse(text)!;
        var start = new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int minutes = 0;
        for (var now = start; now < start.AddDays(366); now = now.AddMinutes(1))
        {
            if (quiet.Until(now) is { } end)
            {
                minutes++;
                Assert.True(end > now && end - now <= TimeSpan.FromHours(hoursADay + 1.5));
                Assert.Null(quiet.Until(end));
                Assert.Equal(end, quiet.Until(end.AddMinutes(-1)));
            }
        }

        Assert.InRange(minutes / 60.0, (366 * hoursADay) - 1.5, (366 * hoursADay) + 1.5);
    }

    [Fact]
    public async Task Quiet_EscalationOfAWarning_ComesAfterThemUnlessSomebodyActed()
    {
        await using var world = await AlertWorld.CreateAsync(Options with { QuietHours = "17:00-19:00" });
        await world.LookAsync();
        await world.RoundAsync(Outlooks.Runway(60));

        world.Clock.Advance(TimeSpan.FromHours(5));
        await world.RoundAsync(Outlooks.Runway(60));
        Assert.Empty(world.Sink.Replies);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "quiet_hours" && skip.Text.Contains("is called after 2026-11-20 19:00 UTC", StringComparison.Ordinal));

        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.RoundAsync(Outlooks.Runway(60));
        Assert.Contains("Nobody acted for 7 h", ((AlertPost.Reply)Assert.Single(world.Sink.Replies).Post).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_Warning_WaitsForTheEndAndSaysWhy()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await world.LookAsync();

        await world.RoundAsync(Outlooks.Runway(60));
        Assert.Empty(world.Sink.Posts);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "quiet_hours");

        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.NewPump().PumpAsync(default);

        Assert.True(Assert.Single(world.Sink.Posts).Mention);
    }

    [Fact]
    public async Task Quiet_Critical_IsToldAtOnce()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await world.LookAsync();

        await world.RoundAsync(Outlooks.Runway(20));

        Assert.Single(world.Sink.Posts);
    }

    [Fact]
    public async Task Quiet_HeldWarningBecomesCritical_GoesOutOnceAsCritical()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await world.LookAsync();
        await world.RoundAsync(Outlooks.Runway(60));

        await world.RoundAsync(Outlooks.Runway(20));

        var posted = Assert.Single(world.Sink.Posts);
        Assert.True(posted.Mention);
        Assert.Contains("20 h", ((AlertPost.Root)posted.Post).Notice.Condition.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_OverBeforeTheEnd_IsNeverPosted()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await world.LookAsync();
        await world.RoundAsync(Outlooks.Runway(60));

        await world.RoundAsync(Outlooks.Runway(500));
        world.Clock.Advance(TimeSpan.FromHours(3));
        await world.NewPump().PumpAsync(default);

        Assert.Empty(world.Sink.Posts);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "over_in_quiet_hours");
    }
}
