using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.OpenRouter;

public sealed class ActivityTests
{
    [Fact]
    public async Task Activity_EndpointsOfOneProvider_AreOneRowADay()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /activity", """
            {"data":[
              {"date":"2026-11-20","model":"a/x","model_permaslug":"a/x-1","provider_name":"P","endpoint_id":"e1","requests":5,"usage":0.5,"byok_usage_inference":0.25,"prompt_tokens":50,"completion_tokens":25,"reasoning_tokens":5,"cached_tokens":10},
              {"date":"2026-11-20","model":"a/x","model_permaslug":"a/x-1","provider_name":"P","endpoint_id":"e2","requests":"2","usage":"0.5","prompt_tokens":50,"completion_tokens":25},
              {"date":"2026-11-19T00:00:00Z","model":"a/y","provider_name":"Q","requests":1,"usage":1},
              {"date":"2026-09-01","model":"a/y","provider_name":"Q","requests":1,"usage":1}]}
            """);

        var usage = await harness.ReadOneAsync<ProviderFact.Usage>("activity", ReaderHarness.Range("2026-10-01", "2026-11-21T14:30Z"));

        Assert.Equal(ReaderHarness.Range("2026-10-22", "2026-11-21"), usage.Range);
        Assert.Equal((UsageView.Activity, ReaderHarness.At("2026-11-21")), (usage.View, usage.CoversUntil));
        Assert.Equal(2, usage.Buckets.Count);
        Assert.Equal(
            new UsageBucket(ReaderHarness.At("2026-11-20"), new UsageSeries { Model = "a/x-1", Route = "P" })
            {
                Requests = 7,
                InputTokens = 100,
                OutputTokens = 50,
                ReasoningTokens = 5,
                CachedTokens = 10,
                Cost = Usd.FromDollars(1),
                ByokCost = Usd.FromDollars(0.25m),
            },
            usage.Buckets[1]);
    }

    [Fact]
    public async Task Activity_TodayOnly_AsksNothing()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);

        Assert.Empty(await harness.ReadAsync("activity", ReaderHarness.Range("2026-11-21", "2026-11-21T14:30Z")));
        Assert.Empty(harness.Stub.Seen);
    }

    [Fact]
    public async Task Activity_ARowWithoutADay_IsMalformed()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /activity", """{"data":[{"usage":1}]}""");

        Assert.Equal(ProviderFailure.Malformed, (await harness.FailAsync("activity", ReaderHarness.Range("2026-11-01", "2026-11-21"))).Failure);
    }
}
