using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts;

/// <summary>The registrations of this slice with those it needs, on a migrated database.</summary>
public sealed class AlertServicesTests
{
    [Fact]
    public async Task Composition_FallingBalance_ReachesTheSinkAndTheCommands()
    {
        string path = Path.Combine(Path.GetTempPath(), $"spendwall-test-{Guid.NewGuid():N}.db");
        string connection = $"Data Source={path};Pooling=False";
        var clock = new ManualClock(Outlooks.Now);
        var sink = new RecordingSink();
        try
        {
            await new LedgerStorage(connection).OpenAsync(default);
            await using var services = Build(connection, clock, sink);
            var ledger = services.GetRequiredService<ISpendLedger>();
            await FallAsync(ledger);

            var outlook = await services.GetRequiredService<IAccountOutlooks>().ReadAsync(Outlooks.Account, clock.GetUtcNow(), default);
            await services.GetRequiredService<AlertPipeline>().EvaluateAsync(outlook, default);
            await services.GetRequiredService<DeliveryPump>().PumpAsync(default);
            await services.GetRequiredService<SummaryPoster>().PostDueAsync(_ => new(clock.GetUtcNow(), null), clock.GetUtcNow(), default);

            var root = Assert.IsType<AlertPost.Root>(Assert.Single(sink.Posts).Post);
            Assert.Equal(("low_credit", "@dana"), (root.Notice.Condition.Kind, root.Notice.Owner!.Name));
            var answer = await services.GetRequiredService<CommandRunner>().RunAsync("/alerts", new Caller(AlertWorld.Local, ChannelAddress.Terminal), default);
            Assert.Contains("1 incident", Assert.IsType<CommandAnswer.Done>(answer).Message.Title, StringComparison.Ordinal);
        }
        finally
        {
            foreach (string suffix in new[] { "", "-wal", "-shm", ".lock" })
            {
                File.Delete(path + suffix);
            }
        }
    }

    /// <summary>Twenty days at one dollar an hour, thirty dollars left.</summary>
    private static async Task FallAsync(ISpendLedger ledger)
    {
        var end = Outlooks.Now;
        var start = end.AddDays(-20);
        var buckets = new List<UsageBucket>();
        for (var hour = start; hour < end; hour = hour.AddHours(1))
        {
            buckets.Add(new UsageBucket(hour, new UsageSeries { Key = "k", Model = "m" }) { Requests = 100, Cost = Usd.FromDollars(1) });
        }

        var usage = new ProviderFact.Usage("openrouter-main", end, UsageView.KeyModel, new UtcRange(start, end), end, buckets);
        await ledger.StoreAsync(usage, new DatasetMark("openrouter-main", "analytics", end, end, end), default);
        await ledger.StoreAsync(new ProviderFact.Balance(new BalanceReading("openrouter-main", end, Usd.FromDollars(510), Usd.FromDollars(480))), new DatasetMark("openrouter-main", "credits", end, null, end), default);
        await ledger.RecordPollAsync(new PollRun("openrouter-main", end, end, null, null, null, buckets.Count), default);
    }

    private static ServiceProvider Build(string connection, ManualClock clock, RecordingSink sink)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddKeyedSingleton<TimeProvider>("transport", clock);
        services.AddSingleton(new SpendwallOptions { Accounts = [Outlooks.Account] });
        services.AddLedger(connection).AddGovernance().AddOutlook().AddAlerts().AddChat().AddAlertChat();
        services.AddSingleton<IAlertSink>(sink);

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
