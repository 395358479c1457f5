using Quartz;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>Once a day: drops what is older than the settings keep.</summary>
[DisallowConcurrentExecution]
internal sealed class MaintenanceJob(LedgerMaintenance maintenance, ProviderRecordStore providerRecords, SpendwallOptions options, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await maintenance.PruneAsync(options.Retention, now, cancellationToken);
        await providerRecords.PruneAsync((now - options.Retention.Requests).FloorDay(), cancellationToken);
    }
}
