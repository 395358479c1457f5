using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>One connection to the gateway: reads and beats on loops of its own, neither of which waits for a handler.</summary>
internal sealed partial class GatewayLink : IAsyncDisposable
{
    private const int Usual = 32 * 1024;

    private const int LargestKept = 512 * 1024;

    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(1);

    private readonly ClientWebSocket socket;
    private readonly GatewayParts parts;
    private readonly Uri url;
    private readonly bool resumes;
    private readonly ILogger logger;
    private readonly GatewaySender sender;
    private readonly GatewayPulse pulse;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<GatewayEnd> ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private Task beating = Task.CompletedTask;
    private Task greeting = Task.CompletedTask;

    private GatewayLink(ClientWebSocket socket, GatewayParts parts, Uri url, bool resumes)
    {
        this.socket = socket;
        this.parts = parts;
        this.url = url;
        this.resumes = resumes;
        logger = parts.Logger;
        sender = new GatewaySender(socket, parts.Settings, parts.Transport, stop.Token);
        pulse = new GatewayPulse(sender, parts.Session, parts.Settings, parts.Transport);
    }

    /// <summary>When READY or RESUMED came.</summary>
    public Task Ready => ready.Task;

    /// <summary>Why it is over; never fails.</summary>
    public Task<GatewayEnd> Ending => ending.Task;

    /// <param name="url">As Discord named it.</param>
    /// <param name="resumes">Whether to resume the session, else a new one begins.</param>
    /// <exception cref="WebSocketException">The handshake failed.</exception>
    public static async Task<GatewayLink> ConnectAsync(GatewayParts parts, Uri url, bool resumes, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();

        // Heartbeats are the gateway's own; pings would be one more thing to wait for.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.SetRequestHeader("User-Agent", parts.UserAgent);
        try
        {
            await socket.ConnectAsync(GatewayUrl.ToConnect(url), cancellationToken);
        }
        catch
        {
            socket.Dispose();

            throw;
        }

        var link = new GatewayLink(socket, parts, url, resumes);
        link.reading = Task.Run(link.ReadAsync, CancellationToken.None);

        return link;
    }

    /// <summary>Ends it from this side.</summary>
    public void GiveUp(GatewayEnd why) => ending.TrySetResult(why);

    /// <summary>Says goodbye without waiting for an answer, and lets go.</summary>
    /// <param name="code">1000 ends the session; 4000 leaves it to be resumed.</param>
    public async Task CloseAsync(int code)
    {
        ending.TrySetResult(new(GatewayNext.Resume, "closed by the bot"));
        await sender.CloseAsync((WebSocketCloseStatus)code);
        await stop.CancelAsync();
        socket.Abort();
        await Task.WhenAll(reading, beating, greeting);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(4000);
        sender.Dispose();
        socket.Dispose();
        stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            var message = new ArrayBufferWriter<byte>(Usual);
            while (true)
            {
                var part = await socket.ReceiveAsync(message.GetMemory(16 * 1024), stop.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    ending.TrySetResult(GatewayEnd.OfClose(socket.CloseStatus is { } code && code != WebSocketCloseStatus.Empty ? (int)code : null));

                    return;
                }

                message.Advance(part.Count);
                if (message.WrittenCount > parts.Settings.LargestFrame)
                {
                    ending.TrySetResult(new(GatewayNext.Resume, $"a frame larger than {parts.Settings.LargestFrame} bytes"));

                    return;
                }

                if (part.EndOfMessage)
                {
                    if (part.MessageType == WebSocketMessageType.Text)
                    {
                        await TakeAsync(message.WrittenMemory);
                    }

                    message.ResetWrittenCount();
                    if (message.Capacity > LargestKept)
                    {
                        // One large server at the start is no reason to hold its size for weeks.
                        message = new(Usual);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // However it ended, it ended.
        }
        catch (Exception exception)
        {
            LogBroke(exception);
        }
        finally
        {
            ending.TrySetResult(new(GatewayNext.Resume, "the connection broke"));
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            LogNoJson(text.Length);

            return;
        }

        using (document)
        {
            var frame = document.RootElement;
            var data = frame.ValueKind == JsonValueKind.Object && frame.TryGetProperty("d", out var inner) ? inner : default;
            switch (frame.Whole("op"))
            {
                case 0:
                    await DispatchAsync(frame, data);
                    break;
                case 1:
                    _ = GuardAsync(pulse.AnswerAsync);
                    break;
                case 7:
                    ending.TrySetResult(new(GatewayNext.Resume, "Discord asks to reconnect"));
                    break;
                case 9:
                    ending.TrySetResult(data.ValueKind == JsonValueKind.True
                        ? new(GatewayNext.Resume, "Discord could not go on with the session for now")
                        : new(GatewayNext.Identify, "Discord no longer knows the session", parts.Settings.InvalidWait * (1 + (4 * parts.Settings.Random()))));
                    break;
                case 10:
                    Greet(data);
                    break;
                case 11:
                    pulse.Answered();
                    break;
                default:
                    LogUnknown(frame.Whole("op") ?? -1);
                    break;
            }
        }
    }

    private async Task DispatchAsync(JsonElement frame, JsonElement data)
    {
        long receivedAt = parts.Transport.GetTimestamp();
        if (frame.Whole("s") is { } sequence)
        {
            parts.Session.Saw(sequence);
        }

        string type = frame.Text("t") ?? "";
        switch (type)
        {
            case "READY":
                parts.Session.Begin(
                    data.Text("session_id") ?? "", GatewayUrl.Parse(data.Text("resume_gateway_url"), parts.Door.ApiUrl) ?? url,
                    data.Member("application")?.Text("id") ?? "", data.Member("user")?.Text("id") ?? "", receivedAt);
                await ReadyAsync(receivedAt, false);
                break;
            case "RESUMED":
                parts.Session.Resumed();
                await ReadyAsync(receivedAt, true);
                break;
            default:
                await parts.Inbox.TakeAsync(type, data, receivedAt, stop.Token);
                break;
        }
    }

    private async Task ReadyAsync(long receivedAt, bool resumed)
    {
        ready.TrySetResult();
        await parts.Inbox.TakeAsync(new DiscordInbound.Ready(receivedAt, parts.Session.Application, parts.Session.User, resumed), stop.Token);
    }

    /// <summary>Hello: the heartbeats begin, and the session is asked for.</summary>
    private void Greet(JsonElement hello)
    {
        if (greeting != Task.CompletedTask)
        {
            return;
        }

        var interval = TimeSpan.FromMilliseconds(hello.Whole("heartbeat_interval") ?? 0);
        if (interval < LeastInterval)
        {
            ending.TrySetResult(new(GatewayNext.Resume, "Discord said no heartbeat interval"));

            return;
        }

        beating = Task.Run(() => BeatAsync(interval), CancellationToken.None);
        greeting = Task.Run(AskAsync, CancellationToken.None);
    }

    private Task AskAsync() => GuardAsync(async () =>
    {
        byte[] frame;
        if (resumes && parts.Session is { Id: { } id, Sequence: { } sequence })
        {
            frame = GatewayFrames.Resume(parts.Token, id, sequence);
        }
        else
        {
            await parts.Door.CountAsync(stop.Token);
            frame = GatewayFrames.Identify(parts.Token);
        }

        await sender.SendAsync(frame, isDue: false);
    });

    private Task BeatAsync(TimeSpan interval) => GuardAsync(async () =>
    {
        await pulse.BeatAsync(interval, stop.Token);
        ending.TrySetResult(new(GatewayNext.Resume, "a heartbeat was not answered"));
    });

    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            ending.TrySetResult(new(GatewayNext.Resume, "a frame could not be sent"));
        }
        catch (Exception exception)
        {
            LogBroke(exception);
            ending.TrySetResult(new(GatewayNext.Resume, "an error"));
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Discord sent a text frame that is no JSON ({Length} bytes)")]
    private partial void LogNoJson(int length);

    [LoggerMessage(2, LogLevel.Debug, "Discord sent a frame with op {Op}, which nobody here handles")]
    private partial void LogUnknown(long op);

    [LoggerMessage(3, LogLevel.Error, "A connection to Discord broke")]
    private partial void LogBroke(Exception exception);
}
