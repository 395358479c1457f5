using Quartz;
using Spendwall.Bot.Alerts.Outbox;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>Sends what is due and was not sent right after its evaluation: retries, quiet hours that ended.</summary>
[DisallowConcurrentExecution]
internal sealed class DeliveryJob(DeliveryPump pump) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await pump.PumpAsync(cancellationToken, DeliveryPump.Patience);
}
