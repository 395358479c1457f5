namespace Spendwall.Bot.Sandbox;

/// <summary>
/// A clock that starts at an instant and runs <see cref="Speed"/> times as fast as the one inside it: the time, the
/// timestamps and every timer. Two processes with the same anchor show the same time.
/// </summary>
internal sealed class ScaledClock : TimeProvider
{
    public const double MinSpeed = 0.001;
    public const double MaxSpeed = 100_000;

    /// <summary>The longest wait that the system's timers take.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Two readings so close are of one moment.</summary>
    private static readonly TimeSpan Simultaneous = TimeSpan.FromTicks(500);

    private readonly TimeProvider inner;
    private readonly long origin;
    private readonly TimeSpan already;

    /// <param name="start">The time shown now.</param>
    /// <param name="speed">Simulated seconds in one real second, 0.001 to 100 000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of bounds.</exception>
    public ScaledClock(DateTimeOffset start, double speed, TimeProvider? inner = null)
        : this(new ClockAnchor((inner ?? System).GetUtcNow(), start.ToUniversalTime(), speed), inner)
    {
    }

    /// <summary>Joins a clock that another process started.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of bounds.</exception>
    public ScaledClock(ClockAnchor anchor, TimeProvider? inner = null)
    {
        if (!(anchor.Speed >= MinSpeed && anchor.Speed <= MaxSpeed))
        {
            throw new ArgumentOutOfRangeException(nameof(anchor), anchor.Speed, $"The speed goes from {MinSpeed} to {MaxSpeed}.");
        }

        this.inner = inner ?? System;
        Anchor = anchor;
        (origin, var now) = Together(this.inner);
        already = now - anchor.RealStart;
    }

    public ClockAnchor Anchor { get; }

    public double Speed => Anchor.Speed;

    public DateTimeOffset Start => Anchor.Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <summary>Simulated ticks since <see cref="Start"/>.</summary>
    public override long GetTimestamp() => (long)((already + inner.GetElapsedTime(origin)).Ticks * Speed);

    public override DateTimeOffset GetUtcNow() =>
        new(Math.Min(Start.UtcTicks + GetTimestamp(), DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, inner.CreateTimer(callback, state, ToReal(dueTime), ToReal(period)));

    /// <summary>
    /// A timestamp and the time of day of one moment. A process that loses its processor between the two readings would
    /// go ahead of everyone else's clock by that time's simulated length, which is hours.
    /// </summary>
    private static (long Timestamp, DateTimeOffset Now) Together(TimeProvider inner)
    {
        var best = TimeSpan.MaxValue;
        (long, DateTimeOffset) together = default;
        for (int i = 0; i < 20 && best > Simultaneous; i++)
        {
            long before = inner.GetTimestamp();
            var now = inner.GetUtcNow();
            var apart = inner.GetElapsedTime(before);
            if (apart < best)
            {
                (best, together) = (apart, (before, now));
            }
        }

        return together;
    }

    /// <summary>
    /// A simulated wait in real time, rounded up to a whole millisecond: the system's timers drop the fraction, and a
    /// wait that became zero would spin.
    /// </summary>
    public TimeSpan ToReal(TimeSpan simulated)
    {
        if (simulated <= TimeSpan.Zero)
        {
            return simulated;
        }

        double milliseconds = Math.Ceiling(simulated.TotalMilliseconds / Speed);

        return milliseconds >= LongestTimer.TotalMilliseconds ? LongestTimer : TimeSpan.FromMilliseconds(milliseconds);
    }

    private sealed class ScaledTimer(ScaledClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.ToReal(dueTime), clock.ToReal(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

/// <summary>At the real instant the simulated clock showed <paramref name="Start"/>, and it ran at this speed since.</summary>
internal sealed record ClockAnchor(DateTimeOffset RealStart, DateTimeOffset Start, double Speed);
