using System.Net;
using System.Text.Json;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class OpenAIStandInTests
{
    private const string ByAll = "&group_by[]=project_id&group_by[]=line_item&group_by[]=api_key_id";

    private readonly ManualClock clock = new(SandboxData.Start.AddDays(10));

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("sk-nobody", HttpStatusCode.Unauthorized)]
    [InlineData("project", HttpStatusCode.Forbidden)]
    public async Task Costs_WithoutAnAdminKey_AreRefused(string? key, HttpStatusCode expected)
    {
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, key == "project" ? standIn.ProjectKey : key);

        var (status, body) = await client.TryAsync($"/organization/costs?start_time={Seconds(0)}");

        Assert.Equal(expected, status);
        Assert.Equal(
            expected == HttpStatusCode.Forbidden, body.GetProperty("error").GetProperty("message").GetString()!.Contains("Missing scopes: api.usage.read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Costs_OfADay_AppearLateAreRevisedOnceAndThenExact()
    {
        var series = SandboxData.Days(3);
        var clock = new ManualClock(SandboxData.Start.AddDays(1));
        await using var standIn = await OpenAIStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        decimal truth = series.UsdUntil(SandboxData.Start.AddDays(1));
        async Task<decimal?> ReadAsync()
        {
            var results = Buckets(await client.GetAsync($"/organization/costs?start_time={Seconds(0)}&end_time={Seconds(24)}"))[0].GetProperty("results");

            return results.GetArrayLength() == 0 ? null : SandboxData.Money(results[0].GetProperty("amount").GetProperty("value"));
        }

        Assert.Null(await ReadAsync());
        clock.Advance(TimeSpan.FromHours(5));
        decimal? first = await ReadAsync();
        Assert.InRange(first!.Value, truth * 0.969m, truth * 0.97m);
        clock.Advance(TimeSpan.FromHours(20));
        Assert.Equal(first, await ReadAsync());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(truth, await ReadAsync());
    }

    [Fact]
    public async Task Costs_GroupedByProjectLineItemAndKey_SplitTheExactAmounts()
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenAIStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);

        var buckets = Buckets(await client.GetAsync($"/organization/costs?start_time={Seconds(0)}&limit=180{ByAll}"));
        var results = buckets.SelectMany(bucket => bucket.GetProperty("results").EnumerateArray()).ToList();

        Assert.Equal(10, buckets.Count);
        Assert.All(buckets.Skip(3), bucket => Assert.Equal(0, bucket.GetProperty("results").GetArrayLength()));
        Assert.All(standIn.Callers.All, caller => Assert.Equal(
            series.Rows.Where(row => row.Caller == caller.Name).Sum(row => row.Amounts.Usd),
            results.Where(result => result.GetProperty("project_id").GetString() == caller.ProjectId && result.GetProperty("api_key_id").GetString() == caller.ApiKeyId)
                .Sum(result => SandboxData.Money(result.GetProperty("amount").GetProperty("value")))));
        Assert.Equal(
            series.Rows.Where(row => row.Model == "qwen-max").Sum(row => row.Amounts.OutputTokens),
            results.Where(result => result.GetProperty("line_item").GetString() == "qwen-max, output_tokens").Sum(result => result.GetProperty("quantity").GetInt64()));
        Assert.Equal(
            [JsonValueKind.String, JsonValueKind.Number],
            results.Select(result => result.GetProperty("amount").GetProperty("value").ValueKind).Distinct().Order());
    }

    [Fact]
    public async Task Costs_OverManyDays_ComeInPagesOfAtMostThirtyOneWhateverTheLimit()
    {
        var clock = new ManualClock(SandboxData.Start.AddDays(80));
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        string query = $"/organization/costs?start_time={Seconds(0)}&end_time={Seconds(24 * 80)}&limit=180";
        var starts = new List<long>();
        string page = "";
        int pages = 0;
        for (; page is not null; pages++)
        {
            var answer = await client.GetAsync(query + page);
            starts.AddRange(Buckets(answer).Select(bucket => bucket.GetProperty("start_time").GetInt64()));
            Assert.Equal(answer.GetProperty("has_more").GetBoolean(), answer.GetProperty("next_page").ValueKind == JsonValueKind.String);
            page = answer.GetProperty("has_more").GetBoolean() ? $"&page={Uri.EscapeDataString(answer.GetProperty("next_page").GetString()!)}" : null!;
        }

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(0, 80).Select(day => Seconds(24 * day)), starts);
    }

    [Fact]
    public async Task Costs_WithACursorOfAnotherQuery_AreRefused()
    {
        var clock = new ManualClock(SandboxData.Start.AddDays(80));
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        string page = Uri.EscapeDataString((await client.GetAsync($"/organization/costs?start_time={Seconds(0)}")).GetProperty("next_page").GetString()!);

        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync($"/organization/costs?start_time={Seconds(0)}&page={page}")).Status);
        Assert.Equal("page", await ParameterAsync(client, $"/organization/costs?start_time={Seconds(0)}&limit=8&page={page}"));
        Assert.Equal("page", await ParameterAsync(client, $"/organization/costs?start_time={Seconds(0)}&page=page_x"));
    }

    [Theory]
    [InlineData("/organization/costs", "start_time")]
    [InlineData("/organization/costs?start_time=soon", "start_time")]
    [InlineData("/organization/costs?start_time=1793577600&bucket_width=1h", "bucket_width")]
    [InlineData("/organization/costs?start_time=1793577600&limit=181", "limit")]
    [InlineData("/organization/costs?start_time=1793577600&limit=0", "limit")]
    [InlineData("/organization/costs?start_time=1793577600&end_time=1893456000", "end_time")]
    [InlineData("/organization/costs?start_time=1793577600&group_by=model", "group_by")]
    [InlineData("/organization/costs?start_time=1764979199&group_by[]=api_key_id", "start_time")]
    [InlineData("/organization/usage/completions?start_time=1793577600&limit=32", "limit")]
    [InlineData("/organization/usage/completions?start_time=1793577600&bucket_width=1h&limit=169", "limit")]
    [InlineData("/organization/usage/completions?start_time=1793577600&bucket_width=1m&limit=1441", "limit")]
    [InlineData("/organization/usage/vector_stores?start_time=1793577600&group_by=model", "group_by")]
    [InlineData("/organization/projects?limit=101", "limit")]
    public async Task Request_ThatIsWrong_NamesItsParameter(string path, string parameter)
    {
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);

        Assert.Equal(parameter, await ParameterAsync(client, path));
    }

    [Fact]
    public async Task Costs_BeforeKeysWereKnown_CanBeGroupedByProject()
    {
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);

        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("/organization/costs?start_time=1764979199&group_by[]=project_id")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync($"/organization/costs?start_time={CostsEndpoint.FirstSecondByKey}&group_by[]=api_key_id")).Status);
    }

    [Theory]
    [InlineData("1m", 60)]
    [InlineData("1h", 24)]
    [InlineData("1d", 7)]
    public async Task Usage_ByWidth_HasItsUsualPageLength(string width, int buckets)
    {
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);

        var answer = await client.GetAsync($"/organization/usage/completions?start_time={Seconds(0)}&bucket_width={width}");

        Assert.Equal(buckets, Buckets(answer).Count);
        Assert.True(answer.GetProperty("has_more").GetBoolean());
    }

    [Theory]
    [InlineData("1m", 1440)]
    [InlineData("1h", 168)]
    [InlineData("1d", 31)]
    public async Task Usage_OfOneDayInAnyWidth_IsTheSeries(string width, int limit)
    {
        var series = SandboxData.Days(3);
        await using var standIn = await OpenAIStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);

        var results = Buckets(await client.GetAsync(
                $"/organization/usage/completions?start_time={Seconds(24)}&end_time={Seconds(48)}&bucket_width={width}&limit={limit}&group_by[]=project_id&group_by[]=model"))
            .SelectMany(bucket => bucket.GetProperty("results").EnumerateArray()).ToList();

        var day = series.Rows.Where(row => row.Hour >= SandboxData.Start.AddDays(1) && row.Hour < SandboxData.Start.AddDays(2)).ToList();
        Assert.Equal(day.Sum(row => row.Amounts.Requests), results.Sum(result => result.GetProperty("num_model_requests").GetInt64()));
        Assert.Equal(
            day.Where(row => row.Caller == "app2").Sum(row => row.Amounts.InputTokens),
            results.Where(result => result.GetProperty("project_id").GetString() == standIn.Callers["app2"].ProjectId).Sum(result => result.GetProperty("input_tokens").GetInt64()));
    }

    [Fact]
    public async Task Usage_OfTheLastMinutes_IsNotThereYet()
    {
        var clock = new ManualClock(SandboxData.Start.AddHours(12));
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        string query = $"/organization/usage/completions?start_time={Seconds(0) + (714 * 60)}&bucket_width=1m";

        var buckets = Buckets(await client.GetAsync(query));

        Assert.Equal([1, 0, 0, 0, 0, 0], buckets.Select(bucket => bucket.GetProperty("results").GetArrayLength()));
    }

    [Fact]
    public async Task Usage_OfAService_HoldsItsOwnModelsOnly()
    {
        var series = SandboxData.FromCsv(
            "2026-11-02T00:00:00Z,app1,gpt-5.1,1,10,5,1",
            "2026-11-02T00:00:00Z,app1,sdxl-1.0,7,10,5,1",
            "2026-11-02T00:00:00Z,app1,text-embedding-3-large,3,30,0,1");
        await using var standIn = await OpenAIStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        async Task<JsonElement> FirstAsync(string service) =>
            Buckets(await client.GetAsync($"/organization/usage/{service}?start_time={Seconds(0)}"))[0].GetProperty("results");

        Assert.Equal(10, (await FirstAsync("completions"))[0].GetProperty("input_tokens").GetInt64());
        Assert.Equal(7, (await FirstAsync("images"))[0].GetProperty("images").GetInt64());
        Assert.Equal(30, (await FirstAsync("embeddings"))[0].GetProperty("input_tokens").GetInt64());
        Assert.Equal(0, (await FirstAsync("web_search_calls")).GetArrayLength());
    }

    [Fact]
    public async Task Projects_ArePagedAndHaveTheirKeysAndLimits()
    {
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);

        var first = await client.GetAsync("/organization/projects?limit=2");
        var second = await client.GetAsync($"/organization/projects?limit=2&after={first.GetProperty("last_id").GetString()}");
        string project = second.GetProperty("data")[0].GetProperty("id").GetString()!;

        Assert.True(first.GetProperty("has_more").GetBoolean());
        Assert.False(second.GetProperty("has_more").GetBoolean());
        Assert.Equal("app3", second.GetProperty("data")[0].GetProperty("name").GetString());
        Assert.Equal(standIn.Callers["app3"].ApiKeyId, (await client.GetAsync($"/organization/projects/{project}/api_keys")).GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal(500_000, (await client.GetAsync("/organization/spend_limit")).GetProperty("threshold_amount").GetInt64());
        Assert.Equal("project.spend_limit", (await client.GetAsync($"/organization/projects/{project}/spend_limit")).GetProperty("object").GetString());
        Assert.Equal(1, (await client.GetAsync($"/organization/projects/{project}/spend_alerts")).GetProperty("data").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await client.TryAsync("/organization/projects/proj_none/api_keys")).Status);
    }

    private static long Seconds(double hours) => SandboxData.Start.AddHours(hours).ToUnixTimeSeconds();

    private static List<JsonElement> Buckets(JsonElement page) => [.. page.GetProperty("data").EnumerateArray()];

    private static async Task<string?> ParameterAsync(StandInClient client, string path)
    {
        var (status, body) = await client.TryAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, status);

        return body.GetProperty("error").GetProperty("param").GetString();
    }
}
