using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Spendwall.Bot.Tests.Support;

/// <summary>The platform's end of one socket.</summary>
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

    /// <summary>What the other end closed with; null: it did not, or has not yet.</summary>
    public int? CloseCode { get; private set; }

    /// <summary>The path and the query that it was opened with.</summary>
    public string Target { get; } = context.Request.Path + context.Request.QueryString;

    public string UserAgent { get; } = context.Request.Headers.UserAgent.ToString();

    /// <param name="code">Null: a close frame without one.</param>
    public Task CloseAsync(int? code = 1000) =>
        socket.CloseOutputAsync(code is { } number ? (WebSocketCloseStatus)number : WebSocketCloseStatus.Empty, null, CancellationToken.None);

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
                    CloseCode = (int?)socket.CloseStatus;
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

        // The close frame is never answered, as platforms sometimes do not: the connection stays until the other end lets go.
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
