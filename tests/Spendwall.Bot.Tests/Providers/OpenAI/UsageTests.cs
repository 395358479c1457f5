using System.Text.RegularExpressions;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.OpenAI;

public sealed class UsageTests
{
    private const string Empty = """{"object":"page","data":[],"has_more":false,"next_page":null}""";
    private static readonly UtcRange Hours = ReaderHarness.Range("2026-11-21T12:00Z", "2026-11-21T14:30Z");
    private static readonly string[] All =
    [
        "completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions", "vector_stores", "code_interpreter_sessions", "file_search_calls", "web_search_calls",
    ];

    [Fact]
    public async Task UsageHour_EveryEndpoint_IsJoinedInOneFact()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        Answer(harness, All, Empty);
        Answer(harness, ["completions"], Page("2026-11-21T12:00Z", """
            {"input_tokens":1000,"input_cached_tokens":"400","output_tokens":500,"num_model_requests":5,"project_id":"proj_a","api_key_id":"key_a","model":"gpt-6-astra","batch":null,"user_email":"x@example.com"},
            {"input_tokens":1,"output_tokens":2,"num_model_requests":1,"project_id":"proj_a","api_key_id":"key_a","model":"gpt-6-astra","service_tier":"flex"}
            """));
        Answer(harness, ["embeddings"], Page("2026-11-21T13:00Z", """{"input_tokens":7,"num_model_requests":1}"""));
        Answer(harness, ["file_search_calls"], Page("2026-11-21T12:00Z", """{"num_requests":2,"vector_store_id":"v1"},{"num_requests":3,"vector_store_id":"v2"}"""));
        Answer(harness, ["web_search_calls"], Page("2026-11-21T12:00Z", """{"num_model_requests":9,"num_requests":4,"model":"m"}"""));
        Answer(harness, ["code_interpreter_sessions"], Page("2026-11-21T12:00Z", """{"num_sessions":1}"""));
        Answer(harness, ["vector_stores"], Page("2026-11-21T12:00Z", """{"usage_bytes":1024}"""));

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("usage.hour", Hours);

        Assert.Equal((UsageView.Usage, Hours, ReaderHarness.At("2026-11-21T14:00Z")), (usage.View, usage.Range, usage.CoversUntil));
        Assert.Equal(
            new UsageBucket(ReaderHarness.At("2026-11-21T12:00Z"), new UsageSeries { Project = "proj_a", Key = "key_a", Model = "gpt-6-astra", Endpoint = "completions" })
            {
                Requests = 6,
                InputTokens = 1001,
                CachedTokens = 400,
                OutputTokens = 502,
            },
            Row("completions"));
        Assert.Equal((1L, 7L, null, null), (Row("embeddings").Requests!.Value, Row("embeddings").InputTokens!.Value, Row("embeddings").OutputTokens, Row("embeddings").Cost));
        Assert.Equal((5L, 4L, 1L, null), (Row("file_search_calls").Requests!.Value, Row("web_search_calls").Requests!.Value, Row("code_interpreter_sessions").Requests!.Value, Row("vector_stores").Requests));

        UsageBucket Row(string endpoint) => usage.Buckets.Single(bucket => bucket.Series.Endpoint == endpoint);
    }

    [Fact]
    public async Task UsageHour_Grouping_IsWhatEachEndpointAllows()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        Answer(harness, All, Empty);

        await harness.ReadAsync("usage.hour", Hours);

        var asked = harness.Stub.Seen.ToDictionary(request => request.Route.Split('/')[^1], request => string.Join(',', request.Query("group_by[]")));
        Assert.Equal(All.Order(), asked.Keys.Order());
        Assert.Equal("project_id,api_key_id,model", asked["completions"]);
        Assert.Equal("project_id", asked["vector_stores"]);
        Assert.Equal("project_id", asked["code_interpreter_sessions"]);
        Assert.Equal("project_id,api_key_id", asked["file_search_calls"]);
        Assert.All(harness.Stub.Seen, request => Assert.Equal(("1h", "168"), (request.Query("bucket_width")[0], request.Query("limit")[0])));
    }

    [Fact]
    public async Task UsageHour_AnEndpointThatIsNotThere_IsABlindSpot()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        Answer(harness, All, Empty);
        harness.Stub.On("GET /organization/usage/images", _ => StubProvider.Error(404));

        var facts = await harness.ReadAsync("usage.hour", Hours);

        Assert.Contains("images", Assert.Single(facts.OfType<ProviderFact.BlindSpot>()).Text, StringComparison.Ordinal);
        Assert.Single(facts.OfType<ProviderFact.Usage>());
    }

    [Fact]
    public async Task UsageHour_AnEndpointThatFails_GivesNoPartialHours()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        Answer(harness, All, Page("2026-11-21T12:00Z", """{"num_model_requests":1}"""));
        harness.Stub.On("GET /organization/usage/web_search_calls", _ => StubProvider.Error(500));

        Assert.Equal(ProviderFailure.Unavailable, (await harness.FailAsync("usage.hour", Hours)).Failure);
    }

    [Fact]
    public async Task UsageMinute_TokenEndpoints_AreReadByTheMinute()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        Answer(harness, ["completions", "embeddings", "moderations"], Empty);
        Answer(harness, ["completions"], Page("2026-11-21T14:29Z", """{"input_tokens":1,"output_tokens":2,"num_model_requests":1}""", 60));

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("usage.minute", ReaderHarness.Range("2026-11-21T11:30:40Z", "2026-11-21T14:30Z"));

        Assert.Equal((UsageView.UsageMinutes, ReaderHarness.At("2026-11-21T11:30Z"), ReaderHarness.Now), (usage.View, usage.Range.Start, usage.CoversUntil));
        Assert.All(harness.Stub.Seen, request => Assert.Equal(("1m", "1440"), (request.Query("bucket_width")[0], request.Query("limit")[0])));
    }

    private static void Answer(ReaderHarness harness, string[] endpoints, string page)
    {
        foreach (string endpoint in endpoints)
        {
            harness.Stub.On($"GET /organization/usage/{endpoint}", page);
        }
    }

    private static string Page(string start, string results, int width = 3600)
    {
        long from = ReaderHarness.At(start).ToUnixTimeSeconds();

        return Regex.Replace($$"""{"object":"page","data":[{"start_time":{{from}},"end_time":{{from + width}},"results":[{{results}}]}],"has_more":false,"next_page":null}""", @"\s*\n\s*", "");
    }
}
