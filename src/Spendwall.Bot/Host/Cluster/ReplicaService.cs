using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Cluster;

/// <summary>A replica among others: shows that it lives, and sends at once what a dead one was about to send.</summary>
internal sealed partial class ReplicaService(
    ReplicaWatch watch, DeliveryPump pump, BotHealth health, [FromKeyedServices("transport")] TimeProvider transport, ILogger<ReplicaService> logger) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await watch.LeaveAsync(cancellationToken);
        }
        catch (StorageException exception)
        {
            LogStorage(exception.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Lease.Every, transport);
        string? fault = null;
        try
        {
            do
            {
                try
                {
                    int freed = await watch.TurnAsync(stoppingToken);
                    health.StorageFault = health.StorageFault == fault ? null : health.StorageFault;
                    fault = null;
                    if (freed > 0)
                    {
                        LogFreed(freed);
                        await pump.PumpAsync(stoppingToken, DeliveryPump.Patience);
                    }
                }
                catch (StorageException exception)
                {
                    // Said once: without its database the scheduler fires nothing that could say it.
                    if (fault != exception.Message)
                    {
                        LogStorage(exception.Message);
                    }

                    health.StorageFault = fault = exception.Message;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The bot ends.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Another replica died while it was sending {Count} message(s); this one sends them again with their old keys")]
    private partial void LogFreed(int count);

    [LoggerMessage(2, LogLevel.Warning, "This replica cannot show that it lives: {Reason}")]
    private partial void LogStorage(string reason);
}
