using System.Text.Json;
using Spendwall.Bot.Host.Backtest.Replays;
using Spendwall.Bot.Host.Backtest.Streaming;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Tests.Signals;

namespace Spendwall.Bot.Tests.Host.Backtest.Replays;

public sealed class ReplayTests
{
    private static readonly ReplayPlan Daily = new(168, TimeSpan.FromDays(1), null);

    [Fact]
    public void Run_SteadyBurn_WarnsEachPoolBeforeItIsEmpty()
    {
        var report = Replay.Run(Flat(28 * 24, 1), Daily);

        Assert.Equal(4, report.Pools.Count);
        Assert.All(report.Pools.Take(3), pool =>
        {
            Assert.NotNull(pool.EmptyAt);
            Assert.InRange(pool.Ahead!.Value.TotalHours, 23, 48);
            Assert.True(pool.HeadsUpAt <= pool.CriticalAt);
        });
        Assert.Null(report.Pools[^1].EmptyAt);
        Assert.Contains("3 exhaustions: 3 warned in time, 0 not at all.", ReplayText.Render(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.017, "+2 %")]
    [InlineData(-0.017, "-2 %")]
    [InlineData(-0.001, "0 %")]
    [InlineData(0.001, "0 %")]
    public void Render_Error_HasASignOnlyWhereItIsSome(double share, string expected) => Assert.Equal(expected, ReplayText.Signed(share));

    [Fact]
    public void Run_MonthOverItsBudget_SaysSoBeforeItIs()
    {
        var report = Replay.Run(Flat(60 * 24, 1), Daily with { Budget = 500 });

        var month = Assert.Single(report.Periods);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), month.Range.Start);
        Assert.Equal(744, month.Actual);
        Assert.Equal(3, month.Told.Count);
        Assert.All(month.Told, told => Assert.InRange(told.Error(month.Actual), -0.1, 0.1));
        Assert.True(month.SaidOverAt < month.OverAt);
    }

    [Fact]
    public void Run_AMetersPast_SpeaksOfNoCredits()
    {
        var report = Replay.Run(Flat(60 * 24, 1), new(null, null, 500));

        Assert.Empty(report.Pools);
        Assert.DoesNotContain("redits", ReplayText.Render(report), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(ReplayJson.Render(report)).RootElement.GetProperty("credits_usd").ValueKind);
        Assert.NotNull(Assert.Single(report.Periods).SaidOverAt);
    }

    [Fact]
    public void Run_APastWithoutAWholeMonth_IsNotHeldAgainstAMonthsBudget()
    {
        var report = Replay.Run(Flat(20 * 24, 1), Daily with { Budget = 300 });

        var whole = Assert.Single(report.Periods);
        Assert.Equal((null, null, null), (whole.Budget, whole.SaidOverAt, whole.OverAt));
        Assert.DoesNotContain("$300", ReplayText.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TruncatedPast_SaysTheSameUntilThere()
    {
        double[] hours = [.. Enumerable.Range(0, 20 * 24).Select(hour => hour % 24 is > 8 and < 18 ? 3.0 + (hour % 7) : 0.2)];
        double[] other = [.. hours[..(12 * 24)], .. Enumerable.Repeat(50.0, 8 * 24)];
        var until = Histories.Monday.AddDays(12);

        var one = Replay.Run(Past(hours), Daily);
        var two = Replay.Run(Past(other), Daily);

        Assert.Equal(Before(one), Before(two));
        Assert.NotEmpty(Before(one));

        List<DateTimeOffset> Before(ReplayReport report) => [.. report.Pools.Select(pool => pool.CriticalAt).OfType<DateTimeOffset>().Where(at => at < until)];
    }

    [Fact]
    public void Run_StoredHoursWithHoles_AreUnknownAndNotZero()
    {
        var hours = Flat(10 * 24, 1).Intervals.Select(hour => hour.Usd).ToArray();
        Array.Fill(hours, double.NaN, 100, 20);

        var past = PastSpend.Of("main", new SpendHistory(Histories.Monday, hours), NoRows)!;

        Assert.Equal((0, 20), (past.Missing, past.Unknown));
        Assert.Null(PastSpend.Of("main", SpendHistory.Empty, NoRows));
        Assert.Contains("20 hours unknown", ReplayText.Render(Replay.Run(past, Daily)), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Json_HoldsTheReportsFigures()
    {
        var report = Replay.Run(Flat(28 * 24, 1), Daily);

        var json = JsonDocument.Parse(ReplayJson.Render(report)).RootElement;

        Assert.Equal(report.Warnings, json.GetProperty("warnings").GetInt32());
        Assert.Equal(672, json.GetProperty("total_usd").GetDouble());
        Assert.Equal(report.Pools.Count, json.GetProperty("pools").GetArrayLength());
        Assert.Equal(report.Pools[0].Ahead!.Value.TotalHours, json.GetProperty("pools")[0].GetProperty("ahead_hours").GetDouble(), 2);
    }

    [Fact]
    public void AlarmStory_AlarmsOfOneTrouble_AreTold_Once()
    {
        var at = Histories.Monday;

        var stories = AlarmStory.Of([new(at, "volume", "app1"), new(at.AddHours(3), "mix"), new(at.AddHours(3), "mix"), new(at.AddHours(30), null)]);

        Assert.Equal([["volume of app1", "mix"], ["spend"]], stories.Select(story => story.What));
        Assert.Equal([3, 1], stories.Select(story => story.Count));
    }

    private static readonly Dictionary<DateTimeOffset, List<StreamRow>> NoRows = [];

    private static PastSpend Flat(int hours, double usd) => Past([.. Enumerable.Repeat(usd, hours)]);

    private static PastSpend Past(double[] hours) =>
        new("mine", TimeSpan.FromHours(1), [.. hours.Select((usd, i) => new StreamLine.Observation(Histories.Monday.AddHours(i), usd, []))], 0, 0);
}
