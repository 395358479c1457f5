using System.Globalization;
using Spendwall.Bot.Host.Backtest;
using Spendwall.Bot.Host.Backtest.Detection;

namespace Spendwall.Bot.Tests.Host.Backtest;

public sealed class DetectRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("detect").FullName;

    [Fact]
    public async Task Run_FolderTree_GivesTheSameTreeWithOneScoreARow()
    {
        Directory.CreateDirectory(Path.Combine(folder, "in", "kind"));
        string[] rows = [.. Enumerable.Range(0, 120).Select(static i => Row(i, i == 100 ? 90 : i % 7))];
        await File.WriteAllLinesAsync(Path.Combine(folder, "in", "kind", "one.csv"), ["timestamp,value,label", .. rows.Select(static row => row + ",0")]);

        await DetectRun.RunAsync(Path.Combine(folder, "in"), Path.Combine(folder, "out"), default);

        string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder, "out", "kind", "one.csv"));
        Assert.Equal("timestamp,value,anomaly_score", lines[0]);
        Assert.Equal(rows, lines.Skip(1).Select(static line => line[..line.LastIndexOf(',')]));
        Assert.Equal(101, Array.IndexOf(lines, lines.Skip(1).MaxBy(static line => double.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("timestamp,value\n2026-01-01 01:00:00,1\n2026-01-01 00:00:00,1", "line 3")]
    [InlineData("timestamp,value\n2026-01-01 01:00:00,much", "line 2")]
    [InlineData("timestamp,value\nlater,1", "line 2")]
    [InlineData("timestamp,value\n2026-01-01 01:00:00", "line 2")]
    [InlineData("time,usd\n2026-01-01 01:00:00,1", "line 1")]
    [InlineData("", "line 1")]
    public async Task Run_ForeignFile_IsRefusedWithItsLine(string text, string line)
    {
        string file = Path.Combine(folder, "in.csv");
        await File.WriteAllTextAsync(file, text);

        var fault = await Assert.ThrowsAsync<BacktestException>(() => DetectRun.RunAsync(file, Path.Combine(folder, "out"), default));

        Assert.Contains(line, fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "out", "in.csv")), "half of a file looks like a whole one");
    }

    [Fact]
    public async Task Run_QuotedCells_AreReadAlike()
    {
        string file = Path.Combine(folder, "in.csv");
        await File.WriteAllTextAsync(file, "\"timestamp\",\"value\"\n\"2026-01-01 01:00:00\",\"1\"");

        await DetectRun.RunAsync(file, Path.Combine(folder, "out"), default);

        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(folder, "out", "in.csv"))).Length);
    }

    [Fact]
    public async Task Run_RepeatedTime_IsAccepted()
    {
        string file = Path.Combine(folder, "in.csv");
        await File.WriteAllTextAsync(file, "timestamp,value\n2026-01-01 01:00:00,1\n2026-01-01 01:00:00,2");

        await DetectRun.RunAsync(file, Path.Combine(folder, "out"), default);

        Assert.Equal(3, (await File.ReadAllLinesAsync(Path.Combine(folder, "out", "in.csv"))).Length);
    }

    [Fact]
    public async Task Run_OntoItself_IsRefused()
    {
        string file = Path.Combine(folder, "in.csv");
        await File.WriteAllTextAsync(file, "timestamp,value");

        await Assert.ThrowsAsync<BacktestException>(() => DetectRun.RunAsync(file, folder, default));
        Assert.Equal("timestamp,value", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Run_NothingThere_IsRefused() =>
        await Assert.ThrowsAsync<BacktestException>(() => DetectRun.RunAsync(Path.Combine(folder, "none"), folder, default));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Row(int minute, int value) => string.Create(CultureInfo.InvariantCulture, $"2026-01-01 {minute / 60:00}:{minute % 60:00}:00,{value}");
}
