using Quartz;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>
/// Posts the completed week's summary: at its time, and at a start when its time passed while the bot was down. Its claim
/// in the outbox keeps it from being posted twice; a bot that only begins today has no week to tell of.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class SummaryJob(SummaryPoster poster, DeliveryPump pump, SpendwallOptions options, IncidentStore incidents, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        if (SummaryCron.LastDue(options.Summary, now, Back) is { } due && await incidents.FirstEvaluatedAsync(cancellationToken) < due)
        {
            await poster.PostDueAsync(now, cancellationToken);
            await pump.PumpAsync(cancellationToken, DeliveryPump.Patience);
        }
    }
}
