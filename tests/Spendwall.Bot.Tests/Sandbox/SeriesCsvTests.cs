using Spendwall.Bot.Sandbox.Truth;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class SeriesCsvTests
{
    private const string Good = "2026-11-02T00:00:00Z,app1,m,1,2,3,0.000000001";

    [Fact]
    public void Read_ARow_KeepsTheUsdExactly()
    {
        var row = Assert.Single(SandboxData.FromCsv(Good).Rows);

        Assert.Equal((SandboxData.Start, "app1", "m", 0.000000001m), (row.Hour, row.Caller, row.Model, row.Amounts.Usd));
    }

    [Fact]
    public void Read_OtherColumnOrderAndMoreColumns_IsTheSame()
    {
        var series = SeriesCsv.Read(new StringReader("usd,note,output_tokens,input_tokens,requests,model,caller,TS_UTC\n1.5,\"a, b\",3,2,1,m,app1,2026-11-02T00:00:00Z\n"));

        Assert.Equal(1.5m, series.Usd);
    }

    [Fact]
    public void Read_DateInPlaceOfTime_IsTheFirstHourOfTheDay()
    {
        var series = SeriesCsv.Read(new StringReader("date,caller,model,requests,input_tokens,output_tokens,usd\n2026-11-03,app1,m,0,2,3,1\n"));

        Assert.Equal(SandboxData.Start.AddDays(1), series.Start);
    }

    [Theory]
    [InlineData("", "line 1: the file is empty; it needs a line with the column names")]
    [InlineData("ts_utc,caller,model,requests,input_tokens,usd\n", "line 1: missing column output_tokens")]
    [InlineData("caller,model\n", "line 1: missing column ts_utc, requests, input_tokens, output_tokens, usd")]
    [InlineData(SandboxData.Header, "line 2: the file has column names and no rows")]
    [InlineData(SandboxData.Header + Good + "\nyesterday,app1,m,1,2,3,4\n", "line 3: ts_utc 'yesterday' is not an ISO time")]
    [InlineData(SandboxData.Header + "2026-11-02T00:30:00Z,app1,m,1,2,3,4\n", "line 2: ts_utc '2026-11-02T00:30:00Z' is not the start of an hour")]
    [InlineData(SandboxData.Header + "2026-11-02T00:00:00Z,app1,m,1,2,3,much\n", "line 2: usd 'much' is not a number")]
    [InlineData(SandboxData.Header + "2026-11-02T00:00:00Z,app1,m,1.5,2,3,4\n", "line 2: requests '1.5' is not a whole number")]
    [InlineData(SandboxData.Header + "2026-11-02T00:00:00Z,app1,m,1,2,3,-4\n", "line 2: usd '-4' is negative or out of all bounds")]
    [InlineData(SandboxData.Header + "2026-11-02T00:00:00Z,app1,,1,2,3,4\n", "line 2: model is empty")]
    [InlineData(SandboxData.Header + Good + "\n" + Good + "\n", "line 3: a second row for 2026-11-02T00:00:00Z, caller 'app1', model 'm'")]
    [InlineData(SandboxData.Header + Good + "\n2026-11-01T00:00:00Z,app1,m,1,2,3,4\n", "line 3: the time 2026-11-01T00:00:00Z is before that of the row above; sort the file by time")]
    public void Read_AFaultyFile_NamesTheLineAndTheFault(string text, string message) =>
        Assert.Equal(message, Assert.Throws<SeriesCsvException>(() => SeriesCsv.Read(new StringReader(text))).Message);

    [Theory]
    [InlineData(SandboxData.Header + Good + "\n2026-11-02T01:00:00Z,app1,m,1,2,3\n")]
    [InlineData(SandboxData.Header + Good + "\n2026-11-02T01:00:00Z,\"app\"1,m,1,2,3,4\n")]
    public void Read_ABrokenRow_NamesItsLine(string text) =>
        Assert.StartsWith("line 3: ", Assert.Throws<SeriesCsvException>(() => SeriesCsv.Read(new StringReader(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_EverySharedSeries_AddsUpToTheFile()
    {
        if (SharedFolder.Find("data", "dev", "spend") is not { } folder)
        {
            return;
        }

        Assert.All(Directory.GetFiles(folder, "*.csv"), path =>
        {
            decimal usd = File.ReadLines(path).Skip(1).Sum(line => decimal.Parse(line.Split(',')[^1], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(usd, SeriesCsv.Load(path).Usd);
        });
    }
}
