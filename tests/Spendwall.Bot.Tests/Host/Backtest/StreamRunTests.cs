using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Host.Backtest;
using Spendwall.Bot.Host.Backtest.Streaming;
using Spendwall.Bot.Tests.Signals;

namespace Spendwall.Bot.Tests.Host.Backtest;

/// <summary>The stream: an answer to each question, nothing from the future, and a fault with its line.</summary>
public sealed class StreamRunTests
{
    private const string Series = """{"type":"series","series":"one","step_s":3600}""";

    [Fact]
    public async Task Run_FlatSpend_AnswersRunwayAndPeriodById()
    {
        var answers = await RunAsync(
        [
            Series,
            .. Hours(0, 240, 1),
            $$"""{"type":"ask","kind":"runway","id":"r","t":"{{Time(240)}}","balance":20,"lead_h":[24,48]}""",
            $$"""{"type":"ask","kind":"period","id":"p","t":"{{Time(240)}}","start":"{{Time(0)}}","end":"{{Time(480)}}","spent":240}""",
        ]);

        Assert.Equal(["r", "p"], answers.Select(answer => answer.GetProperty("id").GetString()));
        Assert.InRange(answers[0].GetProperty("p50").GetDouble(), 19, 21);
        Assert.True(answers[0].GetProperty("alert").GetProperty("24").GetBoolean());
        Assert.InRange(answers[1].GetProperty("p50").GetDouble(), 470, 490);
    }

    [Fact]
    public async Task Run_TruncatedInput_AnswersTheSame()
    {
        string[] lines =
        [
            Series,
            .. Hours(0, 200, 2),
            $$"""{"type":"ask","kind":"runway","id":"before","t":"{{Time(200)}}","balance":100,"lead_h":[24]}""",
            .. Hours(200, 260, 40),
            $$"""{"type":"ask","kind":"runway","id":"after","t":"{{Time(260)}}","balance":100,"lead_h":[24]}""",
        ];

        var whole = await RunAsync(lines);
        var truncated = await RunAsync(lines[..202]);

        Assert.Equal(whole[0].GetRawText(), Assert.Single(truncated).GetRawText());
        Assert.NotEqual(whole[0].GetProperty("p50").GetDouble(), whole[1].GetProperty("p50").GetDouble());
    }

    [Fact]
    public async Task Run_NewSeries_ForgetsTheOneBefore()
    {
        string ask = $$"""{"type":"ask","kind":"runway","id":"r","t":"{{Time(200)}}","balance":100,"lead_h":[24]}""";

        var fresh = await RunAsync([Series, .. Hours(0, 200, 1), ask]);
        var second = await RunAsync([Series, .. Hours(0, 200, 50), Series, .. Hours(0, 200, 1), ask]);

        Assert.Equal(fresh[0].GetRawText(), second[0].GetRawText());
    }

    [Fact]
    public async Task Run_NothingKnown_AnswersWithNull()
    {
        var answer = Assert.Single(await RunAsync([Series, $$"""{"type":"ask","kind":"runway","id":"r","t":"{{Time(0)}}","balance":100,"lead_h":[24]}"""]));

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("p50").ValueKind);
    }

    [Fact]
    public async Task Run_CallerTriples_AlarmsAndNamesIt()
    {
        var lines = await LinesAsync([Series, .. Hours(0, 300, 1), .. Hours(300, 306, 3)]);

        var alarm = lines[0];
        Assert.Equal(("alarm", "one", "volume"), (alarm.GetProperty("type").GetString(), alarm.GetProperty("series").GetString(), alarm.GetProperty("kind").GetString()));
        Assert.Contains(lines, static line => line.TryGetProperty("caller", out var caller) && caller.GetString() == "app1");
        Assert.All(lines, line => Assert.InRange(line.GetProperty("t").GetString()!, Time(300), Time(305)));
    }

    [Fact]
    public async Task Run_Attribution_SumsToTheChangeAndNamesTheDriver()
    {
        string ask = $$"""{"type":"ask","kind":"attrib","id":"a","t":"{{Time(180)}}","base":["{{Time(0)}}","{{Time(168)}}"],"cur":["{{Time(168)}}","{{Time(180)}}"]}""";

        var answer = Assert.Single(await RunAsync([Series, .. Hours(0, 168, 2), .. Hours(168, 180, 6).Select(static line => line.Replace("\"requests\":3,\"in\":100,\"out\":10", "\"requests\":9,\"in\":300,\"out\":30", StringComparison.Ordinal)), ask]));

        Assert.Equal(("volume", "app1"), (answer.GetProperty("driver").GetString(), answer.GetProperty("caller").GetString()));
        Assert.Equal(48m, answer.GetProperty("parts").EnumerateObject().Sum(static part => part.Value.GetDecimal()));
    }

    [Theory]
    [InlineData("""{"type":"obs","series":"one","t":"2025-02-03T00:00:00Z","usd":1}""", "line 1", "series")]
    [InlineData(Series + "\n{\"type\":\"obs\",\"t\":\"soon\",\"usd\":1}", "line 2", "\"t\"")]
    [InlineData(Series + "\n{\"type\":\"obs\",\"t\":\"2025-02-03T00:00:00Z\"}", "line 2", "\"usd\"")]
    [InlineData(Series + "\n{\"type\":\"guess\"}", "line 2", "guess")]
    [InlineData(Series + "\n\n{\"type\":", "line 3", "JSON")]
    [InlineData(Series + "\n{\"type\":\"obs\",\"series\":\"two\",\"t\":\"2025-02-03T00:00:00Z\",\"usd\":1}", "line 2", "\"two\"")]
    [InlineData(Series + "\n{\"type\":\"obs\",\"t\":\"0001-01-01T00:00:00Z\",\"usd\":1}", "line 2", "1970")]
    [InlineData(Series + "\n{\"type\":\"obs\",\"t\":\"10:00\",\"usd\":1}", "line 2", "\"t\"")]
    [InlineData(Series + "\n{\"type\":\"obs\",\"t\":\"2025-02-03T00:00:00Z\",\"usd\":1,\"rows\":[{\"caller\":\"a\",\"model\":\"m\",\"requests\":-1}]}", "line 2", "requests")]
    [InlineData(Series + "\n{\"type\":\"obs\",\"t\":\"2025-02-03T00:00:00Z\",\"usd\":1,\"rows\":[{\"caller\":\"a\",\"model\":\"m\",\"usd\":1e300}]}", "line 2", "9.2 billion")]
    [InlineData(Series + "\n{\"type\":\"ask\",\"kind\":\"runway\",\"id\":\"r\",\"t\":\"2025-02-03T00:00:00Z\",\"balance\":1e300}", "line 2", "9.2 billion")]
    [InlineData(Series + "\n{\"type\":\"ask\",\"kind\":\"runway\",\"id\":\"r\",\"t\":\"2025-02-03T00:00:00Z\",\"balance\":1,\"lead_h\":[-1]}", "line 2", "lead_h")]
    [InlineData(Series + "\n{\"type\":\"ask\",\"kind\":\"runway\",\"id\":\"r\",\"t\":\"2025-02-03T00:00:00Z\",\"balance\":1,\"lead_h\":[1e300]}", "line 2", "lead_h")]
    [InlineData(Series + "\n{\"type\":\"ask\",\"kind\":\"period\",\"id\":\"r\",\"t\":\"2025-02-03T00:00:00Z\",\"start\":\"2025-02-01T00:00:00Z\",\"end\":\"2030-02-01T00:00:00Z\",\"spent\":1}", "line 2", "a year")]
    public async Task Run_ForeignLine_IsRefusedWithItsNumber(string input, string line, string reason)
    {
        var fault = await Assert.ThrowsAsync<BacktestException>(() => StreamRun.RunAsync(new StringReader(input), TextWriter.Null, default));

        Assert.Contains(line, fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The answers, without what it would alarm about on the way.</summary>
    private static async Task<List<JsonElement>> RunAsync(IEnumerable<string> lines) => [.. (await LinesAsync(lines)).Where(static line => line.TryGetProperty("id", out _))];

    private static async Task<List<JsonElement>> LinesAsync(IEnumerable<string> lines)
    {
        using var output = new StringWriter();
        await StreamRun.RunAsync(new StringReader(string.Join('\n', lines)), output, default);

        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static IEnumerable<string> Hours(int from, int to, double usd) => Enumerable.Range(from, to - from)
        .Select(hour => string.Create(CultureInfo.InvariantCulture, $$"""{"type":"obs","series":"one","t":"{{Time(hour)}}","usd":{{usd}},"rows":[{"caller":"app1","model":"m","requests":3,"in":100,"out":10,"usd":{{usd}}}]}"""));

    private static string Time(int hour) => Histories.Monday.AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
