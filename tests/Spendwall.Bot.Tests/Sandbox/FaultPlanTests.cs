using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class FaultPlanTests
{
    private readonly ManualClock clock = new(SandboxData.Start.AddDays(1));

    [Theory]
    [InlineData(402, "Insufficient credits")]
    [InlineData(403, "Only management keys")]
    [InlineData(429, "Rate limit exceeded")]
    [InlineData(500, "Internal Server Error")]
    public async Task Status_WithoutABody_IsTheProvidersOwn(int status, string message)
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        standIn.Faults.Add(new("/credits", FaultKind.Status) { Status = status, RetryAfter = TimeSpan.FromSeconds(7), Times = 1 });

        using var response = await client.SendAsync(HttpMethod.Get, "/credits");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("/credits")).Status);
    }

    [Fact]
    public async Task Status_WithABody_SendsIt()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        standIn.Faults.Add(new("/credits", FaultKind.Status) { Status = 402, Body = OpenRouterErrors.InFlightBudget });

        var (status, body) = await client.TryAsync("/credits");

        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        Assert.Equal("openrouter_in_flight_budget", body.GetProperty("error").GetProperty("metadata").GetProperty("limit_source").GetString());
    }

    [Fact]
    public async Task Fault_OfOnePath_LeavesTheOthersAlone()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        standIn.Faults.Add(new("/activity", FaultKind.Status));

        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("/credits")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.TryAsync("/activity")).Status);
        standIn.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("/activity")).Status);
    }

    [Fact]
    public async Task Broken_EndsTheConnectionInTheMiddle()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        standIn.Faults.Add(new("", FaultKind.Broken));

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var response = await client.SendAsync(HttpMethod.Get, "/keys");
            await response.Content.ReadAsStringAsync();
        });
    }

    [Fact]
    public async Task Malformed_IsHalfOfTheJson()
    {
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        standIn.Faults.Add(new("/organization/projects", FaultKind.Malformed));

        using var response = await client.SendAsync(HttpMethod.Get, "/organization/projects");
        string text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
    }

    [Fact]
    public async Task Html_IsAPageForPeople()
    {
        await using var standIn = await OpenAIStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        standIn.Faults.Add(new("", FaultKind.Html));

        using var response = await client.SendAsync(HttpMethod.Get, "/organization/projects");

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task WrongType_IsJsonOfAnotherShape()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        standIn.Faults.Add(new("/credits", FaultKind.WrongType));

        Assert.Equal(JsonValueKind.String, (await client.GetAsync("/credits")).GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Duplicate_SendsEveryRowTwice()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        int usual = (await client.GetAsync("/keys")).GetProperty("data").GetArrayLength();
        standIn.Faults.Add(new("", FaultKind.Duplicate));

        Assert.Equal(2 * usual, (await client.GetAsync("/keys")).GetProperty("data").GetArrayLength());
        Assert.Equal(6, (await client.QueryAsync(new { metrics = new[] { "credits_usage" }, dimensions = new[] { "api_key_id" } })).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Slow_AnswersRightAndLate()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        standIn.Faults.Add(new("/credits", FaultKind.Slow) { Delay = TimeSpan.FromMilliseconds(150) });
        var watch = Stopwatch.StartNew();

        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("/credits")).Status);
        Assert.True(watch.ElapsedMilliseconds >= 140, $"came after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Requests_AreLoggedWithoutKeys()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        await client.GetAsync("/keys?offset=100");
        await client.TryAsync("/nothing");

        Assert.Equal(
            [new(clock.GetUtcNow(), "GET", "/api/v1/keys", "?offset=100", 200), new(clock.GetUtcNow(), "GET", "/api/v1/nothing", "", 404)], standIn.Requests.All);
        Assert.DoesNotContain("sk-or-", string.Join('\n', standIn.Requests.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_SwitchesFaultsAndTopsUpAndShowsTheClock()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock, new() { OpeningCredits = 100, CreditsCachedFor = TimeSpan.Zero });
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("//__control/faults", new { path = "/credits", kind = "status", status = 402 })).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await client.TryAsync("/credits")).Status);
        using (var cleared = await client.SendAsync(HttpMethod.Delete, "//__control/faults"))
        {
            Assert.Equal(HttpStatusCode.OK, cleared.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.TryAsync("//__control/top-up", new { usd = 50.5 })).Status);
        Assert.Equal(150.5m, (await client.GetAsync("/credits")).GetProperty("data").GetProperty("total_credits").GetDecimal());
        Assert.Equal("2026-11-03T00:00:00.000Z", (await client.GetAsync("//__control/clock")).GetProperty("now").GetString());
    }

    [Theory]
    [InlineData("//__control/faults", """{"kind":"nonsense"}""")]
    [InlineData("//__control/faults", """{"kind":"status","status":9}""")]
    [InlineData("//__control/faults", """{"kind":"slow","delay_ms":-1}""")]
    [InlineData("//__control/faults", """{"kind":"status","times":0}""")]
    [InlineData("//__control/faults", "[]")]
    [InlineData("//__control/top-up", """{"usd":0}""")]
    [InlineData("//__control/top-up", """{"usd":1000001}""")]
    [InlineData("//__control/top-up", "null")]
    public async Task Control_OutOfBounds_IsRefused(string path, string body)
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var client = new StandInClient(standIn.BaseUrl, null);

        Assert.Equal(HttpStatusCode.BadRequest, (await client.TryAsync(path, JsonDocument.Parse(body).RootElement)).Status);
    }

    [Fact]
    public async Task Control_WithoutJson_IsRefusedSoThatNoWebPageCanSendIt()
    {
        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(2), clock);
        using var http = new HttpClient();

        using var response = await http.PostAsync(new Uri(new Uri(standIn.BaseUrl), "/__control/top-up"), new StringContent("""{"usd":5}"""));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public void Faults_PastTheCapacity_AreRefused()
    {
        var plan = new FaultPlan();
        for (int index = 0; index < FaultPlan.Capacity; index++)
        {
            plan.Add(new("/x", FaultKind.Html));
        }

        Assert.Throws<InvalidOperationException>(() => plan.Add(new("/x", FaultKind.Html)));
    }
}
