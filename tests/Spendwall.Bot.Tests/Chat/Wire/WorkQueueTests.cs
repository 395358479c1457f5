using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Wire;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Work_ThatTakesTooLong_IsCutAndTheNextHasItsOwnTime()
    {
        var started = new TaskCompletionSource();
        var cut = new TaskCompletionSource();
        var next = new TaskCompletionSource<bool>();
        using var queue = new WorkQueue<string>(
            async (item, cancelled) =>
            {
                if (item == "next")
                {
                    next.SetResult(cancelled.IsCancellationRequested);

                    return;
                }

                started.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancelled);
                }
                finally
                {
                    cut.SetResult();
                }
            },
            new(2, 1, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1)), clock, NullLogger.Instance);
        await queue.StartAsync(default);
        Assert.True(queue.TryReserve());
        queue.Post("slow");
        await started.Task.WaitAsync(Soon);

        clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(cut.Task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await cut.Task.WaitAsync(Soon);
        Assert.True(queue.TryReserve());
        queue.Post("next");

        Assert.False(await next.Task.WaitAsync(Soon));
        await queue.StopAsync(default);
    }

    [Fact]
    public async Task Reserve_WithoutRoom_WaitsForItNoLongerThanThePatience()
    {
        var release = new TaskCompletionSource();
        using var queue = new WorkQueue<string>((_, _) => release.Task, new(1, 1, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1)), clock, NullLogger.Instance);
        await queue.StartAsync(default);
        Assert.True(queue.TryReserve());
        queue.Post("one");

        Assert.False(queue.TryReserve());
        var impatient = queue.ReserveAsync(TimeSpan.FromSeconds(1), default);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await impatient.WaitAsync(Soon));
        var patient = queue.ReserveAsync(TimeSpan.FromSeconds(1), default);
        release.SetResult();

        Assert.True(await patient.WaitAsync(Soon));
        await queue.StopAsync(default);
        Assert.False(queue.TryReserve());
    }
}
