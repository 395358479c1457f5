using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Host.Polling;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Alerts.Outlook;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Host.Backtest;

public sealed class AccountReplayTests
{
    /// <summary>Two keys change their parts on the last day: the account costs what it always did, and the live watch names the key.</summary>
    [Fact]
    public async Task Replay_KeyThatDoublesAtFlatDollars_IsAlarmedAboutByName()
    {
        var world = new OutlookWorld();
        for (var hour = OutlookWorld.Now.FloorDay().AddDays(-20); hour < OutlookWorld.Now.FloorHour(); hour = hour.AddHours(1))
        {
            bool isLast = hour >= OutlookWorld.Now.FloorDay().AddDays(-1);
            Add(hour, "k1", isLast ? 6 : 3);
            Add(hour, "k2", isLast ? 4 : 7);
        }

        world.Ledger.Mark(OutlookWorld.Router, "analytics.key-model", OutlookWorld.Now);
        var use = new UseReader(world.Ledger, new EstimateRefresher(world.Ledger, world.Options));
        var look = new FirstLook(new AccountOutlookReader(world.Ledger, world.Options), use, new TerminalScreen(TextWriter.Null, static () => 80, false), new ManualClock(OutlookWorld.Now));

        var report = (await look.ReplayAsync(world.RouterAccount, default))!;

        Assert.Contains(report.Alarms, static alarm => alarm.What.Contains("volume of k1"));

        void Add(DateTimeOffset hour, string key, int usd) => world.Ledger.Add(
            OutlookWorld.Router, UsageView.KeyModel, new UsageBucket(hour, new() { Key = key, Model = "m" }) { Cost = OutlookWorld.Dollars(usd), Requests = usd * 100, InputTokens = usd * 100_000, OutputTokens = usd * 10_000 });
    }
}
