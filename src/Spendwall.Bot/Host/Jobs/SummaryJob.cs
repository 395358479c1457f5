using Quartz;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>
/// Posts every weekly summary and daily digest that fell due: at its time, and at a start when its time passed while the
/// bot was down. Its claim in the outbox keeps it from being posted twice; a bot that only begins today has nothing to
/// tell of before.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class SummaryJob(SummaryPoster poster, DeliveryPump pump, IncidentStore incidents, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(8);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        var begun = await incidents.FirstEvaluatedAsync(cancellationToken);
        int posted = await poster.PostDueAsync(plan => SummaryCron.LastDue(plan.Cron, plan.TimeZone, now, Back) is { } due && begun < due.At ? due : null, now, cancellationToken);
        if (posted > 0)
        {
            await pump.PumpAsync(cancellationToken, DeliveryPump.Patience);
        }
    }
}
