using Quartz;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Jobs;
using Spendwall.Bot.Ledger.Cluster;

namespace Spendwall.Bot.Host.Cluster;

/// <summary>
/// Brings the stored schedule in line with the settings: adds what is missing, replaces what runs at other times, removes
/// what no setting names. What is right already is left alone, else a restart would forget what fell due meanwhile.
/// </summary>
internal sealed class ClusterSchedule(ISchedulerFactory schedulers, ClusterTurn turn, SpendwallOptions options, TimeProvider clock) : IHostedService
{
    /// <returns>How many jobs there are now.</returns>
    public async Task<int> SyncAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var plan = BotSchedule.Plan(options, clock, static () => 0);
        await turn.RunAsync(token => SyncAsync(scheduler, plan, token), cancellationToken);

        return plan.Count;
    }

    /// <summary>Before the scheduler starts.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => SyncAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task SyncAsync(IScheduler scheduler, IReadOnlyList<PlannedJob> plan, CancellationToken cancellationToken)
    {
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancellationToken))
        {
            if (!plan.Any(job => job.Key.Equals(key)))
            {
                await scheduler.DeleteJob(key, cancellationToken);
            }
        }

        foreach (var job in plan)
        {
            if (await scheduler.GetJobDetail(job.Key, cancellationToken) is { } there)
            {
                if (job.IsStoredAs(there))
                {
                    continue;
                }

                await scheduler.DeleteJob(job.Key, cancellationToken);
            }

            var (detail, trigger) = job.Stored();
            await scheduler.ScheduleJob(detail, trigger, cancellationToken: cancellationToken);
        }
    }
}
