using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Tests.Alerts.Conditions;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

public sealed class AnomalyGroupingTests
{
    private static readonly AccountOptions[] Five = [.. Enumerable.Range(1, 5).Select(static i => Outlooks.Account with { Name = $"router-{i}" })];

    [Fact]
    public async Task Anomalies_FiveAccountsInOneChannel_PostTwoRootsAWeek()
    {
        await using var world = await LookedAtAsync();
        for (int week = 0; week < 3; week++)
        {
            foreach (var account in Five)
            {
                await world.RoundAsync(Unusual(account, world));
                world.Clock.Advance(TimeSpan.FromHours(2));
                await world.RoundAsync(Usual(account, world));
            }

            Assert.Equal(2 * (week + 1), world.Sink.Roots.Count());
            Assert.Equal(3 * (week + 1), world.Sink.Replies.Count(static reply => ((AlertPost.Reply)reply.Post).Text.Contains(", too: ", StringComparison.Ordinal)));
            world.Clock.Advance(TimeSpan.FromDays(8));
        }

        Assert.Equal(9, (await world.SkipsAsync()).Count(static skip => skip.Reason == "grouped"));
    }

    [Fact]
    public async Task Anomaly_OfLittleMoney_DoesNotTakeTheSecondPlace()
    {
        await using var world = await LookedAtAsync();

        await world.RoundAsync(Unusual(Five[0], world, usd: 0.1));
        await world.RoundAsync(Unusual(Five[1], world, usd: 0.1));
        await world.RoundAsync(Unusual(Five[2], world, usd: 40));

        Assert.Equal(2, world.Sink.Roots.Count());
        Assert.Contains(world.Sink.Roots, static root => ((AlertPost.Root)root.Post).Notice.Condition.Scope["account"] == "router-3");
    }

    [Fact]
    public async Task LowCredit_BesideAnomalies_IsNotCounted()
    {
        await using var world = await LookedAtAsync();
        await world.RoundAsync(Unusual(Five[0], world));
        await world.RoundAsync(Unusual(Five[1], world));

        await world.RoundAsync(Outlooks.Runway(20, account: Five[2]) with { Anomalies = new(world.Clock.GetUtcNow(), [], null) });

        Assert.Equal(3, world.Sink.Roots.Count());
    }

    private static async Task<AlertWorld> LookedAtAsync()
    {
        var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = Five });
        foreach (var account in Five)
        {
            await world.RoundAsync(Usual(account, world));
        }

        return world;
    }

    private static AccountOutlook Unusual(AccountOptions account, AlertWorld world, double usd = 40) =>
        Outlooks.Balance(10_000, account: account) with { Anomalies = AnomalyRuleTests.Anomalies(AnomalyFigure.Spend, usd, world.Clock.GetUtcNow()) };

    private static AccountOutlook Usual(AccountOptions account, AlertWorld world) =>
        Outlooks.Balance(10_000, account: account) with { Anomalies = new(world.Clock.GetUtcNow(), [], null) };
}
