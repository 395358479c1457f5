using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>What holds for all requests at once: a pace, and a pause when Discord asks for one.</summary>
/// <param name="pace">Null: none.</param>
internal sealed class DiscordGate(SlidingWindow? pace, TimeProvider transport)
{
    private readonly Lock gate = new();
    private TimeSpan closedUntil;

    /// <returns>Null after the turn came; else how long it would be, which is more than the patience.</returns>
    public async Task<TimeSpan?> EnterAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        long startedAt = transport.GetTimestamp();
        while (true)
        {
            var wait = ClosedFor();
            wait = wait > TimeSpan.Zero ? wait : pace?.Take() ?? TimeSpan.Zero;
            if (wait <= TimeSpan.Zero)
            {
                return null;
            }

            if (wait > patience - transport.GetElapsedTime(startedAt))
            {
                return wait;
            }

            await Task.Delay(wait, transport, cancellationToken);
        }
    }

    public void Close(TimeSpan wait)
    {
        lock (gate)
        {
            var until = transport.GetElapsedTime(0) + wait;
            closedUntil = until > closedUntil ? until : closedUntil;
        }
    }

    private TimeSpan ClosedFor()
    {
        lock (gate)
        {
            return closedUntil - transport.GetElapsedTime(0);
        }
    }
}
