using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Host.Ingest;

/// <summary>A CI system against the real listener on loopback.</summary>
public sealed class EventEndpointTests
{
    private const string Secret = "s3cret-of-ci";

    private const string Release = """{"kind":"release","scope":"openai-acme","cap_usd":200,"until":"24h","name":"search 2.4","id":"deploy-812"}""";

    [Fact]
    public async Task Post_Release_IsAddedOnceHoweverOftenItIsSent()
    {
        await using var world = await EndpointWorld.StartAsync();

        var (first, created) = await world.PostAsync(Release);
        world.Alerts.Clock.Advance(TimeSpan.FromHours(2));
        var (again, same) = await world.PostAsync("""{"id":"deploy-812","name":"search 2.4","until":"24h","cap_usd":200,"scope":"openai-acme","kind":"release"}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first, again));
        Assert.Equal("EV-1", created.GetProperty("event").GetProperty("id").GetString());
        Assert.Equal("2026-11-21T12:00:00Z", same.GetProperty("event").GetProperty("until").GetString());
        var stored = Assert.Single(await world.EventsAsync());
        Assert.Equal((EventKind.Release, "account:openai-acme", "search 2.4", 200m, "http:events", ""), (stored.Kind, stored.Scope.Text, stored.Name, stored.Cap!.Value.Dollars, stored.AddedBy, stored.Channel));
        var audit = Assert.Single(await world.Alerts.AuditAsync());
        Assert.Equal(("http:events", "event.add"), (audit.Actor, audit.Action));
    }

    [Fact]
    public async Task Post_WithoutAnIdTwice_IsOneEvent()
    {
        await using var world = await EndpointWorld.StartAsync();

        await world.PostAsync("""{"scope":"openai-acme","factor":3}""");
        var (again, _) = await world.PostAsync("""{"scope":"openai-acme","factor":3}""");
        var (other, _) = await world.PostAsync("""{"scope":"openai-acme","factor":4}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Created), (again, other));
        Assert.Equal(2, (await world.EventsAsync()).Count);
    }

    [Fact]
    public async Task Post_AtTheSameTime_IsOneEvent()
    {
        await using var world = await EndpointWorld.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.PostAsync(Release)));

        Assert.Single(answers, static answer => answer.Status == HttpStatusCode.Created);
        Assert.Single(await world.EventsAsync());
    }

    [Fact]
    public async Task Post_TheSameIdForSomethingElse_IsAConflict()
    {
        await using var world = await EndpointWorld.StartAsync();
        await world.PostAsync(Release);

        var (status, answer) = await world.PostAsync(Release.Replace("200", "900", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (status, Kind(answer)));
        Assert.Equal(200m, Assert.Single(await world.EventsAsync()).Cap!.Value.Dollars);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer s3cret-of-c")]
    [InlineData("Bearer s3cret-of-ci2")]
    [InlineData("Basic s3cret-of-ci")]
    public async Task Post_WithoutTheSecret_Is401AndSaysNothingOfIt(string? authorization)
    {
        await using var world = await EndpointWorld.StartAsync();

        var (status, answer) = await world.PostAsync(Release, authorization);

        Assert.Equal((HttpStatusCode.Unauthorized, "permission"), (status, Kind(answer)));
        Assert.DoesNotContain(Secret, answer.ToString(), StringComparison.Ordinal);
        Assert.Empty(await world.EventsAsync());
    }

    [Theory]
    [InlineData("", "no JSON object")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"kind\":\"release\",", "no JSON object")]
    [InlineData("{\"scope\":\"openai\",\"scope\":\"openai\",\"cap_usd\":1}", "no JSON object")]
    [InlineData("{\"cap_usd\":1}", "scope is missing")]
    [InlineData("{\"scope\":\"openai\"}", "Say how much more")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":\"1\"}", "cap_usd is a number")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1e40}", "cap_usd is USD")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":-1}", "cap_usd is USD")]
    [InlineData("{\"scope\":\"openai\",\"factor\":1}", "factor")]
    [InlineData("{\"scope\":\"openai\",\"cap\":1}", "Did you mean cap_usd?")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1,\"kind\":\"party\"}", "kind cannot be 'party'")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1,\"until\":\"never\"}", "'never' is no time")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1,\"until\":\"60d\"}", "at most 14 d")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1,\"id\":\" \"}", "id cannot be empty")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1,\"id\":\"\\u200b\"}", "id cannot be empty")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1,\"from\":\"9999-12-31T20:00:00Z\"}", "90 d ahead")]
    [InlineData("{\"scope\":\"openai\",\"cap_usd\":1,\"from\":\"9999-12-31T20:00:00Z\",\"until\":\"9d\"}", "90 d ahead")]
    [InlineData("{\"scope\":\"nothing-like-it\",\"cap_usd\":1}", "nothing-like-it")]
    public async Task Post_BodyThatCannotBe_Is400WithOneLine(string body, string part)
    {
        await using var world = await EndpointWorld.StartAsync();

        var (status, answer) = await world.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        string message = answer.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Empty(await world.EventsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_TooLarge_Is413(bool told)
    {
        await using var world = await EndpointWorld.StartAsync();
        string body = $$"""{"scope":"openai","cap_usd":1,"name":"{{new string('x', EventEndpoint.Largest)}}"}""";

        var (status, _) = await world.PostAsync(body, chunked: !told);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Fact]
    public async Task Post_TooMany_Is429UntilTheMinuteIsOver()
    {
        await using var world = await EndpointWorld.StartAsync();
        for (int i = 0; i < EventEndpoint.Most; i++)
        {
            await world.PostAsync("{}");
        }

        var (status, _) = await world.PostAsync(Release);
        world.Alerts.Transport.Advance(TimeSpan.FromMinutes(1));
        var (later, _) = await world.PostAsync(Release);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.Created), (status, later));
    }

    [Fact]
    public async Task Get_IsNotAllowed()
    {
        await using var world = await EndpointWorld.StartAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await world.Http.GetAsync(EventEndpoint.Path)).StatusCode);
    }

    [Theory]
    [InlineData("", HttpStatusCode.NotFound)]
    [InlineData(Secret, HttpStatusCode.Created)]
    public async Task Run_WithAndWithoutASecret_HasTheAddressOrNot(string secret, HttpStatusCode expected)
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 2_000);
        world.WriteSettings(settings => settings["Events"] = new System.Text.Json.Nodes.JsonObject { ["BearerSecret"] = secret });
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();

        await BotHost.RunAsync(
            world.Load(),
            world.Process(output, TextWriter.Null),
            async app =>
            {
                using var http = new HttpClient { BaseAddress = Address(app), Timeout = TimeSpan.FromSeconds(20) };
                using var request = Request(Release, $"Bearer {Secret}");
                Assert.Equal(expected, (await http.SendAsync(request)).StatusCode);
                await stop.CancelAsync();
            },
            stop.Token);
    }

    private static string? Kind(JsonElement answer) => answer.GetProperty("error").GetProperty("kind").GetString();

    private static Uri Address(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    private static HttpRequestMessage Request(string body, string? authorization, bool chunked = false)
    {
        HttpContent content = chunked ? new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body))) : new StringContent(body, Encoding.UTF8, "application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, EventEndpoint.Path) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return request;
    }

    private sealed class EndpointWorld : IAsyncDisposable
    {
        private readonly WebApplication app;

        private EndpointWorld(AlertWorld alerts, WebApplication app)
        {
            Alerts = alerts;
            this.app = app;
            Http = new HttpClient { BaseAddress = Address(app), Timeout = TimeSpan.FromSeconds(20) };
        }

        public AlertWorld Alerts { get; }

        public HttpClient Http { get; }

        public static async Task<EndpointWorld> StartAsync()
        {
            var alerts = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account, Outlooks.Metered], Events = new() { BearerSecret = new(Secret) } });
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Services.AddRoutingCore();
            builder.Services.AddSingleton(alerts.Options);
            var scopes = new ScopeWords(new ScopeResolver(alerts.Options, alerts.Ledger, alerts.Owners, new MappingStore(alerts.Database.Database, alerts.Options)));
            builder.Services.AddSingleton(new EventEndpoint(alerts.Options, new EventBody(scopes), alerts.EventBook, alerts.Clock, alerts.Transport, NullLogger<EventEndpoint>.Instance));
            var app = builder.Build();
            app.MapEvents();
            await app.StartAsync();

            return new(alerts, app);
        }

        public Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string body) => PostAsync(body, $"Bearer {Secret}");

        public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string body, string? authorization = $"Bearer {Secret}", bool chunked = false)
        {
            using var request = Request(body, authorization, chunked);
            using var response = await Http.SendAsync(request);
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);

            return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
        }

        public async Task<List<SpendEvent>> EventsAsync()
        {
            await using var db = Alerts.Database.CreateDbContext();

            return await db.Set<SpendEvent>().AsNoTracking().ToListAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await app.DisposeAsync();
            await Alerts.DisposeAsync();
        }
    }
}
