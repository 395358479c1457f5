using System.Text.Json;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.Errors;
using Spendwall.Bot.Providers.OpenRouter;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Providers;

/// <summary>The official example answers decode; nothing more is done where they are absent.</summary>
public sealed class ContractExampleTests
{
    [Fact]
    public async Task OpenRouterCredits_Example_Decodes()
    {
        if (Example("openrouter", "credits.json") is { } json)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenRouter);
            harness.Stub.On("GET /credits", json);

            Assert.Equal(74.75m, (await harness.ReadOneAsync<ProviderFact.Balance>("credits")).Reading.Balance.Dollars);
        }
    }

    [Theory]
    [InlineData("key.json", 1)]
    [InlineData("key.2026-10.json", 2)]
    public async Task OpenRouterKey_Example_Decodes(string name, int caps)
    {
        if (Example("openrouter", name) is { } json)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenRouter);
            harness.Stub.On("GET /key", json);

            Assert.Equal(caps, (await harness.ReadOneAsync<ProviderFact.KeyCaps>("key")).Caps.Count);
            Assert.Equal(25.5m, (await harness.ReadOneAsync<ProviderFact.Usage>("key")).Buckets[0].Cost!.Value.Dollars);
        }
    }

    [Fact]
    public async Task OpenRouterKeysAndWorkspaces_Examples_Decode()
    {
        if (Example("openrouter", "keys.json") is { } keys && Example("openrouter", "workspaces.json") is { } workspaces)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenRouter);
            harness.Stub.On("GET /workspaces", workspaces).On("GET /keys", keys);

            var cap = Assert.Single((await harness.ReadOneAsync<ProviderFact.KeyCaps>("keys")).Caps);
            Assert.Equal(("My Production Key", "Production", 74.5m), (cap.Name, cap.Workspace, cap.Remaining!.Value.Dollars));
        }
    }

    [Fact]
    public async Task OpenRouterActivity_Example_Decodes()
    {
        if (Example("openrouter", "activity.json") is { } json)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenRouter);
            harness.Stub.On("GET /activity", json.Replace("2025-08-24", "2026-11-20", StringComparison.Ordinal));

            var usage = await harness.ReadOneAsync<ProviderFact.Usage>("activity", ReaderHarness.Range("2026-11-01", "2026-11-21"));
            Assert.Equal((0.015m, "OpenAI"), (usage.Buckets[0].Cost!.Value.Dollars, usage.Buckets[0].Series.Route));
        }
    }

    [Theory]
    [InlineData("analytics.query.json", "2025-01-01", 1500)]
    [InlineData("analytics.query.daily-by-model.skill.json", "2026-05-18", 892)]
    [InlineData("analytics.query.weekly-by-key.docs.json", "2026-05-31", null)]
    public async Task OpenRouterAnalytics_Example_Decodes(string name, string first, int? requests)
    {
        if (Example("openrouter", name) is { } json)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenRouter);
            harness.Stub.On("POST /analytics/query", json);

            var bucket = (await harness.ReadOneAsync<ProviderFact.Usage>("analytics.key-model", ReaderHarness.Range("2025-01-01", "2026-11-21"))).Buckets[0];
            Assert.Equal((ReaderHarness.At(first), (long?)requests), (bucket.Start, bucket.Requests));
        }
    }

    [Fact]
    public async Task OpenRouterPrices_Examples_Decode()
    {
        if (Example("openrouter", "models.json") is { } models && Example("openrouter", "models.author.slug.endpoints.json") is { } endpoints)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenRouter);
            harness.Stub.On("GET /models", models).On("GET /models/openai/gpt-4/endpoints", endpoints);

            Assert.Equal(0.00003m, Assert.Single((await harness.ReadOneAsync<ProviderFact.Prices>("prices", null, "openai/gpt-4")).List).Input);
        }
    }

    [Fact]
    public async Task OpenRouterGeneration_Example_Decodes()
    {
        if (Example("openrouter", "generation.json") is { } json)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenRouter);
            harness.Stub.On("GET /generation", json);

            var record = await ((IGenerationSource)harness.Reader).GenerationAsync("gen-3bhGkxlo4XFrqiabUM7NDtwDzWwG", CancellationToken.None);
            Assert.Equal((0.0015m, "Infermatic", null), (record.Cost!.Value.Dollars, record.Provider, record.Workspace));
        }
    }

    [Fact]
    public void OpenRouterErrors_EveryExample_HasACauseAndARemedy()
    {
        if (Example("openrouter", "errors.json") is { } json)
        {
            foreach (var answer in JsonDocument.Parse(json).RootElement.EnumerateObject())
            {
                var error = ProviderErrors.FromText(answer.Value.GetRawText(), ProviderKind.OpenRouter);

                Assert.True(error is { Cause: not ErrorCause.Unknown, Remedy.Length: > 0 }, answer.Name);
            }
        }
    }

    [Theory]
    [InlineData("error.402.in-flight-budget.json", ErrorCause.InFlightBudget)]
    [InlineData("error.429.docs.json", ErrorCause.RateLimit)]
    public void OpenRouterError_DocumentedSample_IsTranslated(string name, ErrorCause cause)
    {
        if (Example("openrouter", name) is { } json)
        {
            Assert.Equal(cause, ProviderErrors.FromText(json)!.Cause);
        }
    }

    [Fact]
    public async Task OpenAICosts_Example_Decodes()
    {
        if (Example("openai", "costs.json") is { } json)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenAI);
            harness.Stub.On("GET /organization/costs", json);

            var usage = await harness.ReadOneAsync<ProviderFact.Usage>("costs", ReaderHarness.Range("2024-11-01", "2024-11-02"));
            Assert.Equal(0.06m, Assert.Single(usage.Buckets).Cost!.Value.Dollars);
        }
    }

    [Fact]
    public async Task OpenAICostsResult_Example_Decodes()
    {
        if (Example("openai", "costs.result-object.json") is { } json)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenAI);
            harness.Stub.On("GET /organization/costs", $$"""{"data":[{"start_time":1730419200,"end_time":1730505600,"results":[{{json}}]}]}""");

            var bucket = Assert.Single((await harness.ReadOneAsync<ProviderFact.Usage>("costs", ReaderHarness.Range("2024-11-01", "2024-11-02"))).Buckets);
            Assert.Equal((10000L, "input_tokens", ""), (bucket.InputTokens!.Value, bucket.Series.Endpoint, bucket.Series.Model));
        }
    }

    [Fact]
    public async Task OpenAIUsage_EveryExample_Decodes()
    {
        string[] endpoints =
        [
            "completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions", "vector_stores", "code_interpreter_sessions", "file_search_calls", "web_search_calls",
        ];
        if (endpoints.All(endpoint => Example("openai", $"usage.{endpoint}.json") is not null))
        {
            using var harness = new ReaderHarness(ProviderKind.OpenAI);
            foreach (string endpoint in endpoints)
            {
                string page = Example("openai", $"usage.{endpoint}.json")!;
                harness.Stub.On($"GET /organization/usage/{endpoint}", request => StubProvider.Json(request.Query("page").Count == 0 ? page : """{"data":[],"has_more":false,"next_page":null}"""));
            }

            var usage = await harness.ReadOneAsync<ProviderFact.Usage>("usage.hour", new UtcRange(ReaderHarness.At("2024-11-01"), ReaderHarness.At("2024-11-02")));

            Assert.Equal(endpoints.Order(), usage.Buckets.Select(bucket => bucket.Series.Endpoint).Order());
            Assert.Equal((1000L, 400L), usage.Buckets.Where(bucket => bucket.Series.Endpoint == "completions").Select(bucket => (bucket.InputTokens!.Value, bucket.CachedTokens!.Value)).Single());
        }
    }

    [Fact]
    public async Task OpenAIDirectory_Examples_Decode()
    {
        if (Example("openai", "projects.json") is { } projects && Example("openai", "projects.project_id.api_keys.json") is { } keys
            && Example("openai", "spend_limit.json") is { } limit && Example("openai", "spend_alerts.json") is { } alerts)
        {
            using var harness = new ReaderHarness(ProviderKind.OpenAI);
            harness.Stub.On("GET /organization/projects", projects).On("GET /organization/projects/proj_abc/api_keys", keys)
                .On("GET /organization/spend_limit", limit).On("GET /organization/spend_alerts", alerts);

            Assert.Equal(["Project example", "My API Key"], (await harness.ReadOneAsync<ProviderFact.Names>("names")).List.Select(name => name.Name));
            Assert.Equal([100m, 1000m], (await harness.ReadOneAsync<ProviderFact.Limits>("limits")).List.Select(item => item.Threshold.Dollars));
        }
    }

    private static string? Example(string provider, string name) =>
        SharedFolder.Find("contracts", "examples", provider, name) is { } path ? File.ReadAllText(path) : null;
}
