using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class ScaledClockTests
{
    private static readonly DateTimeOffset Real = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Simulated = new(2026, 11, 17, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Now_AfterTwoRealSecondsAtSixHundred_IsTwentyMinutesOn()
    {
        var inner = new ManualClock(Real);
        var clock = new ScaledClock(Simulated, 600, inner);
        long before = clock.GetTimestamp();

        inner.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(Simulated.AddMinutes(20), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(20), clock.GetElapsedTime(before));
    }

    [Fact]
    public void Timer_DueInTenSimulatedMinutes_FiresAfterOneRealSecondAndThenPeriodically()
    {
        var inner = new ManualClock(Real);
        var clock = new ScaledClock(Simulated, 600, inner);
        int fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5));

        inner.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, fired);
        inner.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, fired);
        inner.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void Timer_ChangedToInfinite_NeverFires()
    {
        var inner = new ManualClock(Real);
        var clock = new ScaledClock(Simulated, 600, inner);
        int fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(10), Timeout.InfiniteTimeSpan);

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        inner.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, fired);
        Assert.Equal(0, inner.TimerCount);
    }

    [Fact]
    public async Task Delay_OfAnHour_EndsWhenThatMuchSimulatedTimeIsOver()
    {
        var inner = new ManualClock(Real);
        var clock = new ScaledClock(Simulated, 3600, inner);

        var delay = Task.Delay(TimeSpan.FromHours(1), clock);
        Assert.False(delay.IsCompleted);
        inner.Advance(TimeSpan.FromSeconds(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(900, 1)]
    [InlineData(901, 2)]
    [InlineData(900_000, 1000)]
    public void ToReal_Milliseconds_RoundUpToWholeOnesSoThatNoTimerSpins(int simulated, int real) =>
        Assert.Equal(TimeSpan.FromMilliseconds(real), new ScaledClock(Simulated, 900, new ManualClock(Real)).ToReal(TimeSpan.FromMilliseconds(simulated)));

    [Fact]
    public void ToReal_Infinite_StaysInfinite() =>
        Assert.Equal(Timeout.InfiniteTimeSpan, new ScaledClock(Simulated, 900, new ManualClock(Real)).ToReal(Timeout.InfiniteTimeSpan));

    [Fact]
    public void ToReal_MoreThanATimerTakes_IsTheLongestTimer() =>
        Assert.Equal(TimeSpan.FromMilliseconds(uint.MaxValue - 1), new ScaledClock(Simulated, 0.001, new ManualClock(Real)).ToReal(TimeSpan.FromDays(365)));

    [Fact]
    public void SecondClock_FromTheSameAnchorLater_ShowsTheSameTime()
    {
        var inner = new ManualClock(Real);
        var first = new ScaledClock(Simulated, 900, inner);
        inner.Advance(TimeSpan.FromSeconds(7));

        var second = new ScaledClock(first.Anchor, inner);

        Assert.Equal(first.GetUtcNow(), second.GetUtcNow());
        inner.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(first.GetUtcNow(), second.GetUtcNow());
        Assert.Equal(first.GetTimestamp(), second.GetTimestamp());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(200_000)]
    public void Speed_OutOfBounds_IsRefused(double speed) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScaledClock(Simulated, speed, new ManualClock(Real)));

    [Fact]
    public void Now_BeyondTheCalendar_StaysAtItsEnd()
    {
        var inner = new ManualClock(Real);
        var clock = new ScaledClock(Simulated, 100_000, inner);

        inner.Advance(TimeSpan.FromDays(60));

        Assert.Equal(DateTimeOffset.MaxValue.UtcTicks, clock.GetUtcNow().UtcTicks);
    }

    /// <summary>Two processes that show one simulated time must not drift apart because one of them was starved while it joined.</summary>
    [Fact]
    public void Join_WithAPauseBetweenItsTwoReadings_ShowsTheTimeOfTheOthers()
    {
        var real = new ManualClock(Real);
        var clock = new ScaledClock(Simulated, 7_200, real);

        var joined = new ScaledClock(clock.Anchor, new Starved(real));

        Assert.Equal(clock.GetUtcNow(), joined.GetUtcNow());
    }

    /// <summary>Loses its processor for two seconds after the first timestamp.</summary>
    private sealed class Starved(ManualClock real) : TimeProvider
    {
        private int timestamps;

        public override long TimestampFrequency => real.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => real.GetUtcNow();

        public override long GetTimestamp()
        {
            long timestamp = real.GetTimestamp();
            if (timestamps++ == 0)
            {
                real.Advance(TimeSpan.FromSeconds(2));
            }

            return timestamp;
        }
    }
}
