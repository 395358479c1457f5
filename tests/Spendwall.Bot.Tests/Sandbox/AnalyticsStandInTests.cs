using System.Net;
using System.Text.Json;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class AnalyticsStandInTests
{
    private static readonly string[] Money = ["credits_usage"];

    private readonly ManualClock clock = new(SandboxData.Start.AddDays(2).AddHours(10));

    [Fact]
    public async Task Query_ByKeyAndModelAndHour_ShowsNamesCountsAsTextAndTheExactUsd()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenRouterStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var data = await client.QueryAsync(Query(["credits_usage", "request_count", "tokens_prompt"], ["api_key_id", "model"], "hour"));

        var rows = Rows(data);
        Assert.False(data.GetProperty("metadata").GetProperty("truncated").GetBoolean());
        Assert.Equal(58 * 3, rows.Count);
        var row = rows.Single(row => row.GetProperty("date__hour").GetString() == "2026-11-02T05:00:00.000Z" && row.GetProperty("api_key_id").GetString() == "app2");
        var truth = series.Rows.Single(truth => truth.Hour == SandboxData.Start.AddHours(5) && truth.Caller == "app2");
        Assert.Equal(truth.Amounts.Usd, row.GetProperty("credits_usage").GetDecimal());
        Assert.Equal(truth.Amounts.Requests.ToString(System.Globalization.CultureInfo.InvariantCulture), row.GetProperty("request_count").GetString());
        Assert.Equal(truth.Model, row.GetProperty("model").GetString());
        Assert.Equal(series.UsdUntil(clock.GetUtcNow()), rows.Sum(row => row.GetProperty("credits_usage").GetDecimal()));
    }

    [Fact]
    public async Task Query_ByModelAndProvider_IsTheSameMoneyInAnotherView()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenRouterStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var rows = Rows(await client.QueryAsync(Query(Money, ["model", "provider"], "hour")));

        Assert.Equal(series.UsdUntil(clock.GetUtcNow()), rows.Sum(row => row.GetProperty("credits_usage").GetDecimal()));
        Assert.Contains(rows, row => row.GetProperty("provider").GetString() == "Azure");
    }

    [Fact]
    public async Task Query_InTheRunningHour_GrowsWithIt()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock, new() { AnalyticsCachedFor = TimeSpan.Zero });
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        var query = Query(Money, ["model"], "hour", SandboxData.Start.AddHours(58), SandboxData.Start.AddDays(9));
        var series = SandboxData.Days(3);

        Assert.Empty(Rows(await client.QueryAsync(query)));
        foreach (int minutes in new[] { 15, 45 })
        {
            clock.Advance(SandboxData.Start.AddHours(58).AddMinutes(minutes) - clock.GetUtcNow());
            Assert.Equal(
                series.UsdUntil(clock.GetUtcNow()) - series.UsdUntil(SandboxData.Start.AddHours(58)),
                Rows(await client.QueryAsync(query)).Sum(row => row.GetProperty("credits_usage").GetDecimal()));
        }
    }

    [Theory]
    [InlineData("minute", "created_at__minute", "2026-11-04T09:59:00.000Z")]
    [InlineData("hour", "date__hour", "2026-11-04T09:00:00.000Z")]
    [InlineData("day", "date__day", "2026-11-04")]
    [InlineData("week", "date__week", "2026-11-01")]
    [InlineData("month", "date__month", "2026-11-01")]
    public async Task Query_ByGranularity_NamesItsColumnAndBeginsWeeksOnSunday(string granularity, string column, string newest)
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var rows = Rows(await client.QueryAsync(Query(Money, ["model"], granularity, clock.GetUtcNow().AddHours(-2))));

        Assert.Equal(newest, rows[0].GetProperty(column).GetString());
    }

    [Fact]
    public async Task Query_ByTheMinute_AddsUpToTheSpan()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenRouterStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        var from = clock.GetUtcNow().AddMinutes(-100.5);

        var rows = Rows(await client.QueryAsync(Query(Money, ["model"], "minute", from)));

        Assert.Equal(101 * 2, rows.Count);
        Assert.Equal(series.Between(from, clock.GetUtcNow()).Sum(slice => slice.Amounts.Usd), rows.Sum(row => row.GetProperty("credits_usage").GetDecimal()));
    }

    [Fact]
    public async Task Query_OverTheLimit_SaysThatItIsTruncated()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var data = await client.QueryAsync(new { metrics = Money, dimensions = new[] { "api_key_id" }, granularity = "hour", limit = 10 });

        Assert.Equal(10, Rows(data).Count);
        Assert.True(data.GetProperty("metadata").GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Query_AskedTwice_ComesFromTheCacheForHalfAMinute()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        var query = Query(Money, ["model"], "hour");
        long asked = clock.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.False((await client.QueryAsync(query)).TryGetProperty("cachedAt", out _));
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(asked, (await client.QueryAsync(query)).GetProperty("cachedAt").GetInt64());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await client.QueryAsync(query)).TryGetProperty("cachedAt", out _));
    }

    [Fact]
    public async Task Query_TheSixtyFifthInAMinute_IsRefusedUntilTheFirstIsAMinuteOld()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(1), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        var query = Query(Money, [], "day");
        for (int asked = 0; asked < 64; asked++)
        {
            await client.QueryAsync(query);
        }

        clock.Advance(TimeSpan.FromSeconds(20));
        using (var refused = await client.SendAsync(HttpMethod.Post, "/analytics/query", query))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(40), refused.Headers.RetryAfter?.Delta);
        }

        clock.Advance(TimeSpan.FromSeconds(40));
        await client.QueryAsync(query);
    }

    [Fact]
    public async Task Query_FilteredByKeyHash_ShowsThatKeyAndWarnsOfUnknownOnes()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var known = await client.QueryAsync(Filtered("eq", standIn.Callers["app2"].KeyHash));
        var unknown = await client.QueryAsync(Filtered("in", new[] { "abc123ffff" }));

        Assert.Equal(["app2"], Rows(known).Select(row => row.GetProperty("api_key_id").GetString()).Distinct());
        Assert.Empty(Rows(unknown));
        Assert.Equal("Could not resolve api_key_id hash: abc123...", unknown.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public async Task Query_OrderedByAMetric_IsInThatOrder()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var data = await client.QueryAsync(new { metrics = Money, dimensions = new[] { "api_key_id" }, order_by = new { field = "credits_usage", direction = "asc" } });

        Assert.Equal(["app1", "app2", "app3"], Rows(data).Select(row => row.GetProperty("api_key_id").GetString()));
    }

    [Theory]
    [InlineData("""{"metrics":["credits_usage"],"dimensions":["model","api_key_id","provider"]}""")]
    [InlineData("""{"metrics":[]}""")]
    [InlineData("""{"metrics":["nonsense"]}""")]
    [InlineData("""{"metrics":["credits_usage"],"dimensions":["nonsense"]}""")]
    [InlineData("""{"metrics":["credits_usage"],"granularity":"second"}""")]
    [InlineData("""{"metrics":["credits_usage"],"limit":10001}""")]
    [InlineData("""{"metrics":["credits_usage"],"time_range":{"start":"2026-11-04T00:00:00Z","end":"2026-11-03T00:00:00Z"}}""")]
    [InlineData("""{"metrics":["credits_usage"],"time_range":{"start":"2024-11-04T00:00:00Z","end":"2026-11-03T00:00:00Z"}}""")]
    [InlineData("""{"metrics":["credits_usage"],"dimensions":["provider"],"time_range":{"start":"2026-10-01T00:00:00Z","end":"2026-11-03T00:00:00Z"}}""")]
    [InlineData("""{"metrics":["credits_usage"],"granularity":"minute","time_range":{"start":"2026-11-04T00:00:00Z","end":"2026-11-04T05:00:00Z"}}""")]
    [InlineData("""{"metrics":["credits_usage"],"filters":[{"field":"model","operator":"in","value":"x"}]}""")]
    [InlineData("""{"metrics":["credits_usage"],"order_by":{"field":"tokens_total","direction":"desc"}}""")]
    [InlineData("""{"metrics":"credits_usage"}""")]
    [InlineData("[]")]
    public async Task Query_ThatIsWrong_IsABadRequest(string query)
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(1), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var (status, body) = await client.TryAsync("/analytics/query", JsonDocument.Parse(query).RootElement);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(400, body.GetProperty("error").GetProperty("code").GetInt32());
    }

    private static List<JsonElement> Rows(JsonElement data) => [.. data.GetProperty("data").EnumerateArray()];

    private object Query(string[] metrics, string[] dimensions, string granularity, DateTimeOffset? from = null, DateTimeOffset? to = null) => new
    {
        metrics,
        dimensions,
        granularity,
        time_range = new { start = from ?? SandboxData.Start, end = to ?? clock.GetUtcNow() },
    };

    private static object Filtered(string operation, object value) => new
    {
        metrics = Money,
        dimensions = new[] { "api_key_id" },
        filters = new[] { new { field = "api_key_id", @operator = operation, value } },
    };
}
