using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>One socket of the bot; what is sent leaves in order, by one writer.</summary>
internal sealed class GatewayConnection(int id, WebSocket socket, GatedStream stream, GatewayTrouble trouble, bool isResumeUrl) : IDisposable
{
    private const int Buffer = 16 * 1024;
    private const int MostPayload = 4_096;
    private const int MostHeard = 1_000;
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(1);

    private readonly Queue<JsonObject> heard = new();
    private readonly Channel<(string? Text, int Code)> outbox = Channel.CreateUnbounded<(string?, int)>(new() { SingleReader = true });
    private readonly CancellationTokenSource ended = new();

    public int Id { get; } = id;

    /// <summary>Whether it came to the address that READY names for resumes.</summary>
    public bool IsResumeUrl { get; } = isResumeUrl;

    public GatewaySession? Session { get; set; }

    /// <summary>The client's; null: it has not closed, or without a code.</summary>
    public int? ClientCode { get; private set; }

    public int? ServerCode { get; private set; }

    public int Heartbeats { get; set; }

    /// <summary>The sequence of the newest heartbeat; null: none, or null was said.</summary>
    public int? HeardSequence { get; set; }

    /// <summary>The newest frames of the client, oldest first; its token is never kept.</summary>
    public IReadOnlyList<JsonObject> Heard
    {
        get
        {
            lock (heard)
            {
                return [.. heard];
            }
        }
    }

    public bool IsSilent { get; private set; }

    public bool IsOpen => !ended.IsCancellationRequested && ServerCode is null;

    public CancellationToken Ended => ended.Token;

    public void Keep(JsonObject frame)
    {
        var kept = (JsonObject)frame.DeepClone();
        if (kept["d"] is JsonObject data && data.ContainsKey("token"))
        {
            data["token"] = "(not kept)";
        }

        lock (heard)
        {
            if (heard.Count == MostHeard)
            {
                heard.Dequeue();
            }

            heard.Enqueue(kept);
        }
    }

    public void Send(string text) => outbox.Writer.TryWrite((text, 0));

    /// <summary>Closes by the rules, after what waits to be sent.</summary>
    public void Close(int code)
    {
        ServerCode = code;
        outbox.Writer.TryWrite((null, code));
    }

    public void Silence()
    {
        IsSilent = true;
        stream.Silence();
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Drop()
    {
        ended.Cancel();
        socket.Abort();
        stream.Dispose();
    }

    /// <summary>Reads until the client goes; <paramref name="received"/> gets whole messages, null one that is too long.</summary>
    public async Task RunAsync(Action<string?> received, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, cancellationToken);
        var writing = WriteAsync(stop.Token);
        try
        {
            await ReadAsync(received, stop.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other side is gone, or this one was told to go.
        }
        finally
        {
            await ended.CancelAsync();
            await writing;
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        stream.Dispose();
    }

    private async Task ReadAsync(Action<string?> received, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Buffer];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                ClientCode = (int?)socket.CloseStatus;
                await AnswerCloseAsync(cancellationToken);
                return;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                received(message.Length > MostPayload ? null : Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length));
                message.SetLength(0);
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (text, code) in outbox.Reader.ReadAllAsync(cancellationToken))
            {
                if (text is null)
                {
                    await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, cancellationToken);
                    await Task.Delay(CloseWithin, TimeProvider.System, cancellationToken);
                    Drop();
                    return;
                }

                byte[] bytes = Encoding.UTF8.GetBytes(text);
                int size = trouble.FrameBytes ?? bytes.Length;
                for (int at = 0; at < bytes.Length; at += size)
                {
                    int count = Math.Min(size, bytes.Length - at);
                    await socket.SendAsync(bytes.AsMemory(at, count), WebSocketMessageType.Text, at + count == bytes.Length, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The socket is gone; the reader sees it too.
        }
    }

    private async Task AnswerCloseAsync(CancellationToken cancellationToken)
    {
        if (trouble.IgnoresClose)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        if (socket.State == WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }
    }
}
