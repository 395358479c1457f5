using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Tests.Signals;

namespace Spendwall.Bot.Tests.Host.Backtest;

public sealed class BacktestVerbTests
{
    private const string Boast = "would have warned you";

    [Theory]
    [InlineData("backtest")]
    [InlineData("backtest --stream --series mine.csv")]
    [InlineData("backtest --series mine.csv --credits 0")]
    [InlineData("backtest --series mine.csv --credits much")]
    [InlineData("backtest --series mine.csv --budget 1e999")]
    [InlineData("backtest --series mine.csv --lead -01:00:00")]
    [InlineData("backtest --series mine.csv --lead soon")]
    [InlineData("backtest --series mine.csv --lead 24")]
    [InlineData("backtest --stream --credits 5")]
    public async Task Usage_Wrong_EndsWithTwo(string line)
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal(2, ran.Code);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task Series_Readable_IsToldAndIsJson()
    {
        await using var world = await HostWorld.StartAsync();
        await WriteAsync(world, Enumerable.Range(0, 480).Select(hour => string.Create(CultureInfo.InvariantCulture, $"{Histories.Monday.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ},1")));

        var text = await world.RunAsync("backtest", "--series", "mine.csv", "--credits", "100", "--lead", "12:00:00");
        var json = await world.RunAsync("backtest", "--series", "mine.csv", "--credits", "100", "--lead", "12:00:00", "--json");

        Assert.Equal((0, 0), (text.Code, json.Code));
        Assert.Contains("lead time 12 h", text.Output, StringComparison.Ordinal);
        Assert.Equal((100, 12), (json.Json.GetProperty("credits_usd").GetInt32(), json.Json.GetProperty("lead_hours").GetInt32()));
        Assert.Contains(json.Json.GetProperty("pools").EnumerateArray(), pool => pool.GetProperty("ahead_hours").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Series_UnusableLine_EndsWithOneAndTheLine()
    {
        await using var world = await HostWorld.StartAsync();
        await WriteAsync(world, ["2026-11-02T00:00:00Z,1", "2026-11-02T00:00:00Z,1"]);

        var text = await world.RunAsync("backtest", "--series", "mine.csv");
        var json = await world.RunAsync("backtest", "--series", "mine.csv", "--json");
        var absent = await world.RunAsync("backtest", "--series", "yours.csv");

        Assert.Equal((1, 1, 1), (text.Code, json.Code, absent.Code));
        Assert.Contains("line 3", text.Error, StringComparison.Ordinal);
        Assert.Contains("line 3", JsonDocument.Parse(json.Error).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("yours.csv", absent.Error, StringComparison.Ordinal);
        Assert.Empty(text.Output + json.Output + absent.Output);
    }

    [Fact]
    public async Task Series_AmountsThatNoSumCanHold_AreRefused()
    {
        await using var world = await HostWorld.StartAsync();
        await WriteAsync(world, ["2026-11-02T00:00:00Z,1e300", "2026-11-02T01:00:00Z,1e308", "2026-11-02T02:00:00Z,1e308"]);

        var ran = await world.RunAsync("backtest", "--series", "mine.csv");

        Assert.Equal(1, ran.Code);
        Assert.Contains("9.2 billion", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_AfterTheFirstPoll_IsToldOnceByItselfAndAgainWhenAsked()
    {
        await using var world = await HostWorld.StartAsync();
        var unknown = await world.RunAsync("backtest", "--account", HostWorld.Router);

        var first = await world.RunAsync("poll");
        var second = await world.RunAsync("poll");
        var asked = await world.RunAsync("backtest", "--account", HostWorld.Router);
        var other = await world.RunAsync("backtest", "--account", "nobody");

        Assert.Equal((1, 0, 0, 0, 1), (unknown.Code, first.Code, second.Code, asked.Code, other.Code));
        Assert.Contains("Nothing is known", unknown.Error, StringComparison.Ordinal);
        Assert.Contains($"{HostWorld.Router}: $", first.Error, StringComparison.Ordinal);
        Assert.Contains(Boast, first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Boast, second.Error, StringComparison.Ordinal);
        Assert.Contains(Boast, asked.Output, StringComparison.Ordinal);
        Assert.Contains(HostWorld.Router, other.Error, StringComparison.Ordinal);
    }

    private static Task WriteAsync(HostWorld world, IEnumerable<string> lines) =>
        File.WriteAllLinesAsync(Path.Combine(world.Folder, "mine.csv"), ["ts_utc,usd", .. lines]);
}
