using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>A small Slack on loopback: every method as the test answers it, and sockets that the test holds in its hand.</summary>
internal sealed class StandInSlack : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<StandInSocket> sockets = Channel.CreateUnbounded<StandInSocket>();
    private readonly List<StandInCall> calls = [];
    private int opened;

    private StandInSlack(WebApplication app) => this.app = app;

    public string Address => app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public string ApiUrl => $"{Address}/api/";

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<StandInCall> Calls { get { lock (calls) return [.. calls]; } }

    /// <summary>The answer to each call; by default sockets open and all else is ok.</summary>
    public Func<StandInCall, HttpContext, Task>? Answer { get; set; }

    /// <summary>Sockets accepted so far.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>What a new socket hears first.</summary>
    public Func<StandInSocket, Task> Greet { get; set; } = static socket => socket.SendAsync("""{"type":"hello","num_connections":1}""");

    public static async Task<StandInSlack> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var slack = new StandInSlack(builder.Build());
        slack.app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        slack.app.Map("/link", slack.AcceptAsync);
        slack.app.Map("/{**path}", slack.ServeAsync);
        await slack.app.StartAsync();

        return slack;
    }

    public Task OpenSocketAsync(HttpContext context) =>
        context.Response.WriteAsync($$"""{"ok":true,"url":"{{Address.Replace("http:", "ws:", StringComparison.Ordinal)}}/link?ticket=secret-ticket"}""");

    /// <summary>The next socket that was opened here.</summary>
    public async Task<StandInSocket> NextSocketAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));

        return await sockets.Reader.ReadAsync(late.Token);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Interlocked.Increment(ref opened);
        using var held = new StandInSocket(socket, context);
        await Greet(held);
        sockets.Writer.TryWrite(held);
        await held.ReadAsync(context.RequestAborted);
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var call = new StandInCall(
            context.Request.Path.Value!.Split('/')[^1], context.Request.Headers.Authorization.ToString(), context.Request.ContentType ?? "", await reader.ReadToEndAsync());
        lock (calls)
        {
            calls.Add(call);
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await (Answer is { } answer ? answer(call, context) : call.Method == "apps.connections.open" ? OpenSocketAsync(context) : context.Response.WriteAsync("""{"ok":true}"""));
    }
}

internal sealed record StandInCall(string Method, string Authorization, string ContentType, string Body);
