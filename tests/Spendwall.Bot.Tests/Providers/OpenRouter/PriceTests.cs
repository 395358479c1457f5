using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.OpenRouter;

public sealed class PriceTests
{
    [Fact]
    public async Task Prices_List_IsExactAndAVariablePriceIsUnknown()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /models", Fixture.Read("openrouter.models.json"));

        var prices = (await harness.ReadOneAsync<ProviderFact.Prices>("prices")).List;

        var x = prices.Single(price => price.Model == "a/x");
        Assert.Equal((0.00000014m, 0.00000028m, 0.00000002m, null, 0m), (x.Input, x.Output, x.CacheRead, x.CacheWrite, x.Request));
        Assert.Equal(new DateOnly(2027, 1, 31), x.ExpiresDay);
        Assert.Equal([new PriceOverride(200000, null, null, 0.00000028m, null, null, null), new PriceOverride(null, 100, 400, null, 0.00000014m, null, null)], x.Overrides);
        Assert.Equal(0.00000014m, prices.Single(price => price.Model == "a/x-2026-01-01").Input);
        Assert.Equal(0m, prices.Single(price => price.Model == "a/x:free").Input);
        Assert.Equal((null, null), prices.Where(price => price.Model == "openrouter/auto").Select(price => (price.Input, price.Output)).Single());
        Assert.Null(prices.Single(price => price.Model == "b/no-price").Input);
    }

    [Fact]
    public async Task Prices_ModelsInUse_AddTheirRoutes()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /models", Fixture.Read("openrouter.models.json"));
        harness.Stub.On("GET /models/a/x/endpoints", """
            {"data":{"id":"a/x","endpoints":[
              {"provider_name":"Novita","tag":"novita/fp8","pricing":{"prompt":"0.0000002","completion":"0.0000004","discount":0.5}},
              {"provider_name":"Other","pricing":{"prompt":"0.0000003"}},
              {"pricing":{"prompt":"1"}}]}}
            """);
        harness.Stub.On("GET /models/gone/model/endpoints", StubProvider.Error(404));

        var prices = (await harness.ReadOneAsync<ProviderFact.Prices>("prices", null, "a/x-2026-01-01", "gone/model", "nonsense", "")).List;

        var routes = prices.Where(price => price.Route.Length > 0).ToList();
        Assert.Equal([("a/x-2026-01-01", "novita/fp8", (decimal?)0.0000001m), ("a/x-2026-01-01", "Other", 0.0000003m)], routes.Select(price => (price.Model, price.Route, price.Input)));
    }

    [Fact]
    public async Task Prices_PagedList_IsReadToTheEnd()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /models", request => StubProvider.Json(request.Query("offset") switch
        {
            [] => """{"data":[{"id":"a/1"},{"id":"a/2"}],"total_count":3,"links":{"next":"x"}}""",
            ["2"] => """{"data":[{"id":"a/3"}],"total_count":3,"links":{"next":null}}""",
            _ => throw new InvalidOperationException(request.ToString()),
        }));

        var prices = (await harness.ReadOneAsync<ProviderFact.Prices>("prices")).List;

        Assert.Equal(["a/1", "a/2", "a/3"], prices.Select(price => price.Model));
    }

    [Fact]
    public async Task Prices_AServerThatIgnoresTheOffset_Ends()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /models", """{"data":[{"id":"a/1"}],"total_count":3}""");

        Assert.Single((await harness.ReadOneAsync<ProviderFact.Prices>("prices")).List);
    }
}
