using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.OpenRouter;

public sealed class KeyTests
{
    private const string Workspaces = """{"data":[{"id":"w1","name":"Production"},{"id":"w2","name":"Lab"}],"total_count":2}""";

    [Fact]
    public async Task Datasets_ManagementKey_AskOnceAndReadTheWholeAccount()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /key", StubProvider.Json("""{"data":{"label":"m","is_management_key":true}}"""));

        var datasets = await harness.Reader.DatasetsAsync(CancellationToken.None);
        await harness.Reader.DatasetsAsync(CancellationToken.None);

        Assert.Equal(["credits", "analytics.key-model", "analytics.model-route", "keys", "activity", "prices"], datasets.Select(dataset => dataset.Name));
        Assert.Equal(["credits", "analytics.key-model"], datasets.Where(dataset => dataset.Essential).Select(dataset => dataset.Name));
        Assert.Single(harness.Stub.Seen);
    }

    [Fact]
    public async Task Datasets_OldNameOfTheKind_IsUnderstood()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /key", """{"data":{"is_provisioning_key":true}}""");

        Assert.Contains(await harness.Reader.DatasetsAsync(CancellationToken.None), dataset => dataset.Name == "credits");
    }

    [Fact]
    public async Task Datasets_InferenceKey_ReadTheKeyAlone()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /key", """{"data":{"label":"k","is_management_key":false}}""");

        var datasets = await harness.Reader.DatasetsAsync(CancellationToken.None);

        Assert.Equal(["key", "prices"], datasets.Select(dataset => dataset.Name));
        Assert.True(datasets[0].Essential);
    }

    [Fact]
    public async Task Datasets_AfterAFailure_AskAgain()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /key", StubProvider.Error(401), StubProvider.Json("""{"data":{"is_management_key":true}}"""));

        await Assert.ThrowsAsync<ProviderException>(() => harness.Reader.DatasetsAsync(CancellationToken.None));

        Assert.NotEmpty(await harness.Reader.DatasetsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Key_InferenceKey_GivesCapsLayersTodaysUseAndWhatIsMissing()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /key", Fixture.Read("openrouter.key.budgets.json"));

        var facts = await harness.ReadAsync("key");

        var caps = Assert.IsType<ProviderFact.KeyCaps>(facts[0]).Caps;
        Assert.Equal(["key_limit", "member", "workspace:daily", "workspace:monthly"], caps.Select(cap => cap.Layer));
        Assert.Equal((100m, 74.5m, CapReset.Monthly), (caps[0].Limit!.Value.Dollars, caps[0].Remaining!.Value.Dollars, caps[0].Reset));
        Assert.Equal((50m, 17.5m, CapReset.Weekly, 32.5m), (caps[1].Limit!.Value.Dollars, caps[1].Remaining!.Value.Dollars, caps[1].Reset, caps[1].UsageThisWeek!.Value.Dollars));
        Assert.Equal(-1m, caps[2].Remaining!.Value.Dollars);
        var usage = Assert.IsType<ProviderFact.Usage>(facts[1]);
        Assert.Equal(UsageView.OwnKey, usage.View);
        Assert.Equal(ReaderHarness.Range("2026-11-21", "2026-11-22"), usage.Range);
        Assert.Equal((Usd.FromDollars(2.5m), Usd.FromDollars(0.5m)), (usage.Buckets[0].Cost!.Value, usage.Buckets[0].ByokCost!.Value));
        Assert.Equal(caps[0].Name, usage.Buckets[0].Series.Key);
        Assert.Contains("https://openrouter.ai/settings/management-keys", Assert.IsType<ProviderFact.BlindSpot>(facts[2]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_BareAnswer_IsUnknownAndNotZero()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /key", """{"data":{"limit":null,"limit_reset":"hourly","something":[1]}}""");

        var facts = await harness.ReadAsync("key");

        var cap = Assert.Single(Assert.IsType<ProviderFact.KeyCaps>(facts[0]).Caps);
        Assert.Equal((null, null, null, CapReset.Never), (cap.Limit, cap.Remaining, cap.Usage, cap.Reset));
        Assert.DoesNotContain(facts, fact => fact is ProviderFact.Usage);
    }

    [Fact]
    public async Task Keys_SeveralWorkspacesAndPages_AreReadToTheEnd()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /workspaces", Workspaces);
        harness.Stub.On("GET /keys", request => StubProvider.Json((request.Query("workspace_id")[0], request.Query("offset")[0]) switch
        {
            ("w1", "0") => Page(0, 100),
            ("w1", "100") => Page(100, 3),
            ("w2", "0") => Page(500, 1),
            _ => throw new InvalidOperationException(request.ToString()),
        }));

        var caps = (await harness.ReadOneAsync<ProviderFact.KeyCaps>("keys")).Caps;

        Assert.Equal(104, caps.Count);
        Assert.Equal("Lab", caps.Single(cap => cap.KeyId == "h500").Workspace);
        Assert.All(harness.Stub.Seen.Where(request => request.Route == "GET /keys"), request => Assert.Equal(["true"], request.Query("include_disabled")));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Keys_NoWorkspaces_AreTheDefaultOnesAndABlindSpot(int status)
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /workspaces", StubProvider.Error(status));
        harness.Stub.On("GET /keys", request => request.Query("workspace_id").Count == 0 ? StubProvider.Json(Page(0, 2)) : throw new InvalidOperationException());

        var facts = await harness.ReadAsync("keys");

        Assert.Equal(2, facts.OfType<ProviderFact.KeyCaps>().Single().Caps.Count);
        Assert.Contains(facts.OfType<ProviderFact.BlindSpot>(), blind => blind.Topic == "workspaces");
    }

    [Fact]
    public async Task Keys_AServerThatIgnoresTheOffset_IsMalformedAndNotEndless()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /workspaces", StubProvider.Error(404));
        harness.Stub.On("GET /keys", Page(0, 100));

        Assert.Equal(ProviderFailure.Malformed, (await harness.FailAsync("keys")).Failure);
    }

    [Fact]
    public async Task Keys_WithAnInferenceKey_AddItsLayersUnderTheListedName()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, change: account => account with { InferenceKey = new Secret("sk-or-v1-other") });
        harness.Stub.On("GET /workspaces", """{"data":[]}""");
        harness.Stub.On("GET /keys", """{"data":[{"hash":"h1","name":"batch","label":"sk-or-v1-au7...890","limit":100}]}""");
        harness.Stub.On("GET /key", request => request.Authorization == "Bearer sk-or-v1-other" ? StubProvider.Json(Fixture.Read("openrouter.key.budgets.json")) : throw new InvalidOperationException());

        var caps = (await harness.ReadOneAsync<ProviderFact.KeyCaps>("keys")).Caps;

        Assert.Equal(4, caps.Count);
        Assert.All(caps, cap => Assert.Equal(("h1", "batch"), (cap.KeyId, cap.Name)));
    }

    [Fact]
    public async Task Keys_AnInferenceKeyThatIsRefused_LeavesTheInventoryAndABlindSpot()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, change: account => account with { InferenceKey = new Secret("sk-or-v1-other") });
        harness.Stub.On("GET /workspaces", """{"data":[]}""");
        harness.Stub.On("GET /keys", """{"data":[{"hash":"h1","name":"batch"}]}""");
        harness.Stub.On("GET /key", StubProvider.Error(401));

        var facts = await harness.ReadAsync("keys");

        Assert.Single(facts.OfType<ProviderFact.KeyCaps>().Single().Caps);
        Assert.Contains(facts.OfType<ProviderFact.BlindSpot>(), blind => blind.Topic == "inference-key");
    }

    [Fact]
    public async Task Keys_TwoOfOneName_AreABlindSpot()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /workspaces", """{"data":[]}""");
        harness.Stub.On("GET /keys", """{"data":[{"hash":"h1","name":"batch"},{"hash":"h2","name":"batch","disabled":true,"expires_at":"2027-12-31T23:59:59Z","last_used_at":"2026-11-01T00:00:00Z"}]}""");

        var facts = await harness.ReadAsync("keys");

        Assert.Contains(facts.OfType<ProviderFact.BlindSpot>(), blind => blind.Topic == "key-names" && blind.Text.Contains("batch", StringComparison.Ordinal));
        var second = facts.OfType<ProviderFact.KeyCaps>().Single().Caps[1];
        Assert.True(second.Disabled);
        Assert.Equal(ReaderHarness.At("2027-12-31T23:59:59Z"), second.ExpiresAt);
        Assert.Equal(ReaderHarness.At("2026-11-01"), second.LastUsedAt);
    }

    [Fact]
    public async Task Credits_InferenceKeyInTheWrongPlace_SaysWhichKeyAndWhere()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter);
        harness.Stub.On("GET /credits", StubProvider.Error(403, """{"error":{"code":403,"message":"Only management keys can perform this operation"}}"""));

        var exception = await harness.FailAsync("credits");

        Assert.Equal(ProviderFailure.Permission, exception.Failure);
        Assert.Contains("management key at https://openrouter.ai/settings/management-keys", exception.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credits_ANegativeBalance_IsRead()
    {
        using var harness = new ReaderHarness(ProviderKind.OpenRouter, change: account => account with { OpeningBalance = 10 });
        harness.Stub.On("GET /credits", """{"data":{"total_credits":5,"total_usage":"5.25","extra":1}}""");

        var reading = (await harness.ReadOneAsync<ProviderFact.Balance>("credits")).Reading;

        Assert.Equal(new BalanceReading("acme", ReaderHarness.Now, Usd.FromDollars(5), Usd.FromDollars(5.25m)), reading);
    }

    private static string Page(int first, int count) =>
        $$"""{"data":[{{string.Join(',', Enumerable.Range(first, count).Select(key => $$"""{"hash":"h{{key}}","name":"key {{key}}","limit":10}"""))}}]}""";
}
