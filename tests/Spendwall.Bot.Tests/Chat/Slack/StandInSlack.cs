using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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

/// <summary>Slack's end of one socket.</summary>
internal sealed class StandInSocket(WebSocket socket, HttpContext context) : IDisposable
{
    private readonly Channel<JsonElement> received = Channel.CreateUnbounded<JsonElement>();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether this end reads at all; when not, it answers no ping either.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>When the other end closed or vanished.</summary>
    public Task Closed => closed.Task.WaitAsync(TimeSpan.FromSeconds(15));

    public int Waiting => received.Reader.Count;

    public async Task SendAsync(string text, int chunk = int.MaxValue, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        await sending.WaitAsync();
        try
        {
            for (int from = 0; from < bytes.Length; from += Math.Min(chunk, bytes.Length - from))
            {
                int length = Math.Min(chunk, bytes.Length - from);
                await socket.SendAsync(bytes.AsMemory(from, length), type, from + length == bytes.Length, CancellationToken.None);
            }
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next frame of the bot.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));

        return await received.Reader.ReadAsync(late.Token);
    }

    public Task CloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public void Dispose() => sending.Dispose();

    /// <summary>Cuts the line.</summary>
    public void Abort()
    {
        context.Abort();
        released.TrySetResult();
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256 * 1024];
        try
        {
            if (IsDeaf)
            {
                await released.Task.WaitAsync(cancellationToken);
            }

            while (true)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                using var document = JsonDocument.Parse(buffer.AsMemory(0, length));
                received.Writer.TryWrite(document.RootElement.Clone());
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The other end is gone.
        }
        finally
        {
            closed.TrySetResult();
        }

        // The close frame is never answered, as Slack sometimes does not: the connection stays until the other end lets go.
        try
        {
            await released.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It let go.
        }
    }
}
