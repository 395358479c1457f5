namespace Spendwall.Bot.Chat.Wire;

/// <summary>The time that one worker has for each item, one after the other: most items take so little that a timer of their own would be most of their cost.</summary>
internal sealed class WorkTurn : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeSpan within;
    private readonly TimeProvider transport;
    private readonly CancellationToken stop;
    private readonly ITimer timer;
    private CancellationTokenSource late;
    private long begunAt;
    private bool isOn;

    /// <param name="stop">Ends an item before its time.</param>
    public WorkTurn(TimeSpan within, TimeProvider transport, CancellationToken stop)
    {
        this.within = within;
        this.transport = transport;
        this.stop = stop;
        late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer = transport.CreateTimer(static state => ((WorkTurn)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <returns>Cancelled when the item's time is over, or on the stop.</returns>
    public CancellationToken Begin()
    {
        lock (gate)
        {
            if (late.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                // Not disposed of: the item before may still look at its token.
                late = CancellationTokenSource.CreateLinkedTokenSource(stop);
            }

            begunAt = transport.GetTimestamp();
            isOn = true;
            timer.Change(within, Timeout.InfiniteTimeSpan);

            return late.Token;
        }
    }

    public void End()
    {
        lock (gate)
        {
            isOn = false;
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        late.Dispose();
    }

    private void Expire()
    {
        CancellationTokenSource? over;
        lock (gate)
        {
            // A timer that fired just as its item ended must not hit the next one.
            over = isOn && transport.GetElapsedTime(begunAt) >= within ? late : null;
        }

        over?.Cancel();
    }
}
