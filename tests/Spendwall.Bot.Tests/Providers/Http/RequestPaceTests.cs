using Spendwall.Bot.Providers.Http;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Providers.Http;

public sealed class RequestPaceTests
{
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task WaitAsync_OneASecond_LetsEachPassASecondAfterTheOther()
    {
        var pace = new RequestPace(clock, 1, TimeSpan.FromSeconds(1));

        await pace.WaitAsync(CancellationToken.None);
        var second = pace.WaitAsync(CancellationToken.None).AsTask();
        var third = pace.WaitAsync(CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(999));
        bool early = second.IsCompleted;
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await second;
        bool thirdEarly = third.IsCompleted;
        clock.Advance(TimeSpan.FromSeconds(1));
        await third;

        Assert.False(early);
        Assert.False(thirdEarly);
    }

    [Fact]
    public async Task WaitAsync_SixtyAMinute_LetsTheSixtyFirstWaitForTheFirstToBeAMinuteOld()
    {
        var pace = new RequestPace(clock, 60, TimeSpan.FromMinutes(1));
        for (int request = 0; request < 60; request++)
        {
            await pace.WaitAsync(CancellationToken.None);
        }

        var next = pace.WaitAsync(CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromSeconds(59));
        bool early = next.IsCompleted;
        clock.Advance(TimeSpan.FromSeconds(1));
        await next;

        Assert.False(early);
    }

    [Fact]
    public async Task WaitAsync_AfterAPause_DoesNotWait()
    {
        var pace = new RequestPace(clock, 1, TimeSpan.FromSeconds(1));
        await pace.WaitAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(pace.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_IsCancelled()
    {
        var pace = new RequestPace(clock, 1, TimeSpan.FromSeconds(1));
        await pace.WaitAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var second = pace.WaitAsync(stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }
}
