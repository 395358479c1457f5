using System.Runtime.CompilerServices;
using Spendwall.Bot.Host.Memory;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Host.Memory;

public sealed class IdleMemoryTests
{
    [Fact]
    public async Task IdleMemory_AfterTheFirstPolls_ReleasesWhatTheStartNeeded()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        using var memory = new IdleMemory(new LedgerStorage("Data Source=unused.db"), clock);
        await memory.StartAsync(CancellationToken.None);
        await Deadline.UntilAsync(() => clock.TimerCount > 0, "the wait for the first polls");
        var garbage = OldGarbage();

        clock.Advance(TimeSpan.FromSeconds(31));

        await Deadline.UntilAsync(() => !garbage.IsAlive, "the collection of what nobody holds");
        await memory.StopAsync(CancellationToken.None);
        Assert.True(memory.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task IdleMemory_StoppedBeforeTheFirstPolls_EndsWithoutAFault()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        using var memory = new IdleMemory(new LedgerStorage("Data Source=unused.db"), clock);
        await memory.StartAsync(CancellationToken.None);
        await Deadline.UntilAsync(() => clock.TimerCount > 0, "the wait for the first polls");

        await memory.StopAsync(CancellationToken.None);

        Assert.True(memory.ExecuteTask!.IsCompletedSuccessfully);
    }

    /// <summary>What only a full collection takes; in a frame of its own, so that no register keeps it alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OldGarbage()
    {
        byte[] garbage = new byte[1024];
        GC.Collect(1);
        GC.Collect(1);
        GC.KeepAlive(garbage);

        return new WeakReference(garbage);
    }
}
