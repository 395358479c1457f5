using System.Diagnostics.CodeAnalysis;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>
/// One of Discord's buckets. What nobody knows yet is tried alone; what is known goes in parallel up to what remains, and then
/// waits for the reset. Turns come in the order of asking.
/// </summary>
/// <param name="margin">Added to Discord's waits.</param>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose of, and a forgotten bucket may still have guests.")]
internal sealed class DiscordBucket(TimeProvider transport, TimeSpan margin)
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isFree;
    private int limit;
    private int remaining;
    private int inFlight;
    private int waiting;

    /// <summary>When the window ends, in transport time since the clock's zero; null until an answer of this window says so.</summary>
    private TimeSpan? resetAt;

    private TimeSpan closedUntil;

    /// <summary>Nobody is in it or wants to, and forgetting it loses nothing.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return inFlight == 0 && waiting == 0 && closedUntil <= Now() && (resetAt is not { } end || end <= Now());
            }
        }
    }

    /// <summary>Waits for a turn, which ends with <see cref="Leave"/>.</summary>
    /// <returns>Null after the turn came; else how long it would be, which is more than the patience.</returns>
    public async Task<TimeSpan?> EnterAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        long startedAt = transport.GetTimestamp();
        Interlocked.Increment(ref waiting);
        try
        {
            if (!turn.Wait(0, CancellationToken.None) && !await QueueAsync(patience, cancellationToken))
            {
                return margin;
            }

            try
            {
                return await AdmitAsync(patience, startedAt, cancellationToken);
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>An answer came, or none did.</summary>
    /// <param name="told">Null: nothing is known of what it cost.</param>
    public void Leave(RateHeaders? told) => Change(() =>
    {
        inFlight--;
        if (told is { Bucket: not null })
        {
            Tell(told);
        }
        else if (told is not null && limit == 0)
        {
            isFree = true;
        }
        else if (inFlight == 0 && resetAt is null)
        {
            remaining = limit;
        }
    });

    /// <summary>The turn was not used.</summary>
    public void GiveBack() => Change(() =>
    {
        inFlight--;
        remaining++;
    });

    /// <summary>An answer to a request that came in through another bucket, which turned out to be this one.</summary>
    public void Learn(RateHeaders told) => Change(() => Tell(told));

    /// <summary>Discord said when to come back.</summary>
    public void Close(TimeSpan wait) => Change(() =>
    {
        var until = Now() + wait + margin;
        closedUntil = until > closedUntil ? until : closedUntil;
        remaining = 0;
        resetAt = closedUntil;
    });

    private async Task<bool> QueueAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await turn.WaitAsync(either.Token);

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<TimeSpan?> AdmitAsync(TimeSpan patience, long startedAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            TimeSpan? wait;
            lock (gate)
            {
                wait = Wait();
                if (wait == TimeSpan.Zero)
                {
                    inFlight++;
                    remaining--;

                    return null;
                }

                change = changed.Task;
            }

            var left = patience - transport.GetElapsedTime(startedAt);
            if ((wait ?? TimeSpan.Zero) > left || left <= TimeSpan.Zero)
            {
                return wait ?? margin;
            }

            try
            {
                await change.WaitAsync(wait ?? left, transport, cancellationToken);
            }
            catch (TimeoutException)
            {
                // The window ended, or the patience.
            }
        }
    }

    /// <summary>How long until the next may go; null: until an answer comes.</summary>
    private TimeSpan? Wait()
    {
        var now = Now();
        if (closedUntil > now)
        {
            return closedUntil - now;
        }

        if (isFree)
        {
            return TimeSpan.Zero;
        }

        if (limit == 0)
        {
            return inFlight == 0 ? TimeSpan.Zero : null;
        }

        if (resetAt <= now)
        {
            // Those still on their way count for the new window, to be on the safe side.
            remaining = limit - inFlight;
            resetAt = null;
        }

        return remaining > 0 ? TimeSpan.Zero : resetAt is { } end ? end - now : inFlight > 0 ? null : TimeSpan.Zero;
    }

    private void Tell(RateHeaders told)
    {
        var end = Now() + told.ResetAfter + margin;
        int left = told.Remaining - inFlight;

        // Answers overtake each other: within a window, what remains only falls.
        remaining = limit == 0 || resetAt <= Now() ? left : Math.Min(remaining, left);
        resetAt = resetAt is { } known && known > end ? known : end;
        limit = told.Limit;
        isFree = false;
    }

    private void Change(Action change)
    {
        TaskCompletionSource pulse;
        lock (gate)
        {
            change();
            pulse = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        pulse.TrySetResult();
    }

    private TimeSpan Now() => transport.GetElapsedTime(0);
}
