using Quartz;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outbox;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>Every five minutes: exceptions that end, windows to report, budgets to review; an account that is polled daily is no reason to be a day late.</summary>
[DisallowConcurrentExecution]
internal sealed class LimitJob(LimitKeeper limits, DeliveryPump pump, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (await limits.KeepAsync(clock.GetUtcNow(), cancellationToken) > 0)
        {
            await pump.PumpAsync(cancellationToken, DeliveryPump.Patience);
        }
    }
}
