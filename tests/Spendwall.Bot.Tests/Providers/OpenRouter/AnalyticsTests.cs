using System.Text.Json;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.OpenRouter;

public sealed class AnalyticsTests
{
    private const string Route = "POST /analytics/query";
    private static readonly UtcRange Afternoon = ReaderHarness.Range("2026-11-21T12:00Z", "2026-11-21T14:30Z");

    [Fact]
    public async Task KeyModel_EveryQuirk_IsRead()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On(Route, Fixture.Read("openrouter.analytics.quirks.json"));

        var facts = await harness.ReadAsync("analytics.key-model", Afternoon);

        var usage = Assert.IsType<ProviderFact.Usage>(facts[0]);
        Assert.Equal((UsageView.KeyModel, Afternoon), (usage.View, usage.Range));
        Assert.Equal(ReaderHarness.At("2026-11-21T14:10Z"), usage.CoversUntil);
        Assert.Equal(3, usage.Buckets.Count);
        Assert.Equal(
            new UsageBucket(ReaderHarness.At("2026-11-21T12:00Z"), new UsageSeries { Model = "a/y" }) { Requests = 1 },
            usage.Buckets[0]);
        Assert.Equal(
            new UsageBucket(ReaderHarness.At("2026-11-21T13:00Z"), new UsageSeries { Key = "batch", Model = "a/x" })
            {
                Requests = 15,
                InputTokens = 1010,
                OutputTokens = 220,
                CachedTokens = 100,
                Cost = Usd.FromDollars(1.5000014m),
                ByokCost = Usd.FromDollars(0.25m),
            },
            usage.Buckets[1]);
        Assert.Contains("Could not resolve", Assert.IsType<ProviderFact.BlindSpot>(facts[1]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyModel_Query_AsksByTheHourWithTwoDimensionsAndTheLargestLimit()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On(Route, Answer());

        await harness.ReadAsync("analytics.key-model", Afternoon);

        var query = JsonDocument.Parse(harness.Stub.Seen[0].Body).RootElement;
        Assert.Equal("""["api_key_id","model"]""", query.GetProperty("dimensions").GetRawText());
        Assert.Equal(("hour", 10000), (query.GetProperty("granularity").GetString(), query.GetProperty("limit").GetInt32()));
        Assert.Equal("2026-11-21T12:00:00.000Z", query.GetProperty("time_range").GetProperty("start").GetString());
        Assert.Contains("credits_usage", query.GetProperty("metrics").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelRoute_Rows_CarryTheServingProvider()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On(Route, Answer("""{"date__hour":"2026-11-21T13:00:00.000Z","model":"a/x","provider":"Novita","credits_usage":1}"""));

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("analytics.model-route", Afternoon);

        Assert.Equal(new UsageSeries { Model = "a/x", Route = "Novita" }, Assert.Single(usage.Buckets).Series);
        Assert.Equal(UsageView.ModelRoute, usage.View);
        Assert.Equal(ReaderHarness.Now, usage.CoversUntil);
    }

    [Fact]
    public async Task KeyModel_Truncated_IsAskedInPartsAndNeverSummedPartially()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        var asked = new List<UtcRange>();
        harness.Stub.On(Route, request =>
        {
            var range = Asked(request);
            asked.Add(range);

            return StubProvider.Json(range.Length > TimeSpan.FromHours(2) ? Answer(Row(range.Start, 1000), true) : Answer(Hours(range), false));
        });
        var range = ReaderHarness.Range("2026-11-21T00:00Z", "2026-11-21T08:00Z");

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("analytics.key-model", range);

        Assert.Equal(8, usage.Buckets.Count);
        Assert.All(usage.Buckets, bucket => Assert.Equal(1m, bucket.Cost!.Value.Dollars));
        Assert.Equal(range, usage.Range);
        Assert.Equal([8, 4, 2, 2, 2, 2], asked.Select(part => (int)part.Length.TotalHours));
    }

    [Fact]
    public async Task KeyModel_TooWideAQuery_IsAskedInParts()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, ReaderHarness.Once with { Retries = 3 });
        harness.Stub.On(Route, request => Asked(request) is { Length.TotalHours: > 1 } ? StubProvider.Error(408) : StubProvider.Json(Answer(Hours(Asked(request)), false)));

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("analytics.key-model", ReaderHarness.Range("2026-11-21T00:00Z", "2026-11-21T02:00Z"));

        Assert.Equal(2, usage.Buckets.Count);
        Assert.Equal(3, harness.Stub.Seen.Count);
    }

    [Fact]
    public async Task KeyModel_ATruncatedSingleHour_IsMalformedAndNamed()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On(Route, request => StubProvider.Json(Answer(Row(Asked(request).Start, 1), true)));

        var exception = await harness.FailAsync("analytics.key-model", ReaderHarness.Range("2026-11-21T00:00Z", "2026-11-21T04:00Z"));

        Assert.Equal(ProviderFailure.Malformed, exception.Failure);
        Assert.Contains("2026-11-21T00:00:00Z..2026-11-21T01:00:00Z", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyModel_NoMetadataAndAFullAnswer_CountsAsTruncated()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        string rows = string.Join(',', Enumerable.Repeat(Row(ReaderHarness.At("2026-11-21T00:00Z"), 1), 10_000));
        harness.Stub.On(Route, $$$"""{"data":{"data":[{{{rows}}}]}}""");

        Assert.Equal(ProviderFailure.Malformed, (await harness.FailAsync("analytics.key-model", ReaderHarness.Range("2026-11-21T00:00Z", "2026-11-21T01:00Z"))).Failure);
    }

    [Theory]
    [InlineData("""{"model":"a/x","credits_usage":1}""")]
    [InlineData("""{"date__hour":"yesterday","model":"a/x","credits_usage":1}""")]
    [InlineData("""{"date__hour":"2026-11-21T13:00:00Z","model":"a/x","credits_usage":"much"}""")]
    [InlineData("7")]
    public async Task KeyModel_ARowThatCannotBeRead_IsMalformed(string row)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On(Route, Answer(row));

        Assert.Equal(ProviderFailure.Malformed, (await harness.FailAsync("analytics.key-model", Afternoon)).Failure);
    }

    private static UtcRange Asked(SeenRequest request)
    {
        var range = JsonDocument.Parse(request.Body).RootElement.GetProperty("time_range");

        return new UtcRange(range.GetProperty("start").GetDateTimeOffset(), range.GetProperty("end").GetDateTimeOffset());
    }

    private static string Hours(UtcRange range) =>
        string.Join(',', Enumerable.Range(0, (int)range.Length.TotalHours + 1).Select(hour => Row(range.Start.AddHours(hour), 1)));

    private static string Row(DateTimeOffset hour, int cost) => $$"""{"date__hour":"{{hour:yyyy-MM-ddTHH:mm:ss.fffZ}}","api_key_id":"k","model":"m","credits_usage":{{cost}}}""";

    private static string Answer(string rows = "", bool truncated = false) =>
        $$$"""{"data":{"data":[{{{rows}}}],"metadata":{"truncated":{{{(truncated ? "true" : "false")}}} } } }""";
}
