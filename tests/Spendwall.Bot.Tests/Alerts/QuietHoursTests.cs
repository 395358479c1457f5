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
    public void Parse_Nonsense_IsNull(string? text)
    {
        Assert.Null(QuietHours.Parse(text));
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
