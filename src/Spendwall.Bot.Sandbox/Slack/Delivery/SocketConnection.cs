using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Slack.Delivery;

/// <summary>One open socket of the app.</summary>
internal sealed class SocketConnection(int id, WebSocket socket, GatedStream stream, TimeProvider real) : IDisposable
{
    private const int Buffer = 64 * 1024;
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim sending = new(1);
    private readonly CancellationTokenSource ended = new();

    public int Id { get; } = id;

    public DateTimeOffset OpenedAt { get; } = real.GetUtcNow();

    /// <summary>It was told to go, and gets nothing while another one is there.</summary>
    public bool IsLeaving { get; private set; }

    public bool IsSilent { get; private set; }

    /// <summary>Splits messages into frames of so many bytes; null: one frame.</summary>
    public int? FrameBytes { get; set; }

    /// <summary>Leaves the client's close frame without an answer, and the connection open.</summary>
    public bool IgnoresClose { get; set; }

    /// <summary>A client whose close is ignored still gets what is sent.</summary>
    public bool IsOpen => !ended.IsCancellationRequested && (socket.State == WebSocketState.Open || (IgnoresClose && socket.State == WebSocketState.CloseReceived));

    /// <summary>Reads until the client goes; <paramref name="received"/> gets whole messages.</summary>
    public async Task ReadAsync(Action<string> received, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, cancellationToken);
        byte[] buffer = new byte[Buffer];
        try
        {
            using var message = new MemoryStream();
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), stop.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await AnswerCloseAsync(stop.Token);
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    received(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other side is gone, or this one was told to go.
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    /// <returns>Whether it left; false when the socket is gone.</returns>
    public async Task<bool> SendAsync(string text, CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int size = FrameBytes ?? bytes.Length;
        await sending.WaitAsync(cancellationToken);
        try
        {
            for (int at = 0; at < bytes.Length; at += size)
            {
                int count = Math.Min(size, bytes.Length - at);
                await socket.SendAsync(bytes.AsMemory(at, count), WebSocketMessageType.Text, at + count == bytes.Length, cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Asks the client to go; the socket works on until it is closed.</summary>
    public Task<bool> DisconnectAsync(string reason, CancellationToken cancellationToken)
    {
        IsLeaving = true;

        return SendAsync(JsonSerializer.Serialize(new { type = "disconnect", reason, debug_info = new { host = "sandbox" } }), cancellationToken);
    }

    public void Silence()
    {
        IsSilent = true;
        stream.Silence();
    }

    /// <summary>Says goodbye by the rules, and cuts the connection if no answer comes.</summary>
    public async Task CloseAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(CloseWithin, TimeProvider.System);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            await Task.Delay(CloseWithin, TimeProvider.System, ended.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // It is gone already, or has answered.
        }

        Drop();
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Drop()
    {
        ended.Cancel();
        socket.Abort();
        stream.Dispose();
    }

    public void Dispose()
    {
        socket.Dispose();
        stream.Dispose();
    }

    private async Task AnswerCloseAsync(CancellationToken cancellationToken)
    {
        if (IgnoresClose)
        {
            IsLeaving = true;
            await UntilGoneAsync(cancellationToken);

            return;
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    /// <summary>After its close frame a client says nothing more: what comes is the end of the connection.</summary>
    private async Task UntilGoneAsync(CancellationToken cancellationToken)
    {
        byte[] rest = new byte[1024];
        while (await stream.ReadAsync(rest, cancellationToken) > 0)
        {
            // A pong of a client that is still there.
        }
    }
}
