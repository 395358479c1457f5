using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Memory;

/// <summary>
/// Gives memory back that the start, a first read or a big answer needed and idling does not: a bot whose heap hardly
/// grows would otherwise never collect it, and the C library keeps what it freed.
/// </summary>
internal sealed class IdleMemory(ILedgerStorage storage, [FromKeyedServices("transport")] TimeProvider clock) : BackgroundService
{
    /// <summary>The first polls are through by then.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(30);

    /// <summary>Costs some 20 ms of one core, so twice a minute is a fifteen-hundredth of it.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(AfterStart, clock, stoppingToken);
            using var timer = new PeriodicTimer(Every, clock);
            do
            {
                Trim();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The bot stops.
        }
    }

    private void Trim()
    {
        storage.ReleaseIdle();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }
}
