using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Api;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack.Api;

/// <summary>The client with its own connections and waits short enough for a test.</summary>
internal sealed class ApiWorld : IDisposable, ILogger
{
    public static readonly SlackApiSettings Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(5), UnsaidRetryAfter = TimeSpan.FromMilliseconds(100) };

    private readonly SlackHttp http = new();

    public ApiWorld(StandInSlack slack, SlackApiSettings? settings = null, string token = "xoxb-secret", string? apiUrl = null, Func<HttpClient, ILogger, ISlackToken>? rotating = null)
    {
        Clock = new ManualClock(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        Urls = new ResponseUrls(Clock);
        Api = new SlackApi(http.Client, new Uri(apiUrl ?? slack.ApiUrl), rotating?.Invoke(http.Client, this) ?? new FixedSlackToken(new Secret(token)), Urls, settings ?? Quick, TimeProvider.System, TimeProvider.System, static () => 0.5, this, Standing = new SlackStanding(Clock));
    }

    public ISlackApi Api { get; }

    public ResponseUrls Urls { get; }

    /// <summary>By <see cref="Clock"/>.</summary>
    public SlackStanding Standing { get; }

    public ManualClock Clock { get; }

    public List<string> Logged { get; } = [];

    public Task<JsonElement> CallAsync(string method, JsonObject arguments) => Api.CallAsync(method, arguments, CancellationToken.None);

    public Task<SlackException> RefusedAsync(string method) =>
        Assert.ThrowsAsync<SlackException>(() => CallAsync(method, new JsonObject { ["channel"] = "C1", ["text"] = "x" }));

    public void Dispose() => http.Dispose();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Logged)
        {
            Logged.Add(formatter(state, exception) + exception);
        }
    }
}
