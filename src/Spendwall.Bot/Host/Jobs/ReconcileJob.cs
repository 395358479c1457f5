using Quartz;
using Spendwall.Bot.Alerts.Reconciliation;
using Spendwall.Bot.Attribution.Reconciliation;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Host.Jobs;

/// <summary>Each hour: fetches the provider's records of requests; once a UTC day: reconciles the week before. One account failing never stops the next.</summary>
[DisallowConcurrentExecution]
internal sealed partial class ReconcileJob(
    ProviderRecordSampler sampler, ReconcileReader reader, ProviderRecordStore store, SpendwallOptions options, TimeProvider clock, ILogger<ReconcileJob> logger) : IJob
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(7);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var account in options.Accounts.Where(static account => account.Provider == ProviderKind.OpenRouter))
        {
            await RunAsync(account, cancellationToken);
        }
    }

    public async Task RunAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        try
        {
            await sampler.SampleAsync(account, cancellationToken);
        }
        catch (ProviderException exception)
        {
            LogSkipped(account.Name, exception.Failure, exception.Message);
        }

        // Up to the end of yesterday: by now all of it can be visible at the provider.
        var today = clock.GetUtcNow().FloorDay();
        if ((await store.ResultAsync(account.Name, cancellationToken))?.Until >= today - TimeSpan.FromHours(1) || await store.CoversUntilAsync(account.Name, cancellationToken) is not { } covers || covers < today)
        {
            return;
        }

        if (await reader.ReadAsync(account, new(today - Span, today), null, cancellationToken) is { Moved: { } moved, Unexplained: { } unexplained } found)
        {
            await store.KeepAsync(account.Name, new(found.Span.Start, found.Span.End, moved, unexplained), cancellationToken);
            LogReconciled(account.Name, moved, unexplained);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "OpenRouter's records of {Account} wait for the next hour: {Failure}, {Message}")]
    private partial void LogSkipped(string account, ProviderFailure failure, string message);

    [LoggerMessage(2, LogLevel.Information, "Reconciled {Account}: {Unexplained} of {Moved} is not explained by records")]
    private partial void LogReconciled(string account, Usd moved, Usd unexplained);
}
