using System.Net;
using System.Text.Json;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class OpenRouterStandInTests
{
    private readonly ManualClock clock = new(SandboxData.Start.AddDays(2).AddHours(10));

    [Fact]
    public async Task Credits_ByKeyKind_AreForManagementKeysOnly()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var nobody = new StandInClient(standIn.BaseUrl, null);
        using var stranger = new StandInClient(standIn.BaseUrl, "sk-or-v1-stranger");
        using var inference = new StandInClient(standIn.BaseUrl, standIn.InferenceKey);
        using var management = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var missing = await nobody.TryAsync("/credits");
        Assert.Equal((HttpStatusCode.Unauthorized, "Missing Authentication header"), (missing.Status, Message(missing.Body)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.TryAsync("/credits")).Status);
        var wrongKind = await inference.TryAsync("/credits");
        Assert.Equal((HttpStatusCode.Forbidden, "Only management keys can perform this operation"), (wrongKind.Status, Message(wrongKind.Body)));
        Assert.True((await management.GetAsync("/credits")).GetProperty("data").GetProperty("total_usage").GetDecimal() > 0);
    }

    [Fact]
    public async Task Credits_AreUpToAMinuteOldAndThenFollow()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenRouterStandIn.StartAsync(series, clock, new() { OpeningCredits = 500 });
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        var first = await CreditsAsync(client);
        Assert.Equal((500m, series.UsdUntil(clock.GetUtcNow())), first);

        standIn.TopUp(25);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(first, await CreditsAsync(client));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((525m, series.UsdUntil(clock.GetUtcNow())), await CreditsAsync(client));
    }

    [Fact]
    public async Task Credits_OnAPlannedTopUp_RiseAtItsTime()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(
            SandboxData.Days(3), clock, new() { OpeningCredits = 500, TopUps = [new(clock.GetUtcNow().AddHours(1), 40)] });
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        Assert.Equal(500, (await CreditsAsync(client)).Credits);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(540, (await CreditsAsync(client)).Credits);
    }

    [Fact]
    public async Task Key_DescribesTheKeyThatAsks()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(
            SandboxData.Days(3), clock, new() { Caps = new Dictionary<string, CallerCap> { ["app3"] = new(1_000, "daily") } });
        using var inference = new StandInClient(standIn.BaseUrl, standIn.InferenceKey);
        using var management = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var own = (await inference.GetAsync("/key")).GetProperty("data");
        Assert.False(own.GetProperty("is_management_key").GetBoolean());
        Assert.Equal(1_000 - own.GetProperty("usage_daily").GetDecimal(), own.GetProperty("limit_remaining").GetDecimal());
        Assert.Equal("2026-11-05T00:00:00.000Z", own.GetProperty("effective_budget").GetProperty("resets_at").GetString());
        Assert.True(own.GetProperty("usage").GetDecimal() > own.GetProperty("usage_daily").GetDecimal());
        Assert.DoesNotContain(standIn.InferenceKey[12..40], own.ToString(), StringComparison.Ordinal);
        Assert.True((await management.GetAsync("/key")).GetProperty("data").GetProperty("is_management_key").GetBoolean());
    }

    [Fact]
    public async Task Keys_ComeByTheHundredAndFromOneWorkspaceAtATime()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock, new() { IdleKeys = 150 });
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var first = Rows(await client.GetAsync("/keys"));
        var second = Rows(await client.GetAsync("/keys?offset=100"));
        var workspaces = Rows(await client.GetAsync("/workspaces"));
        var others = Rows(await client.GetAsync($"/keys?workspace_id={workspaces[1].GetProperty("id").GetString()}"));

        Assert.Equal((100, 52), (first.Count, second.Count));
        Assert.Equal(["app3"], others.Select(key => key.GetProperty("name").GetString()));
        Assert.Equal(153, first.Concat(second).Concat(others).Select(key => key.GetProperty("hash").GetString()).Distinct().Count());
        Assert.Equal(
            first.Select(key => key.GetProperty("created_at").GetString()).OrderDescending(StringComparer.Ordinal), first.Select(key => key.GetProperty("created_at").GetString()));
    }

    [Fact]
    public async Task Keys_UsageOverAllWorkspaces_IsTheSeries()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenRouterStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        var workspaces = Rows(await client.GetAsync("/workspaces"));

        decimal usage = 0;
        foreach (var workspace in workspaces)
        {
            usage += Rows(await client.GetAsync($"/keys?workspace_id={workspace.GetProperty("id").GetString()}")).Sum(key => key.GetProperty("usage").GetDecimal());
        }

        Assert.Equal(series.UsdUntil(clock.GetUtcNow()), usage);
    }

    [Fact]
    public async Task Activity_HoldsCompletedDaysOnlyAndAddsUp()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenRouterStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var rows = Rows(await client.GetAsync("/activity"));

        Assert.Equal(["2026-11-03", "2026-11-02"], rows.Select(row => row.GetProperty("date").GetString()).Distinct());
        Assert.Equal(series.UsdUntil(SandboxData.Start.AddDays(2)), rows.Sum(row => row.GetProperty("usage").GetDecimal()));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.TryAsync("/activity?date=2026-11-04")).Status);
        Assert.All(Rows(await client.GetAsync("/activity?date=2026-11-02")), row => Assert.Equal("2026-11-02", row.GetProperty("date").GetString()));
        Assert.Equal(
            standIn.Callers.Workspaces.Select(workspace => workspace.Id).Order(),
            Rows(await client.GetAsync("/activity?group_by=workspace")).Select(row => row.GetProperty("workspace_id").GetString()!).Distinct().Order());
    }

    [Fact]
    public async Task Activity_OfOneKey_IsThatCallersOwn()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenRouterStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var rows = Rows(await client.GetAsync($"/activity?api_key_hash={standIn.Callers["app2"].KeyHash}"));

        Assert.Equal(
            series.Between(series.Start, SandboxData.Start.AddDays(2)).Where(slice => slice.Row.Caller == "app2").Sum(slice => slice.Amounts.Usd),
            rows.Sum(row => row.GetProperty("usage").GetDecimal()));
    }

    [Fact]
    public async Task Models_NeedNoKeyAndPriceByTheTokenAsText()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var nobody = new StandInClient(standIn.BaseUrl, null);

        var models = await nobody.GetAsync("/models?limit=1");
        Assert.Equal(2, models.GetProperty("total_count").GetInt32());
        Assert.Equal("/api/v1/models?offset=1&limit=1", models.GetProperty("links").GetProperty("next").GetString());
        Assert.True(SandboxData.Money(Rows(models)[0].GetProperty("pricing").GetProperty("completion")) > 0);
        Assert.True((await nobody.GetAsync("/models/openai/gpt-5-mini/endpoints")).GetProperty("data").GetProperty("endpoints").GetArrayLength() > 1);
        Assert.Equal("qwen-max", (await nobody.GetAsync("/models/qwen-max/endpoints")).GetProperty("data").GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.TryAsync("/models/openai/none/endpoints")).Status);
    }

    [Fact]
    public async Task Generation_IsThereTheSecondTime()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.InferenceKey);

        Assert.Equal(HttpStatusCode.NotFound, (await client.TryAsync("/generation?id=gen-1a-B")).Status);
        var record = (await client.GetAsync("/generation?id=gen-1a-B")).GetProperty("data");
        Assert.Equal("gen-1a-B", record.GetProperty("id").GetString());
        Assert.True(record.GetProperty("total_cost").GetDecimal() > 0);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.TryAsync("/generation?id=1")).Status);
    }

    [Fact]
    public async Task Outage_AnswersServiceUnavailableAndEnds()
    {
        var now = clock.GetUtcNow();
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock, new() { Outages = [new(now.AddHours(1), now.AddHours(2))] });
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("/credits")).Status);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.TryAsync("/credits")).Status);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("/credits")).Status);
    }

    [Fact]
    public async Task UnknownPath_IsTheProvidersNotFound()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(1), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var (status, body) = await client.TryAsync("/nothing");

        Assert.Equal((HttpStatusCode.NotFound, "Resource not found"), (status, Message(body)));
    }

    private static List<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("data").EnumerateArray()];

    private static string? Message(JsonElement body) => body.GetProperty("error").GetProperty("message").GetString();

    private static async Task<(decimal Credits, decimal Usage)> CreditsAsync(StandInClient client)
    {
        var data = (await client.GetAsync("/credits")).GetProperty("data");

        return (data.GetProperty("total_credits").GetDecimal(), data.GetProperty("total_usage").GetDecimal());
    }
}
