using Quartz;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>Once a day: drops what is older than the settings keep.</summary>
[DisallowConcurrentExecution]
internal sealed class MaintenanceJob(LedgerMaintenance maintenance, SpendwallOptions options, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await maintenance.PruneAsync(options.Retention, clock.GetUtcNow(), cancellationToken);
}
