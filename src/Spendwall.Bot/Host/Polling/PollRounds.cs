using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Drops;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Owning;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Chat.Slack.Home;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Telemetry;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Host.Polling;

/// <summary>Everything that one scheduled round does for an account: read, estimate, judge, tell.</summary>
internal sealed class PollRounds(
    SpendwallOptions options,
    AccountReaderFactory readers,
    ISpendLedger ledger,
    EstimateRefresher estimates,
    IAccountOutlooks outlooks,
    AnomalyWatches anomalies,
    RouteWatches routes,
    RunwayDrops drops,
    ProviderRecordStore reconciled,
    AlertPipeline alerts,
    EventEnds events,
    LimitKeeper limits,
    OwnerNotes owners,
    PromiseKeeper promises,
    DeliveryPump pump,
    IBackfillProgress progress,
    FirstLook firstLook,
    BotHealth health,
    BotMeter meter,
    TimeProvider clock,
    ILogger<AccountPoller> logger,
    SlackHomeFeed? home = null)
{
    private readonly Dictionary<string, AccountPoller> pollers = options.Accounts.ToDictionary(
        account => account.Name,
        account => new AccountPoller(account, readers.Create(account), ledger, progress, clock, logger),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs one round; history that was read on the way raises nothing, only where things stand now does.</summary>
    /// <param name="patience">For slow channels, see <see cref="DeliveryPump.PumpAsync"/>.</param>
    public async Task<PollRun> RunAsync(string account, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        var poller = pollers[account];
        bool first = (await ledger.MarksAsync(poller.Account.Name, cancellationToken)).Count == 0;
        var run = await poller.PollAsync(cancellationToken);
        await estimates.RefreshAsync(poller.Account, clock.GetUtcNow(), cancellationToken);
        health.Report(run);
        meter.Record(run);

        var outlook = (await outlooks.ReadAsync(poller.Account, clock.GetUtcNow(), cancellationToken)) with
        {
            Anomalies = (await anomalies.ReadAsync(poller.Account, clock.GetUtcNow(), cancellationToken)) with
            {
                Routes = await routes.ReadAsync(poller.Account, clock.GetUtcNow(), cancellationToken),
            },
        };
        outlook = outlook with
        {
            Drop = await drops.ReadAsync(outlook, cancellationToken),
            Reconciled = await reconciled.ResultAsync(poller.Account.Name, cancellationToken),
            ReconcileAbove = (double)options.Reconcile.WarnAbove,
        };
        await alerts.EvaluateAsync(outlook, cancellationToken);
        await events.CloseAsync(clock.GetUtcNow(), cancellationToken);
        await limits.KeepAsync(clock.GetUtcNow(), cancellationToken);
        await owners.RoundAsync(poller.Account, clock.GetUtcNow(), cancellationToken);
        await promises.SettleAsync(poller.Account, clock.GetUtcNow(), cancellationToken);
        await pump.PumpAsync(cancellationToken, patience);
        home?.Polled(outlook);
        if (first && run.Ok)
        {
            await firstLook.ShowAsync(poller.Account, cancellationToken);
        }

        return run;
    }
}
