namespace Spendwall.Bot.Chat.Wire;

/// <summary>At most so many within any stretch of time.</summary>
/// <param name="clock">Only its timestamps are read.</param>
internal sealed class SlidingWindow(int most, TimeSpan span, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Queue<long> taken = new();

    /// <summary>Takes a place.</summary>
    /// <param name="keep">Places that are left for others.</param>
    /// <returns>Zero after it was taken; else how long until there is one, and nothing was taken.</returns>
    public TimeSpan Take(int keep = 0)
    {
        lock (gate)
        {
            var wait = Wait(keep);
            if (wait == TimeSpan.Zero)
            {
                taken.Enqueue(clock.GetTimestamp());
            }

            return wait;
        }
    }

    /// <summary>Counts one that has happened, room or not.</summary>
    public void Add()
    {
        lock (gate)
        {
            Wait(0);
            taken.Enqueue(clock.GetTimestamp());
        }
    }

    /// <summary>How long until there is a place; zero: now.</summary>
    public TimeSpan Wait()
    {
        lock (gate)
        {
            return Wait(0);
        }
    }

    private TimeSpan Wait(int keep)
    {
        while (taken.TryPeek(out long oldest) && clock.GetElapsedTime(oldest) >= span)
        {
            taken.Dequeue();
        }

        int over = taken.Count - (most - keep);

        return over < 0 ? TimeSpan.Zero : span - clock.GetElapsedTime(taken.ElementAt(over));
    }
}
