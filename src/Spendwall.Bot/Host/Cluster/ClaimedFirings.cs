using Quartz;
using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Cluster;

/// <summary>
/// In front of every job: a firing that another replica has claimed is not carried out. Two schedulers that start at once
/// can both fire a trigger; the claim is what makes it happen once.
/// </summary>
internal sealed partial class ClaimedFirings(JobClaims claims, ILogger<ClaimedFirings> logger) : ITriggerListener
{
    public async ValueTask<bool> VetoJobExecution(ITrigger trigger, IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return !await claims.TakeAsync(trigger.Key.ToString(), context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogUnclaimed(trigger.Key.Name, exception.Message);

            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Trigger} is left out this time: {Reason}")]
    private partial void LogUnclaimed(string trigger, string reason);
}
