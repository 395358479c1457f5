using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenRouter;

namespace Spendwall.Bot.Tests.Providers.OpenRouter;

public sealed class GenerationTests
{
    [Fact]
    public async Task Generation_WithAFallback_ListsEveryAttempt()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /generation", """
            {"data":{"id":"gen-1","model":"a/x","provider_name":"P","usage":"0.0015","upstream_inference_cost":null,"latency":1250,"native_tokens_prompt":"10","tokens_prompt":9,
              "provider_responses":[{"provider_name":"Q","status":503},{"provider_name":"P","status":null,"routed_service_tier":"new"}],"created_at":"2026-11-20T23:33:19.433273+00:00"}}
            """);

        var record = await Source(harness).GenerationAsync("gen-1", CancellationToken.None);

        Assert.Equal(("P", 0.0015m, 10L), (record.Provider, record.Cost!.Value.Dollars, record.InputTokens!.Value));
        Assert.Equal([new ProviderAttempt("Q", null, 503, null), new ProviderAttempt("P", null, null, null)], record.Attempts);
        Assert.Equal(TimeSpan.FromMilliseconds(1250), record.Latency);
        Assert.Null(record.UpstreamCost);
        Assert.Equal(["gen-1"], harness.Stub.Seen[0].Query("id"));
    }

    [Fact]
    public async Task Generation_NotThereYet_IsNotFoundAndLeftToTheCaller()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, ReaderHarness.Once with { Retries = 3 });
        harness.Stub.On("GET /generation", StubProvider.Error(404));

        var exception = await Assert.ThrowsAsync<ProviderException>(() => Source(harness).GenerationAsync("gen-1", CancellationToken.None));

        Assert.Equal(ProviderFailure.NotFound, exception.Failure);
        Assert.Single(harness.Stub.Seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gen-")]
    [InlineData("chatcmpl-1")]
    [InlineData("gen-1&key=2")]
    [InlineData("gen-1\n")]
    public async Task Generation_NoId_IsRejectedUnasked(string id)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);

        Assert.Equal(ProviderFailure.Rejected, (await Assert.ThrowsAsync<ProviderException>(() => Source(harness).GenerationAsync(id, CancellationToken.None))).Failure);
        Assert.Empty(harness.Stub.Seen);
    }

    private static IGenerationSource Source(ReaderHarness harness) => Assert.IsAssignableFrom<IGenerationSource>(harness.Reader);
}
