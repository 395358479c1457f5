using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Spendwall.Bot.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Slack.Api;

/// <summary>S17: what a response_url takes, and where it may lead.</summary>
public sealed class ResponseUrlTests : IAsyncLifetime, IDisposable
{
    private StandInSlack slack = null!;
    private ApiWorld world = null!;

    private Uri Url => new($"{slack.Address}/respond/1");

    public async Task InitializeAsync()
    {
        slack = await StandInSlack.StartAsync();
        slack.Answer = static (_, context) => context.Response.WriteAsync("ok");
        world = new ApiWorld(slack);
    }

    public async Task DisposeAsync() => await slack.DisposeAsync();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task S17_PlainOk_IsTakenAndNoTokenIsSent()
    {
        await RespondAsync(Url);

        var call = Assert.Single(slack.Calls);
        Assert.Equal(("", "application/json; charset=utf-8", """{"text":"hi"}"""), (call.Authorization, call.ContentType, call.Body));
    }

    [Fact]
    public async Task S17_TheSixthUse_IsNotTried()
    {
        for (int i = 0; i < 5; i++)
        {
            await RespondAsync(Url);
        }

        var refused = await Assert.ThrowsAsync<SlackException>(() => RespondAsync(Url));

        Assert.Equal((SlackFailure.Message, "used_url"), (refused.Failure, refused.Error));
        Assert.Equal(5, slack.Calls.Count);
    }

    [Fact]
    public async Task S17_AfterThirtyMinutes_IsNotTried()
    {
        world.Urls.Arrived(Url);
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        var refused = await Assert.ThrowsAsync<SlackException>(() => RespondAsync(Url));

        Assert.Equal("expired_url", refused.Error);
        Assert.Empty(slack.Calls);
    }

    [Theory]
    [InlineData(404, "used_url", nameof(SlackFailure.Message), "used_url")]
    [InlineData(404, "<html>", nameof(SlackFailure.Message), "expired_url")]
    [InlineData(410, "", nameof(SlackFailure.Message), "expired_url")]
    [InlineData(200, """{"ok":false,"error":"invalid_blocks"}""", nameof(SlackFailure.Payload), "invalid_blocks")]
    [InlineData(400, "no_text", nameof(SlackFailure.Payload), "no_text")]
    [InlineData(500, "ok", nameof(SlackFailure.Transient), "http_500")]
    public async Task S17_ARefusal_IsItsKindAndNotSentAgain(int status, string body, string failure, string error)
    {
        slack.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;

            return context.Response.WriteAsync(body);
        };

        var refused = await Assert.ThrowsAsync<SlackException>(() => RespondAsync(Url));

        Assert.Equal((failure, error), (refused.Failure.ToString(), refused.Error));
        Assert.Single(slack.Calls);
    }

    [Fact]
    public async Task S17_A429_IsWaitedFor()
    {
        slack.Answer = (_, context) =>
        {
            context.Response.StatusCode = slack.Calls.Count == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "0.1";

            return context.Response.WriteAsync("ok");
        };

        await RespondAsync(Url);

        Assert.Equal(2, slack.Calls.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/respond")]
    [InlineData("https://hooks.slack.com.evil.example/x")]
    [InlineData("https://hooks.slack.com:8443/x")]
    [InlineData("https://user@hooks.slack.com/x")]
    [InlineData("http://hooks.slack.com/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    public async Task Respond_AForeignHost_IsNotCalled(string url)
    {
        var refused = await Assert.ThrowsAsync<SlackException>(() => RespondAsync(new Uri(url)));

        Assert.Equal("foreign_url", refused.Error);
    }

    private Task RespondAsync(Uri url) => world.Api.RespondAsync(url, new JsonObject { ["text"] = "hi" }, CancellationToken.None);
}
