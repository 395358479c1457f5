using System.Net;
using System.Net.WebSockets;
using System.Text;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

public sealed class SlackFaultTests : IAsyncLifetime, IDisposable
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private SlackStandIn slack = null!;
    private SlackTestClient client = null!;

    public async Task InitializeAsync()
    {
        slack = await SlackStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        client = new(slack);
    }

    public async Task DisposeAsync() => await slack.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Unanswered_PostsAndHangsUp()
    {
        slack.Faults.Add(new("/api/chat.postMessage", FaultKind.Unanswered) { Times = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x" }));

        Assert.Equal("x", Assert.Single(slack.Workspace.Messages.All).Content.Text);
        Assert.True((await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "y" })).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Fail_SaysAnErrorOfSlacks()
    {
        slack.Fail("chat.update", "edit_window_closed");

        Assert.Equal("edit_window_closed", await client.ErrorAsync("chat.update", new { channel = "C0AISPEND", ts = "1.0", text = "x" }));
        Assert.Equal("message_not_found", await client.ErrorAsync("chat.update", new { channel = "C0AISPEND", ts = "1.0", text = "x" }));
    }

    [Fact]
    public async Task Status_WithRetryAfter_IsTheWayOfARateLimit()
    {
        slack.Faults.Add(new("/api/", FaultKind.Status) { Status = 429, RetryAfter = TimeSpan.FromSeconds(30), Times = 1 });

        using var response = await client.SendAsync("auth.test", null, slack.Identity.BotToken);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(30)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Equal("ratelimited", (await SlackTestClient.ReadAsync(response)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Link_CanBeRefusedToo()
    {
        string url = await client.UrlAsync();
        slack.Faults.Add(new("/link/", FaultKind.Status) { Status = 500, Times = 1 });
        using var socket = new SlackTestSocket();

        await Assert.ThrowsAsync<WebSocketException>(() => socket.OpenAsync(url));
        using var second = await client.ConnectAsync();
        Assert.Equal(WebSocketState.Open, second.State);
    }

    [Fact]
    public void Percent_HitsItsShareAndTheSameOnesEveryTime()
    {
        static List<bool> Draw()
        {
            var plan = new FaultPlan(seed: 5);
            plan.Add(new("/api/", FaultKind.Status) { Percent = 20 });

            return [.. Enumerable.Range(0, 1000).Select(_ => plan.Take("/api/auth.test") is not null)];
        }

        var first = Draw();

        Assert.InRange(first.Count(static hit => hit), 150, 250);
        Assert.Equal(first, Draw());
    }

    [Fact]
    public void Signature_IsSlacksPublishedOne()
    {
        const string body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

        Assert.Equal(
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            SlackSigner.Signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public async Task Http_SendsWhatIsSignedAndTakesTheAnswer()
    {
        await using var app = await SignedApp.StartAsync(slack.Identity.SigningSecret);
        Assert.Equal("url is an address on this machine, or null for Socket Mode", (await client.ControlAsync("request-urls", new { url = "https://example.com/" })).GetProperty("error").GetString());
        Assert.True((await client.ControlAsync("request-urls", new { url = app.Address })).GetProperty("ok").GetBoolean());

        var typed = await slack.People.TypeAsync("dana", "ai-spend", "/spendwall runway & more", default);
        await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", blocks = new[] { new { type = "actions", elements = new[] { new { type = "button", action_id = "ack", text = new { type = "plain_text", text = "A" } } } } } });
        var clicked = await slack.People.ClickAsync("dana", "ai-spend", null, "ack", null, default);
        var opened = await slack.People.OpenHomeAsync("dana", default);

        Assert.All([typed, clicked, opened], reply => Assert.True(reply.IsAcknowledged, reply.ToString()));
        Assert.Equal("in plain words", slack.Workspace.Messages.All[0].Content.Text);
        Assert.Equal(["/slack/events", "/slack/commands", "/slack/interactions", "/slack/events"], app.Paths);
        Assert.Contains("text=runway+%26amp%3B+more", app.Bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_WithALie_IsRefusedByTheApp()
    {
        await using var app = await SignedApp.StartAsync(slack.Identity.SigningSecret);
        var url = new Uri(app.Address + "/slack/commands");
        var parcel = new SlackParcel(SlackParcel.Command, "");

        var good = await slack.Http.SendAsync(url, SlackTestClient.Form(("text", "x")), parcel, default);
        var bad = await slack.Http.SendAsync(url, SlackTestClient.Form(("text", "x")), parcel, default, signature: "v0=00");

        Assert.True(good.IsAcknowledged);
        Assert.Equal((SlackOutcome.Refused, "401"), (bad.Outcome, bad.Detail));
    }

    [Fact]
    public async Task Http_EventRefused_ComesAgainWithItsHeaders()
    {
        await using var app = await SignedApp.StartAsync(slack.Identity.SigningSecret);
        slack.Dispatcher.Urls = RequestUrls.Under(new(app.Address));
        app.RefuseNext = true;

        Assert.Equal(SlackOutcome.Refused, (await slack.People.OpenHomeAsync("dana", default)).Outcome);

        await app.Served(2);
        Assert.Equal(["", "1"], app.Retries);
    }

    [Fact]
    public async Task Control_PlansAFaultForAShare()
    {
        await client.ControlAsync("faults", new { path = "/api/auth.test", kind = "unanswered", percent = 100, times = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.JsonAsync("auth.test", new { }));

        Assert.Contains("percent 1 to 100", (await client.ControlAsync("faults", new { kind = "status", percent = 0 })).GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
