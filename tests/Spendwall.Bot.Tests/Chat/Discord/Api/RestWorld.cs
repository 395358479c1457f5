using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Api;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Tests.Chat.Discord.Api;

/// <summary>The client with its own connections and waits short enough for a test.</summary>
internal sealed class RestWorld : IDisposable, ILogger
{
    public static readonly DiscordApiSettings Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(5),
        UnsaidRetryAfter = TimeSpan.FromMilliseconds(100),
        Margin = TimeSpan.FromMilliseconds(10),
    };

    public static readonly DiscordReply Reply = new("42", "900", "reply-token");

    private readonly DiscordHttp http = new(new() { Discord = new() { ApplicationId = "42" } });

    public RestWorld(StandInDiscord discord, DiscordApiSettings? settings = null, string token = "bot-secret", string? apiUrl = null)
    {
        var options = new DiscordOptions { ApiUrl = apiUrl ?? discord.ApiUrl };
        Api = new DiscordApi(http.Client, DiscordTransport.Address(options), new Secret(token), settings ?? Quick, TimeProvider.System, static () => 0.5, this);
    }

    public IDiscordApi Api { get; }

    public List<string> Logged { get; } = [];

    public Task<JsonElement> PostAsync(string channel = "1", string? nonce = null) => Api.CallAsync(HttpMethod.Post, $"channels/{channel}/messages", Message(nonce), default);

    public Task<JsonElement> GetAsync(string channel = "1") => Api.CallAsync(HttpMethod.Get, $"channels/{channel}", null, default);

    public Task CallbackAsync() => Api.CallbackAsync(Reply, new JsonObject { ["type"] = 5 }, default);

    public static Task<DiscordException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<DiscordException>(call);

    public static JsonObject Message(string? nonce = null)
    {
        var message = new JsonObject { ["content"] = "x" };
        if (nonce is not null)
        {
            message["nonce"] = nonce;
            message["enforce_nonce"] = true;
        }

        return message;
    }

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
