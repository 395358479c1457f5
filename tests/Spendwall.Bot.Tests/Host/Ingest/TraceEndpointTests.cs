using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Host.Ingest.Traces;

namespace Spendwall.Bot.Tests.Host.Ingest;

/// <summary>OpenRouter's Broadcast and OpenTelemetry exporters against the real listener on loopback.</summary>
public sealed class TraceEndpointTests
{
    private static readonly SpendwallOptions Both = new() { Accounts = [new() { Name = "openrouter-main" }, new() { Name = "openai-acme", Provider = ProviderKind.OpenAI }] };

    [Fact]
    public async Task Broadcast_AsReallySent_IsOneRecordOfTheOpenRouterAccount()
    {
        await using var world = await IngestWorld.StartAsync(Both);

        var (status, answer) = await PostAsync(world, Body("gen-1", Broadcast("gen-1")));

        Assert.Equal((HttpStatusCode.OK, "{}"), (status, answer.GetRawText()));
        var record = Assert.Single(await world.RecordsAsync());
        Assert.Equal(("gen-1", 1, DateTimeOffset.FromUnixTimeSeconds(1795240800), RequestSource.Broadcast), (record.Id, record.Attempt, record.Time, record.Source));
        Assert.Equal(
            new RequestLabels { Workflow = "summaries", Caller = "batch-7", ModelRequested = "vendor/model-a", ModelServed = "vendor/model-b", Route = "Nebius" },
            record.Labels);
        Assert.Equal((1200, 200, 300, 50), (record.InputTokens, record.CachedTokens, record.OutputTokens, record.ReasoningTokens));
        Assert.Equal((Usd.FromDollars(0.003m), CostSource.Provider, 200, 1250L), (record.Cost, record.CostSource, record.Status, record.DurationMs));
    }

    [Fact]
    public async Task Broadcast_SampleOfTheDocuments_IsTaken()
    {
        await using var world = await IngestWorld.StartAsync(Both);
        const string Sample = """{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"openrouter"}}]},"scopeSpans":[{"spans":[{"traceId":"abc123...","spanId":"def456...","name":"chat","startTimeUnixNano":"1795240800000000000","endTimeUnixNano":"1795240801000000000","attributes":[{"key":"gen_ai.request.model","value":{"stringValue":"openai/gpt-4"}},{"key":"gen_ai.usage.prompt_tokens","value":{"intValue":"100"}},{"key":"gen_ai.usage.completion_tokens","value":{"intValue":"50"}}]}]}]}]}""";

        await world.PostAsync(TraceEndpoint.Path, Encoding.UTF8.GetBytes(Sample));

        var record = Assert.Single(await world.RecordsAsync());
        Assert.Equal(("span:abc123...:def456...", 100, 50, null), (record.Id, record.InputTokens, record.OutputTokens, record.Cost));
    }

    /// <summary>Tries of a router and redelivery, in every order and in one body or several: one request, its money once, and how often it was tried.</summary>
    [Theory]
    [InlineData("m01")]
    [InlineData("01m")]
    [InlineData("0,m,1")]
    [InlineData("1,0,m")]
    [InlineData("m,m,0,1,0,m")]
    [InlineData("m01,m01,01m")]
    public async Task Broadcast_AttemptSpansAndRedelivery_AreOneRequest(string deliveries)
    {
        await using var world = await IngestWorld.StartAsync(Both);
        foreach (string delivery in deliveries.Split(','))
        {
            await PostAsync(world, Body("gen-1", [.. delivery.Select(static what => what == 'm' ? Broadcast("gen-1") : Attempt(what - '0'))]));
        }

        var record = Assert.Single(await world.RecordsAsync());
        Assert.Equal((2, Usd.FromDollars(0.003m), 1200), (record.Tries, record.Cost, record.InputTokens));
        var sum = Assert.Single(await world.Store.SumsAsync(new("openrouter-main", new(IngestWorld.Now.AddDays(-10), IngestWorld.Now.AddDays(1)), RequestDimension.None), default)).Figures;
        Assert.Equal((1, Usd.FromDollars(0.003m), 1), (sum.Requests, sum.Cost, sum.Rerouted));
    }

    [Fact]
    public async Task Broadcast_SeveralRequestsUnderOneTrace_StayApart()
    {
        await using var world = await IngestWorld.StartAsync(Both);

        await PostAsync(world, Body("gen-trace", Attempt(1, "2222222222222222"), Broadcast("gen-1", "1111111111111111"), Broadcast("gen-2", "2222222222222222")));

        Assert.Equal([("gen-1", null), ("gen-2", 2)], (await world.RecordsAsync()).Select(static record => (record.Id, record.Tries)));
    }

    [Fact]
    public async Task Sdk_SpansOfTheConventions_AreRecordsAndTheirHoldersAreNot()
    {
        await using var world = await IngestWorld.StartAsync(Both);
        var failed = Span("2222222222222222", ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "gpt-6"), ("error.type", "429"));
        failed["status"] = new JsonObject { ["code"] = 2, ["message"] = "hush" };

        var (status, _) = await PostAsync(world, Body(
            generation: null,
            Span("1111111111111111", ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "gpt-6"), ("gen_ai.response.model", "gpt-6-2026-09-01"), ("gen_ai.response.id", "chatcmpl-1"), ("gen_ai.usage.input_tokens", 10L), ("gen_ai.usage.output_tokens", 5L), ("gen_ai.usage.cache_read.input_tokens", 4), ("spendwall.workflow", "checkout"), ("spendwall.accepted", true), ("user.id", "acme")),
            failed,
            Span("3333333333333333", ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "gpt-6"), ("gen_ai.usage.input_tokens", 10L)),
            Span("4444444444444444", ("http.request.method", "POST"), ("http.response.status_code", 200))));

        Assert.Equal(HttpStatusCode.OK, status);
        var records = await world.RecordsAsync("openai-acme");
        Assert.Equal(["chatcmpl-1", $"span:{Trace}:2222222222222222"], records.Select(static record => record.Id));
        var (well, broken) = (records[0], records[1]);
        Assert.Equal(new RequestLabels { Workflow = "checkout", Caller = "checkout", Customer = "acme", ModelRequested = "gpt-6", ModelServed = "gpt-6-2026-09-01", Endpoint = "chat" }, well.Labels);
        Assert.Equal((200, true, 4L, RequestSource.OpenTelemetry), (well.Status, well.Accepted, well.CachedTokens, well.Source));
        Assert.Equal((429, ErrorCause.RateLimit), (broken.Status, broken.Cause));
    }

    [Fact]
    public async Task Post_SomeSpansRefused_IsAPartialSuccess()
    {
        await using var world = await IngestWorld.StartAsync(Both);
        var noTime = Broadcast("gen-2");
        noTime.Remove("startTimeUnixNano");

        var (status, answer) = await PostAsync(world, Body("gen-1", Broadcast("gen-1"), noTime));

        Assert.Equal((HttpStatusCode.OK, "1"), (status, answer.GetProperty("partialSuccess").GetProperty("rejectedSpans").GetString()));
        Assert.Contains("span 2: startTimeUnixNano is missing", answer.GetProperty("partialSuccess").GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync());
    }

    [Fact]
    public async Task Post_Protobuf_Is415AndSaysWhatToSet()
    {
        await using var world = await IngestWorld.StartAsync(Both);

        var (status, answer) = await world.PostAsync(TraceEndpoint.Path, [10, 0], "application/x-protobuf");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("http/json", answer.GetProperty("error").GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"resourceSpans\":[]}")]
    public async Task Post_ConnectionTest_IsFine(string body)
    {
        await using var world = await IngestWorld.StartAsync(Both);

        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync(TraceEndpoint.Path, Encoding.UTF8.GetBytes(body), test: true)).Status);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"resourceSpans\":[{")]
    [InlineData("{} {}")]
    public async Task Post_NoTraces_Is400(string body)
    {
        await using var world = await IngestWorld.StartAsync(Both);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.PostAsync(TraceEndpoint.Path, Encoding.UTF8.GetBytes(body))).Status);
    }

    [Fact]
    public async Task Post_WithoutTheSecret_Is401()
    {
        await using var world = await IngestWorld.StartAsync(Both);

        Assert.Equal(HttpStatusCode.Unauthorized, (await world.PostAsync(TraceEndpoint.Path, "{}"u8.ToArray(), authorization: null)).Status);
    }

    [Fact]
    public async Task Post_InflatedTooLarge_Is413()
    {
        await using var world = await IngestWorld.StartAsync(Both);

        var (status, _) = await world.PostAsync(TraceEndpoint.Path, IngestWorld.Gzip(new byte[(int)TraceEndpoint.Largest + 1]), encoding: "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    /// <summary>Bytes of all kinds: never an exception, always an answer.</summary>
    [Fact]
    public void Read_MutatedBodies_NeverThrows()
    {
        byte[] body = Encoding.UTF8.GetBytes(Body("gen-1", Broadcast("gen-1"), Attempt(0), Attempt(1)).ToJsonString());
        var random = new Random(3);
        var quarantine = new Quarantine(null, new ManualClock(IngestWorld.Now), NullLogger<Quarantine>.Instance);
        int good = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] mutant = [.. body];
            for (int change = random.Next(1, 8); change > 0; change--)
            {
                mutant[random.Next(mutant.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : body[random.Next(body.Length)];
            }

            using var aside = quarantine.Open("otlp");
            var report = new IntakeReport();
            var records = new OtlpBody(new(Both, null, RequestSource.OpenTelemetry, IngestWorld.Now), aside, report)
                .Read(mutant.AsSpan(0, random.Next(4) == 0 ? random.Next(mutant.Length) : mutant.Length));
            good += records?.Count > 0 ? 1 : 0;
        }

        Assert.InRange(good, 1000, 19_999);
    }

    private static Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(IngestWorld world, JsonObject body) =>
        world.PostAsync(TraceEndpoint.Path, Encoding.UTF8.GetBytes(body.ToJsonString()));
}
