using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.OpenAI;

public sealed class DirectoryTests
{
    [Fact]
    public async Task Names_ProjectsAndKeys_AreReadPageByPage()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On("GET /organization/projects", request => StubProvider.Json(request.Query("after") switch
        {
            [] => """{"object":"list","data":[{"id":"proj_a","name":"Alpha"}],"first_id":"proj_a","last_id":"proj_a","has_more":true}""",
            ["proj_a"] => """{"object":"list","data":[{"id":"proj_b","name":null,"status":"archived"}],"has_more":false}""",
            _ => throw new InvalidOperationException(request.ToString()),
        }));
        harness.Stub.On("GET /organization/projects/proj_a/api_keys", """
            {"object":"list","data":[{"id":"key_1","name":"batch","redacted_value":"sk-abc...def","owner":{"type":"user","user":{"name":"Dana","email":"dana@example.com"}}},{"id":"key_2","name":null,"redacted_value":"sk-abc...xyz"}],"has_more":false}
            """);
        harness.Stub.On("GET /organization/projects/proj_b/api_keys", StubProvider.Error(404));

        var names = (await harness.ReadOneAsync<ProviderFact.Names>("names")).List;

        Assert.Equal([new DimensionName("project", "proj_a", "Alpha"), new DimensionName("key", "key_1", "batch"), new DimensionName("key", "key_2", "sk-abc...xyz")], names);
    }

    [Theory]
    [InlineData("""{"data":[],"has_more":true}""")]
    [InlineData("""{"data":[{"id":"proj_a"}],"last_id":"proj_a","has_more":true}""")]
    public async Task Names_PagesWithoutEnd_AreMalformed(string page)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On("GET /organization/projects", page);

        Assert.Equal(ProviderFailure.Malformed, (await harness.FailAsync("names")).Failure);
    }

    [Fact]
    public async Task Limits_WholeCents_AreDollars()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On("GET /organization/spend_limit", """{"object":"organization.spend_limit","threshold_amount":10050,"currency":"USD","interval":"month","enforcement":{"status":"enforcing"}}""");
        harness.Stub.On("GET /organization/spend_alerts", """{"object":"list","data":[{"id":"a1","threshold_amount":"100000","currency":"USD","notification_channel":{"type":"email","recipients":["finance@example.com"]}}],"has_more":false}""");

        var facts = await harness.ReadAsync("limits");

        Assert.Equal(
            [new ProviderLimit("organization", "spend_limit", Usd.FromDollars(100.5m), true), new ProviderLimit("organization", "spend_alert", Usd.FromDollars(1000), false)],
            facts.OfType<ProviderFact.Limits>().Single().List);
        Assert.Equal(["balance"], facts.OfType<ProviderFact.BlindSpot>().Select(blind => blind.Topic));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Limits_NotReadable_AreBlindSpots(int status)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On("GET /organization/spend_limit", StubProvider.Error(status));
        harness.Stub.On("GET /organization/spend_alerts", StubProvider.Error(status));

        var facts = await harness.ReadAsync("limits");

        Assert.Equal(["balance", "limits"], facts.Cast<ProviderFact.BlindSpot>().Select(blind => blind.Topic));
    }

    [Theory]
    [InlineData("""{"threshold_amount":100,"currency":"EUR"}""")]
    [InlineData("""{"currency":"USD"}""")]
    public async Task Limits_InAnotherCurrencyOrWithoutAmount_AreMalformed(string limit)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);
        harness.Stub.On("GET /organization/spend_limit", limit);

        Assert.Equal(ProviderFailure.Malformed, (await harness.FailAsync("limits")).Failure);
    }

    [Fact]
    public async Task Datasets_AdminKey_AreKnownWithoutAsking()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenAI);

        var datasets = await harness.Reader.DatasetsAsync(CancellationToken.None);

        Assert.Equal(["costs", "usage.hour", "usage.minute", "names", "limits"], datasets.Select(dataset => dataset.Name));
        Assert.Equal(["costs"], datasets.Where(dataset => dataset.Essential).Select(dataset => dataset.Name));
    }
}
