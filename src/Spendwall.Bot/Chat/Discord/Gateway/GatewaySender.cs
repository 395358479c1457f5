using System.Net.WebSockets;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>The only writer of a connection: one frame at a time, and no more a minute than Discord allows.</summary>
internal sealed class GatewaySender(ClientWebSocket socket, DiscordGatewaySettings settings, TimeProvider transport, CancellationToken stop) : IDisposable
{
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly SlidingWindow budget = new(settings.MostSends, TimeSpan.FromMinutes(1), transport);
    private bool isClosed;

    /// <param name="isDue">A heartbeat that the connection lives by; everything else leaves room for those.</param>
    /// <returns>False when the budget has no room for it: it was not sent.</returns>
    /// <exception cref="WebSocketException">The connection is gone.</exception>
    public async Task<bool> SendAsync(byte[] frame, bool isDue)
    {
        if (budget.Take(isDue ? 0 : settings.KeptForHeartbeats) > TimeSpan.Zero)
        {
            return false;
        }

        using var late = new CancellationTokenSource(settings.SendWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        await sending.WaitAsync(either.Token);
        try
        {
            if (!isClosed)
            {
                await socket.SendAsync(frame, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, either.Token);
            }
        }
        finally
        {
            sending.Release();
        }

        return true;
    }

    /// <summary>Sends the close frame, if it still can; nobody waits for Discord's.</summary>
    public async Task CloseAsync(WebSocketCloseStatus code)
    {
        using var late = new CancellationTokenSource(settings.CloseWithin, transport);
        try
        {
            await sending.WaitAsync(late.Token);
            try
            {
                if (!isClosed && socket.State is (WebSocketState.Open or WebSocketState.CloseReceived))
                {
                    isClosed = true;
                    await socket.CloseOutputAsync(code, null, late.Token);
                }
            }
            finally
            {
                sending.Release();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was dying anyway.
        }
    }

    public void Dispose() => sending.Dispose();
}
