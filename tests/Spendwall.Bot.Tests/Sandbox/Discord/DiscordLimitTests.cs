using System.Net;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.Api;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

public sealed class DiscordLimitTests : IAsyncLifetime, IDisposable
{
    private const string Messages = "channels/" + DiscordDirectory.AiSpend + "/messages";

    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private DiscordStandIn discord = null!;
    private DiscordTestClient client = null!;

    public async Task InitializeAsync()
    {
        discord = await DiscordStandIn.StartAsync(clock, new() { InvalidRequestLimit = 5 }, clock);
        client = new(discord);
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Bucket_IsOfOneChannelAndOpensAgain()
    {
        var first = await GetAsync(Messages);
        Assert.Equal(("10", "9", "5"), (Header(first, "X-RateLimit-Limit"), Header(first, "X-RateLimit-Remaining"), Header(first, "X-RateLimit-Reset-After")));
        for (int index = 0; index < 9; index++)
        {
            await GetAsync(Messages);
        }

        clock.Advance(TimeSpan.FromSeconds(3.5));
        var refused = await GetAsync(Messages);
        using var elsewhere = await GetAsync($"channels/{DiscordDirectory.General}/messages");

        Assert.Equal((HttpStatusCode.TooManyRequests, "2", "user", "0"), (refused.StatusCode, Header(refused, "Retry-After"), Header(refused, "X-RateLimit-Scope"), Header(refused, "X-RateLimit-Remaining")));
        var body = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((1.5, false), (body.GetProperty("retry_after").GetDouble(), body.GetProperty("global").GetBoolean()));
        Assert.Equal((HttpStatusCode.OK, Header(first, "X-RateLimit-Bucket")), (elsewhere.StatusCode, Header(elsewhere, "X-RateLimit-Bucket")));
        clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Messages)).StatusCode);
    }

    [Fact]
    public async Task Bucket_OneHashForTwoRoutes_AndAnotherAfterARehash()
    {
        string id = (await client.PostAsync(DiscordDirectory.AiSpend, new { content = "x" })).GetProperty("id").GetString()!;
        using var list = await GetAsync(Messages);
        using var one = await GetAsync($"{Messages}/{id}");
        discord.Rates.Rehash();
        using var later = await GetAsync(Messages);

        Assert.Equal((Header(list, "X-RateLimit-Bucket"), "8"), (Header(one, "X-RateLimit-Bucket"), Header(one, "X-RateLimit-Remaining")));
        Assert.NotEqual(Header(list, "X-RateLimit-Bucket"), Header(later, "X-RateLimit-Bucket"));
        Assert.Equal("7", Header(later, "X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task Global_FiftyASecond()
    {
        var answers = new List<HttpResponseMessage>();
        for (int index = 0; index < 51; index++)
        {
            answers.Add(await GetAsync($"channels/{1_300_000_000_000_001_000 + index}"));
        }

        Assert.Equal(("true", "global"), (Header(answers[50], "X-RateLimit-Global"), Header(answers[50], "X-RateLimit-Scope")));
        Assert.Contains("\"global\":true", await answers[50].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(answers.Take(50), static answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("global")]
    [InlineData("shared")]
    [InlineData("user")]
    public async Task Limit_OnDemand_HasItsScope(string name)
    {
        discord.Limit("/api/v10/channels/", Enum.Parse<RateScope>(name, ignoreCase: true), TimeSpan.FromSeconds(0.4));

        using var refused = await GetAsync(Messages);
        using var next = await GetAsync(Messages);

        Assert.Equal((HttpStatusCode.TooManyRequests, name, "1"), (refused.StatusCode, Header(refused, "X-RateLimit-Scope"), Header(refused, "Retry-After")));
        Assert.Contains("\"retry_after\":0.4", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Limit_OfTheProxy_IsAPageWithoutHeaders()
    {
        await client.ControlAsync("limit", new { scope = "cloudflare", retry_after_s = 7, times = 1 });

        using var refused = await GetAsync(Messages);

        Assert.Equal(("7", "", "text/html"), (Header(refused, "Retry-After"), Header(refused, "X-RateLimit-Scope"), refused.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Gate_WrongTokenOrName_AndTheBanAfterThem()
    {
        client.UserAgent = "curl/8";
        Assert.Equal((403, 40333), await client.RefusedAsync("GET", Messages));
        client.UserAgent = "DiscordBot (https://example.com, 1.0)";
        client.Token = "wrong";
        for (int index = 0; index < 4; index++)
        {
            Assert.Equal((401, 0), await client.RefusedAsync("GET", Messages));
        }

        client.Token = discord.Identity.Token;
        using var banned = await GetAsync(Messages);

        Assert.Equal((HttpStatusCode.TooManyRequests, "600", "text/html"), (banned.StatusCode, Header(banned, "Retry-After"), banned.Content.Headers.ContentType?.MediaType));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Messages)).StatusCode);
    }

    [Fact]
    public async Task Body_WithoutItsTypeOrBroken_IsRefused()
    {
        using var bare = new ByteArrayContent("{}"u8.ToArray());
        using var untyped = await client.SendAsync(HttpMethod.Post, Messages, bare);
        using var broken = await client.SendAsync(HttpMethod.Post, Messages, new StringContent("{", null, "application/json"));

        Assert.Contains("CONTENT_TYPE_INVALID", await untyped.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("50109", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((404, 0), await client.RefusedAsync("GET", "nowhere"));
    }

    private Task<HttpResponseMessage> GetAsync(string path) => client.SendAsync(HttpMethod.Get, path);

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : "";
}
