using Quartz;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Host.Polling;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>One account's round; a round that is still under way is never joined by a second one of the same account.</summary>
[DisallowConcurrentExecution]
internal sealed class PollJob(PollRounds rounds) : IJob
{
    public const string AccountKey = "account";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await rounds.RunAsync(context.MergedJobDataMap.GetString(AccountKey)!, cancellationToken, DeliveryPump.Patience);
}
