using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Discord;

/// <summary>A small Discord on loopback: every route as the test answers it, and gateway sockets that the test holds in its hand.</summary>
internal sealed class StandInDiscord : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<StandInSocket> sockets = Channel.CreateUnbounded<StandInSocket>();
    private readonly List<DiscordCall> calls = [];
    private int opened;
    private int identifies;

    private StandInDiscord(WebApplication app) => this.app = app;

    public string Address => app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public string ApiUrl => $"{Address}/api/v10/";

    /// <summary>Where sessions begin.</summary>
    public string GatewayUrl => $"{Address.Replace("http:", "ws:", StringComparison.Ordinal)}/gateway";

    /// <summary>Where READY says that they are resumed.</summary>
    public string ResumeUrl => $"{Address.Replace("http:", "ws:", StringComparison.Ordinal)}/resume";

    public int Remaining { get; set; } = 1000;

    public int Total { get; set; } = 1000;

    /// <summary>Milliseconds.</summary>
    public int ResetAfter { get; set; } = 14_400_000;

    /// <summary>Milliseconds that Hello says.</summary>
    public int HeartbeatInterval { get; set; } = 41_250;

    /// <summary>What was asked so far, the gateway's address included.</summary>
    public IReadOnlyList<DiscordCall> Calls { get { lock (calls) return [.. calls]; } }

    /// <summary>The answer to each call; by default the gateway is named and all else is an empty object.</summary>
    public Func<DiscordCall, HttpContext, Task>? Answer { get; set; }

    /// <summary>Before a socket is accepted.</summary>
    public Func<HttpContext, Task> Handshake { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What a new socket hears first; Hello unless told otherwise.</summary>
    public Func<StandInSocket, Task>? Greet { get; set; }

    /// <summary>Sockets accepted so far.</summary>
    public int Opened => Volatile.Read(ref opened);

    public static async Task<StandInDiscord> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var discord = new StandInDiscord(builder.Build());
        discord.app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        discord.app.Map("/gateway", discord.AcceptAsync);
        discord.app.Map("/resume", discord.AcceptAsync);
        discord.app.Map("/api/v10/{**path}", discord.ServeAsync);
        await discord.app.StartAsync();

        return discord;
    }

    public Task GatewayAsync(HttpContext context) => context.Response.WriteAsync(
        $$$"""{"url":"{{{GatewayUrl}}}","shards":1,"session_start_limit":{"total":{{{Total}}},"remaining":{{{Remaining}}},"reset_after":{{{ResetAfter}}},"max_concurrency":1}}""");

    /// <summary>The next socket that was opened here, after what it heard first.</summary>
    public async Task<StandInSocket> NextSocketAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));

        return await sockets.Reader.ReadAsync(late.Token);
    }

    public Task HelloAsync(StandInSocket socket) => socket.SendAsync($$$"""{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":{{{HeartbeatInterval}}},"_trace":[]}}""");

    /// <summary>READY, as the first dispatch of session <c>s1</c>, <c>s2</c> …</summary>
    public Task ReadyAsync(StandInSocket socket, string? resumeUrl = null) => socket.SendAsync(
        $$$"""{"op":0,"t":"READY","s":1,"d":{"v":10,"user":{"id":"77","username":"spendwall","bot":true},"guilds":[],"session_id":"s{{{Interlocked.Increment(ref identifies)}}}","resume_gateway_url":"{{{resumeUrl ?? ResumeUrl}}}","application":{"id":"42","flags":0} } }""");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        await Handshake(context);
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Interlocked.Increment(ref opened);
        using var held = new StandInSocket(socket, context);
        await (Greet ?? HelloAsync)(held);
        sockets.Writer.TryWrite(held);
        await held.ReadAsync(context.RequestAborted);
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        var call = new DiscordCall(
            context.Request.Method, context.Request.Path.Value!["/api/v10/".Length..], headers.Authorization.ToString(), context.Request.ContentType ?? "", headers.UserAgent.ToString(),
            await reader.ReadToEndAsync());
        lock (calls)
        {
            calls.Add(call);
        }

        context.Response.ContentType = "application/json";
        await (Answer is { } answer ? answer(call, context) : call.Path == "gateway/bot" ? GatewayAsync(context) : context.Response.WriteAsync("{}"));
    }
}

internal sealed record DiscordCall(string Method, string Path, string Authorization, string ContentType, string UserAgent, string Body);
