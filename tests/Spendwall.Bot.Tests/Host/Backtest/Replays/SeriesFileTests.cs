using Spendwall.Bot.Host.Backtest;
using Spendwall.Bot.Host.Backtest.Replays;

namespace Spendwall.Bot.Tests.Host.Backtest.Replays;

public sealed class SeriesFileTests
{
    private const string Detailed = "ts_utc,caller,model,requests,input_tokens,output_tokens,usd\n";

    [Fact]
    public void Read_MissingHours_AreZeroAndCounted()
    {
        var past = Read("ts_utc,usd\n2026-11-02T00:00:00Z,1.5\n2026-11-02T03:00:00Z,2\n");

        Assert.Equal([1.5, 0, 0, 2], past.Intervals.Select(hour => hour.Usd));
        Assert.Equal(2, past.Missing);
        Assert.Equal(TimeSpan.FromHours(1), past.Step);
    }

    [Fact]
    public void Read_SeveralCallersOfAnHour_AreItsRows()
    {
        var past = Read(Detailed + "2026-11-02T00:00:00Z,app1,m,3,100,10,1\n2026-11-02T00:00:00Z,\"app, the second\",m,1,50,5,0.5\n");

        var hour = Assert.Single(past.Intervals);
        Assert.Equal(1.5, hour.Usd);
        Assert.Equal(["app1", "app, the second"], hour.Rows.Select(row => row.Caller));
        Assert.Equal((3, 100, 10), (hour.Rows[0].Requests, hour.Rows[0].InputTokens, hour.Rows[0].OutputTokens));
    }

    [Fact]
    public void Read_Dates_AreDays()
    {
        var past = Read("date,usd\n2026-11-02,1\n2026-11-04,2\n");

        Assert.Equal(TimeSpan.FromDays(1), past.Step);
        Assert.Equal([1, 0, 2], past.Intervals.Select(day => day.Usd));
    }

    [Theory]
    [InlineData("", "line 1", "ts_utc")]
    [InlineData("ts_utc,cost\n", "line 1", "\"usd\"")]
    [InlineData("ts_utc,caller,usd\n", "line 1", "\"model\"")]
    [InlineData("ts_utc,usd\n2026-11-02T00:00:00Z,1\n2026-11-02T00:00:00Z,1\n", "line 3", "twice")]
    [InlineData("ts_utc,usd\n2026-11-02T01:00:00Z,1\n\n2026-11-02T00:00:00Z,1\n", "line 4", "sorted")]
    [InlineData("ts_utc,usd\n2026-11-02T00:00:00Z,much\n", "line 2", "\"much\"")]
    [InlineData("ts_utc,usd\n2026-11-02T00:00:00Z,NaN\n", "line 2", "no number")]
    [InlineData("ts_utc,usd\nyesterday,1\n", "line 2", "\"yesterday\"")]
    [InlineData("ts_utc,usd\n2026-11-02T00:30:00Z,1\n", "line 2", "start of an hour")]
    [InlineData("ts_utc,usd\n2026-11-02T00:00:00Z,1,2\n", "line 2", "3 cells")]
    [InlineData(Detailed + "2026-11-02T00:00:00Z,a,m,1,1,1,1\n2026-11-02T00:00:00Z,b,m,1,1,1,1\n2026-11-02T00:00:00Z,a,m,1,1,1,1\n", "line 4", "twice")]
    [InlineData(Detailed + "2026-11-02T00:00:00Z,a,m,1,,1,1\n", "line 2", "input_tokens")]
    [InlineData("ts_utc,usd\n0001-01-01T00:00:00Z,1\n", "line 2", "no time")]
    [InlineData("ts_utc,usd\n2024-01-01T00:00:00Z,1\n2026-01-01T00:00:00Z,1\n", "line 3", "more than a year")]
    [InlineData("ts_utc,usd,usd\n2026-11-02T00:00:00Z,1,2\n", "line 1", "twice")]
    [InlineData(Detailed + "2026-11-02T00:00:00Z,a,m,-1,1,1,1\n", "line 2", "requests")]
    public void Read_UnusableLine_IsRefusedWithItsNumber(string text, string line, string reason)
    {
        var fault = Assert.Throws<BacktestException>(() => Read(text));

        Assert.Contains(line, fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoLines_IsRefused() => Assert.Throws<BacktestException>(() => Read("ts_utc,usd\n"));

    private static PastSpend Read(string text) => SeriesFile.Read("mine", new StringReader(text));
}
