namespace Spendwall.Bot.Tests.Providers;

/// <summary>
/// Transport time in which a wait shorter than any timeout is over at once, is kept, and moves the clock; a timeout never
/// comes.
/// </summary>
internal sealed class InstantClock(TimeSpan shortestTimeout) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<TimeSpan> waits = [];
    private DateTimeOffset now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<TimeSpan> Waits { get { lock (gate) return [.. waits]; } }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() { lock (gate) return now; }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < shortestTimeout && dueTime >= TimeSpan.Zero)
        {
            lock (gate)
            {
                waits.Add(dueTime);
                now += dueTime;
            }

            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Nothing();
    }

    private sealed class Nothing : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
