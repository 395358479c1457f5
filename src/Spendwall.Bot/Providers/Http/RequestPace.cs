namespace Spendwall.Bot.Providers.Http;

/// <summary>Lets a number of requests pass in any window of time and makes the rest wait in line, on the business clock.</summary>
internal sealed class RequestPace(TimeProvider clock, int permits, TimeSpan window)
{
    private readonly Lock gate = new();
    private readonly Queue<long> slots = new(permits);

    /// <summary>Returns when it is this caller's turn; a caller that gives up leaves its slot empty.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var wait = Reserve();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private TimeSpan Reserve()
    {
        lock (gate)
        {
            long now = clock.GetTimestamp();
            long slot = now;
            if (slots.Count == permits)
            {
                slot = Math.Max(now, slots.Dequeue() + (long)(window.TotalSeconds * clock.TimestampFrequency));
            }

            slots.Enqueue(slot);

            return clock.GetElapsedTime(now, slot);
        }
    }
}
