using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.OpenAI;

public sealed class CostTests
{
    private const string Route = "GET /organization/costs";
    private static readonly UtcRange Days = ReaderHarness.Range("2026-11-19", "2026-11-21T14:30Z");

    [Fact]
    public async Task Costs_EveryQuirk_IsReadExactly()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, Fixture.Read("openai.costs.quirks.json"));

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("costs", Days);

        Assert.Equal((UsageView.Costs, Days), (usage.View, usage.Range));
        Assert.Equal(5, usage.Buckets.Count);
        var input = Row("gpt-6-astra, input");
        Assert.Equal(new UsageSeries { Project = "proj_a", Key = "key_a", Model = "gpt-6-astra", Endpoint = "gpt-6-astra, input" }, input.Series);
        Assert.Equal((12.5m, 10000L, null, null), (input.Cost!.Value.Dollars, input.InputTokens!.Value, input.CachedTokens, input.OutputTokens));
        var cached = Row("gpt-6-astra, cached input");
        Assert.Equal((0.123456789m, 2500L, 2500L), (cached.Cost!.Value.Dollars, cached.InputTokens!.Value, cached.CachedTokens!.Value));
        var output = Row("gpt-6-astra, output_tokens");
        Assert.Equal((0.123456789m, null, 300L), (output.Cost!.Value.Dollars, output.InputTokens, output.OutputTokens!.Value));
        var tool = Row("web search tool calls");
        Assert.Equal((-0.5m, "", null), (tool.Cost!.Value.Dollars, tool.Series.Model, tool.InputTokens));
        Assert.Null(Row("").Cost);

        UsageBucket Row(string line) => usage.Buckets.Single(bucket => bucket.Series.Endpoint == line);
    }

    [Fact]
    public async Task Costs_TrailingEmptyBuckets_AreNoDataYet()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, Fixture.Read("openai.costs.quirks.json"));

        Assert.Equal(ReaderHarness.At("2026-11-20"), (await harness.ReadOneAsync<ProviderFact.Usage>("costs", Days)).CoversUntil);
    }

    [Fact]
    public async Task Costs_NoResultAtAll_CoverNothing()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, Page([Bucket("2026-11-19"), Bucket("2026-11-20")]));

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("costs", Days);

        Assert.Equal(Days.Start, usage.CoversUntil);
        Assert.Empty(usage.Buckets);
    }

    [Fact]
    public async Task Costs_TodayWithResults_CoverUpToNowAndNotTheWholeDay()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, Page([Bucket("2026-11-21", 1)]));

        Assert.Equal(ReaderHarness.Now, (await harness.ReadOneAsync<ProviderFact.Usage>("costs", ReaderHarness.Range("2026-11-21", "2026-11-22"))).CoversUntil);
    }

    [Fact]
    public async Task Costs_Pages_KeepOneQueryAndAFrozenEnd()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, request =>
        {
            harness.Clock.Advance(TimeSpan.FromSeconds(10));

            return StubProvider.Json(request.Query("page") switch
            {
                [] => Page([Bucket("2026-11-19", 1)], "page_a=="),
                ["page_a=="] => Page([Bucket("2026-11-20", 2)], "page_b"),
                ["page_b"] => Page([Bucket("2026-11-21", 3)]),
                _ => throw new InvalidOperationException(request.ToString()),
            });
        });

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("costs", ReaderHarness.Range("2026-11-19", "2026-11-25"));

        Assert.Equal(6m, usage.Buckets.Sum(bucket => bucket.Cost!.Value.Dollars));
        Assert.Equal([ReaderHarness.Now.ToUnixTimeSeconds().ToString()], harness.Stub.Seen.SelectMany(request => request.Query("end_time")).Distinct());
        Assert.All(harness.Stub.Seen, request => Assert.Equal(["project_id", "line_item", "api_key_id"], request.Query("group_by[]")));
        Assert.All(harness.Stub.Seen, request => Assert.Equal(["1d"], request.Query("bucket_width")));
        Assert.Equal(ReaderHarness.Now, usage.Range.End);
    }

    [Fact]
    public async Task Costs_OverTheKeyBoundary_AreAskedInTwoParts()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, request => StubProvider.Json(request.Query("group_by[]").Count == 2
            ? Page([Bucket("2025-12-05", 1)])
            : Page([Bucket("2025-12-06", 2, "key_a")])));

        var facts = await harness.ReadAsync("costs", ReaderHarness.Range("2025-12-05", "2025-12-07"));

        var usage = facts.OfType<ProviderFact.Usage>().Single();
        Assert.Equal(["", "key_a"], usage.Buckets.Select(bucket => bucket.Series.Key));
        Assert.Equal([("1764892800", "1764979200"), ("1764979200", "1765065600")], harness.Stub.Seen.Select(request => (request.Query("start_time")[0], request.Query("end_time")[0])));
        Assert.Contains(facts.OfType<ProviderFact.BlindSpot>(), blind => blind.Topic == "costs.keys");
    }

    [Fact]
    public async Task Costs_KeyGroupingRefused_AreReadWithoutKeys()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, request => request.Query("group_by[]").Contains("api_key_id")
            ? StubProvider.Error(400, """{"error":{"message":"group_by api_key_id is not supported before 1764979200","param":"start_time","code":"invalid_request_error"}}""")
            : StubProvider.Json(Page([Bucket("2026-11-19", 1)])));

        var facts = await harness.ReadAsync("costs", Days);

        Assert.Equal("", Assert.Single(facts.OfType<ProviderFact.Usage>().Single().Buckets).Series.Key);
        Assert.Contains(facts, fact => fact is ProviderFact.BlindSpot);
    }

    [Fact]
    public async Task Costs_AnotherBadRequest_IsRejected()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, StubProvider.Error(400, """{"error":{"message":"limit","param":"limit"}}"""));

        Assert.Equal(ProviderFailure.Rejected, (await harness.FailAsync("costs", Days)).Failure);
    }

    [Theory]
    [InlineData("""{"data":[],"has_more":true,"next_page":null}""")]
    [InlineData("""{"data":[],"has_more":true}""")]
    [InlineData("""{"data":[],"has_more":false,"next_page":"page_x"}""")]
    [InlineData("""{"data":[],"has_more":true,"next_page":"page_x"}""")]
    [InlineData("""{"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1795046400,"results":[{"amount":{"value":1,"currency":"eur"}}]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1795046400,"results":[{"amount":{"value":"free","currency":"usd"}}]}],"has_more":false}""")]
    [InlineData("""{"data":[{"start_time":1795046400,"results":[]},{"start_time":1795046400,"results":[]}],"has_more":false}""")]
    [InlineData("""{"data":[{"results":[]}],"has_more":false}""")]
    public async Task Costs_APageThatContradictsItself_IsMalformed(string page)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, page);

        Assert.Equal(ProviderFailure.Malformed, (await harness.FailAsync("costs", Days)).Failure);
    }

    [Fact]
    public async Task Costs_AFailureOnALaterPage_GivesNoPartialSum()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, StubProvider.Json(Page([Bucket("2026-11-19", 1)], "p2")), StubProvider.Error(500));
        var facts = new List<ProviderFact>();

        await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var fact in harness.Reader.ReadAsync(new DatasetRead("costs", Days, []), CancellationToken.None))
            {
                facts.Add(fact);
            }
        });

        Assert.Empty(facts);
    }

    [Fact]
    public async Task Costs_OldSamplesNameOfTheResults_IsRead()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, """{"data":[{"start_time":1795046400,"end_time":1795132800,"result":[{"amount":{"value":1}}]}]}""");

        Assert.Single((await harness.ReadOneAsync<ProviderFact.Usage>("costs", Days)).Buckets);
    }

    [Fact]
    public async Task Costs_ARangeThatIsAllFuture_AsksNothing()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);

        Assert.Empty(await harness.ReadAsync("costs", ReaderHarness.Range("2026-11-22", "2026-11-23")));
    }

    [Fact]
    public async Task Costs_AnEndThatIsRefused_PointsToTheClock()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On(Route, StubProvider.Error(400, """{"error":{"message":"end_time must not be in the future","param":"end_time","code":"invalid_request_error"}}"""));

        Assert.Contains("clock", (await harness.FailAsync("costs", Days)).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Costs_ProjectKey_SaysWhichKeyAndWhere()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI, change: account => account with { ApiKey = new Secret("sk-proj-1234567890") });
        harness.Stub.On(Route, StubProvider.Error(403, """{"error":{"message":"You have insufficient permissions for this operation. Missing scopes: api.usage.read."}}"""));

        var exception = await harness.FailAsync("costs", Days);

        Assert.Equal(ProviderFailure.Permission, exception.Failure);
        Assert.Contains("https://platform.openai.com/settings/organization/admin-keys", exception.Remedy, StringComparison.Ordinal);
        Assert.Contains("project key", exception.Remedy, StringComparison.Ordinal);
    }

    private static string Bucket(string day, int? cost = null, string? key = null)
    {
        long start = ReaderHarness.At(day).ToUnixTimeSeconds();
        string results = cost is null ? "" : $$$"""{"amount":{"value":{{{cost}}},"currency":"usd"},"line_item":"m, input","api_key_id":{{{(key is null ? "null" : $"\"{key}\"")}}}}""";

        return $$"""{"object":"bucket","start_time":{{start}},"end_time":{{start + 86400}},"results":[{{results}}]}""";
    }

    private static string Page(string[] buckets, string? next = null) =>
        $$"""{"object":"page","data":[{{string.Join(',', buckets)}}],"has_more":{{(next is null ? "false" : "true")}},"next_page":{{(next is null ? "null" : $"\"{next}\"")}}}""";
}
