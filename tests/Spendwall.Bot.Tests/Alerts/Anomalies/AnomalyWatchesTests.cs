using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Tests.Chat;

namespace Spendwall.Bot.Tests.Alerts.Anomalies;

public sealed class AnomalyWatchesTests
{
    private static readonly DateTimeOffset Start = ChatTime.At("2026-11-01T00:00:00Z");

    [Fact]
    public async Task Read_HourByHourOrAtOnce_SeesTheSame()
    {
        var ledger = Ledger(24 * 16, static hour => hour >= (24 * 16) - 3 ? 3 : 1);
        var slow = Watches(ledger);
        AnomalyOutlook? stepped = null;
        for (int hour = 24 * 15; hour <= 24 * 16; hour++)
        {
            stepped = await slow.ReadAsync(ChatBench.OpenRouter, Start.AddHours(hour).AddMinutes(30), default);
        }

        var once = await Watches(ledger).ReadAsync(ChatBench.OpenRouter, Start.AddHours(24 * 16).AddMinutes(30), default);

        Assert.NotEmpty(once.Open);
        Assert.Equal(once.Open, stepped!.Open);
        Assert.Equal(once.Change!.Change, stepped.Change!.Change);
        Assert.Equal(once.Change.Contributions, stepped.Change.Contributions);
    }

    [Fact]
    public async Task Read_TripledKey_NamesItAndItsRequests()
    {
        var outlook = await Watches(Ledger(24 * 16, static hour => hour >= (24 * 16) - 3 ? 3 : 1)).ReadAsync(ChatBench.OpenRouter, Start.AddHours(24 * 16).AddMinutes(30), default);

        Assert.Contains(outlook.Open, static signal => signal is { Caller: "k1", Driver: Driver.Volume });
        Assert.Equal((Driver.Volume, "k1"), (outlook.Change!.ByDriver[0].Key, outlook.Change.ByCaller[0].Key));
        Assert.Equal("batch-7", outlook.Names["k1"]);
        Assert.Equal(Start.AddHours(24 * 16), outlook.AsOf);
    }

    [Fact]
    public async Task Read_IncidentOfDaysBefore_IsNoBaseline()
    {
        // A burst some days earlier: it is over, and its hours would make the present look cheap.
        const int Now = 24 * 18;
        var ledger = Ledger(Now, static hour => hour is >= Now - 120 and < Now - 114 ? 20 : hour >= Now - 3 ? 400 : 1);

        var outlook = await Watches(ledger).ReadAsync(ChatBench.OpenRouter, Start.AddHours(Now).AddMinutes(30), default);

        Assert.Equal(9m, outlook.Change!.Before.Dollars);
    }

    [Fact]
    public async Task Read_HourThatIsNotWholeYet_IsNotLookedAt()
    {
        var ledger = Ledger(24 * 16, static hour => hour >= (24 * 16) - 1 ? 9 : 1);

        var outlook = await Watches(ledger).ReadAsync(ChatBench.OpenRouter, Start.AddHours((24 * 16) - 1).AddMinutes(50), default);

        Assert.Empty(outlook.Open);
        Assert.Equal(Start.AddHours((24 * 16) - 1), outlook.AsOf);
    }

    [Fact]
    public async Task Read_NothingKnown_IsUnknown() => Assert.Null((await Watches(new ChatLedger()).ReadAsync(ChatBench.OpenRouter, Start, default)).AsOf);

    private static AnomalyWatches Watches(ChatLedger ledger) => new(new UseReader(ledger, new EstimateRefresher(ledger, new SpendwallOptions { Accounts = [ChatBench.OpenRouter] })));

    private static ChatLedger Ledger(int hours, Func<int, int> times)
    {
        var ledger = new ChatLedger();
        for (int hour = 0; hour < hours; hour++)
        {
            int k = times(hour);
            string at = Start.AddHours(hour).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
            ledger.Add("openrouter-main", UsageView.KeyModel, at, 2m * k, new UsageSeries { Key = "k1", Model = "m" }, 100 * k, 100_000 * k, 10_000 * k);
            ledger.Add("openrouter-main", UsageView.KeyModel, at, 1m, new UsageSeries { Key = "k2", Model = "m" }, 50, 50_000, 5_000);
        }

        ledger.Names["openrouter-main"] = [new("key", "k1", "batch-7")];

        return ledger.Mark("openrouter-main", "analytics.key-model", Start.AddHours(hours).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }
}
