using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack.Transport;

/// <summary>Signed HTTP on a real listener: S8, S9, S11 and S19.</summary>
public sealed class SlackEndpointTests : IAsyncLifetime, IDisposable
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Command = "team_id=T1&command=%2Fspendwall&text=owner+set+%3C%40U2%7Cann%3E+&user_id=U1&channel_id=C1&channel_name=ops&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1&trigger_id=";

    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingHandler handler = new();
    private readonly HttpClient http = new();
    private WebApplication app = null!;

    public async Task InitializeAsync() => app = await StartAsync(new() { Enabled = true, Mode = "Http", SigningSecret = new(Secret) });

    public async Task DisposeAsync() => await app.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Command_Signed_IsAcknowledgedAndHandled()
    {
        using var answer = await SendAsync("commands", Command + "1");

        Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(
            new SlackInbound.SlashCommand("T1", clock.GetUtcNow(), "/spendwall", "owner set <@U2|ann> ", "U1", "C1", "ops", new("https://hooks.slack.com/commands/1"), "1"),
            await handler.NextAsync());
    }

    [Fact]
    public async Task Interaction_ItsErrors_AreTheAnswer()
    {
        handler.OnAcknowledge = static inbound => inbound is SlackInbound.ViewSubmission ? SocketWorld.Json("""{"response_action":"errors","errors":{"b":"too long"}}""") : null;

        using var answer = await SendAsync("interactions", "payload=" + Uri.EscapeDataString("""{"type":"view_submission","team":null,"user":{"id":"U1","team_id":"T1"},"trigger_id":"1","view":{}}"""));

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""{"response_action":"errors","errors":{"b":"too long"}}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("T1", Assert.IsType<SlackInbound.ViewSubmission>(await handler.NextAsync()).Team);
    }

    [Fact]
    public async Task Events_Verification_IsAnsweredWithTheChallengeWhenSigned()
    {
        using var answer = await SendAsync("events", """{"token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}""", type: "application/json; charset=utf-8");
        using var unsigned = await SendAsync("events", """{"challenge":"x","type":"url_verification"}""", signature: "v0=00");

        Assert.Equal("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
    }

    [Fact]
    public async Task S8_AnEventThatComesAgain_RunsOnce()
    {
        using var first = await SendAsync("events", SocketWorld.Event("Ev1"));
        using var again = await SendAsync("events", SocketWorld.Event("Ev1"), age: -60);
        using var unseen = await SendAsync("events", SocketWorld.Event("Ev2", ts: "1.2"), age: -61);

        Assert.All([first, again, unseen], static answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await handler.NextAsync();
        await handler.NextAsync();
        await app.StopAsync();
        Assert.Equal(0, handler.Waiting);
    }

    [Theory]
    [InlineData("""{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1518467820}""")]
    [InlineData("""{"type":"event_callback","event":null}""")]
    public async Task S11_AnEventWithoutAnInnerEvent_IsAcknowledged(string body)
    {
        using var answer = await SendAsync("events", body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("")]
    public async Task Events_NoObject_Is400WithoutRetry(string body)
    {
        using var answer = await SendAsync("events", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("1", answer.Headers.GetValues("X-Slack-No-Retry").Single());
    }

    [Fact]
    public async Task S19_HeadersInAnyCase_AreTaken()
    {
        string timestamp = Timestamp(0);
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("commands")) { Content = new StringContent(Command + "1") };
        request.Headers.Add("x-slack-request-timestamp", timestamp);
        request.Headers.Add("X-SLACK-SIGNATURE", SlackSignature.Sign(Secret, timestamp, Encoding.UTF8.GetBytes(Command + "1")));

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task S19_StaleOrFuture_Is401(int age)
    {
        using var answer = await SendAsync("commands", Command + "1", age);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, handler.Waiting);
    }

    [Fact]
    public async Task S19_TamperedOrUnsigned_Is401OnEveryAddress()
    {
        string signature = SlackSignature.Sign(Secret, Timestamp(0), Encoding.UTF8.GetBytes(Command + "1"));
        foreach (string address in new[] { "commands", "interactions", "events" })
        {
            using var tampered = await SendAsync(address, Command + "2", signature: signature);
            using var bare = await http.PostAsync(Address(address), new StringContent(Command + "1"));

            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (tampered.StatusCode, bare.StatusCode));
        }

        Assert.Equal(0, handler.Waiting);
    }

    [Fact]
    public async Task S19_TheSameRequestAgain_Is401AndRunsOnce()
    {
        using var first = await SendAsync("commands", Command + "1");
        clock.Advance(TimeSpan.FromSeconds(200));
        using var replay = await SendAsync("commands", Command + "1", age: 200);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (first.StatusCode, replay.StatusCode));
        Assert.Equal("1", replay.Headers.GetValues("X-Slack-No-Retry").Single());
        await handler.NextAsync();
        await app.StopAsync();
        Assert.Equal(0, handler.Waiting);
    }

    [Fact]
    public async Task SslCheck_IsAnsweredAndHandledByNobody()
    {
        using var get = await http.GetAsync(Address("commands") + "?ssl_check=1");
        using var post = await SendAsync("commands", "ssl_check=1&token=x");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.StatusCode, post.StatusCode));
        Assert.Equal(0, handler.Waiting);
    }

    [Fact]
    public async Task ABodyWithoutEnd_Is413()
    {
        using var answer = await SendAsync("events", new string('x', 5 * 1024 * 1024));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData(true, "Socket", Secret)]
    [InlineData(true, "Http", "")]
    [InlineData(false, "Http", Secret)]
    public async Task Addresses_WithoutModeHttpAndASecret_DoNotExist(bool enabled, string mode, string secret)
    {
        await app.DisposeAsync();
        app = await StartAsync(new() { Enabled = enabled, Mode = mode, SigningSecret = new(secret), ApiUrl = "http://127.0.0.1:1/api/" });

        using var answer = await SendAsync("commands", Command + "1");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string address, string body, int age = 0, string? signature = null, string type = "application/x-www-form-urlencoded")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        using var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(address)) { Content = content };
        request.Headers.Add(SlackSignature.TimestampHeader, Timestamp(age));
        request.Headers.Add(SlackSignature.Header, signature ?? SlackSignature.Sign(Secret, Timestamp(age), bytes));

        return await http.SendAsync(request);
    }

    private string Timestamp(int age) => (clock.GetUtcNow().ToUnixTimeSeconds() - age).ToString(CultureInfo.InvariantCulture);

    private string Address(string name) =>
        $"{app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/slack/{name}";

    private async Task<WebApplication> StartAsync(SlackOptions slack)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddKeyedSingleton("transport", TimeProvider.System);
        builder.Services.AddSingleton(new SpendwallOptions { Slack = slack });
        builder.Services.AddSingleton<ISlackHandler>(handler);
        builder.Services.AddSlackTransport();
        var built = builder.Build();
        built.MapSlack();
        await built.StartAsync();

        return built;
    }
}
