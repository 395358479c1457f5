using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Routes;
using Spendwall.Bot.Tests.Chat;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Anomalies;

/// <summary>Three weeks of twenty requests an hour, of which one in twenty falls back or is retried; then, for some hours, something else.</summary>
public sealed class RequestWatchesTests : IAsyncLifetime
{
    private const int Hours = 16 * 24;

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Start.AddHours(Hours).AddMinutes(30);

    private readonly ChatLedger ledger = new();
    private TestDatabase database = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        ledger.Prices.Add(new("vendor/cheap", "") { Input = 0.000001m, Output = 0.000004m });
        ledger.Prices.Add(new("vendor/dear", "") { Input = 0.00001m, Output = 0.00004m });
        ledger.Prices.Add(new("vendor/dear", "fast") { Input = 0.00002m, Output = 0.00008m });
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Read_MoreFallbacks_IsToldWithTheirCostADayThoughNothingElseMoves()
    {
        await StoreAsync(last: 6, fallbacks: 10, retries: 1);

        var condition = await ConditionAsync();

        // Each of the 60 and of the 18 of the hours before: 1,000 tokens in and 500 out cost $0.003 asked for, $0.03 served.
        Assert.Equal(AlertLevel.Warning, condition.Level);
        Assert.Contains("more requests fall back to other models or routes than in the 14 days before", condition.Title, StringComparison.Ordinal);
        Assert.Contains("+$2.11/d at the volume of now", condition.Title, StringComparison.Ordinal);
        Assert.Equal("Fallbacks: 50 % of the requests of six hours, usually 5 %; what they cost more is +$2.11/d of the last day by the price list", condition.Facts[0]);
    }

    [Fact]
    public async Task Read_MoreFallbacksToAModelWithoutAPrice_IsANoticeAndItsCostUnknown()
    {
        await StoreAsync(last: 6, fallbacks: 10, retries: 1, served: "other/unlisted");

        var condition = await ConditionAsync();

        Assert.Equal(AlertLevel.Notice, condition.Level);
        Assert.EndsWith("what they cost more is unknown", condition.Facts[0], StringComparison.Ordinal);
        Assert.Empty(condition.Causes);
    }

    [Fact]
    public async Task Read_MoreRetries_IsANotice()
    {
        await StoreAsync(last: 6, fallbacks: 1, retries: 8);

        var condition = await ConditionAsync();

        Assert.Equal(AlertLevel.Notice, condition.Level);
        Assert.StartsWith("Retries: 40 % of the requests of six hours", Assert.Single(condition.Facts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public async Task Read_AboutAsUsual_IsNothing(int fallbacks, int retries)
    {
        await StoreAsync(last: 1, fallbacks, retries);

        Assert.Empty(await Watches().ReadAsync(Outlooks.Account, Now, default));
    }

    [Fact]
    public async Task Read_NoRecords_IsNothing() => Assert.Empty(await Watches().ReadAsync(Outlooks.Account, Now, default));

    [Fact]
    public async Task Read_RecordsThatComeLate_AreLookedAtWithTheNextHour()
    {
        var watches = Watches();
        await StoreAsync(last: 0, fallbacks: 0, retries: 0);
        Assert.Empty(await watches.ReadAsync(Outlooks.Account, Now, default));

        await new RequestStore(database.Database).StoreAsync([.. Enumerable.Range(0, 60).Select(static i => Record($"late-{i}", Hours - 2, "vendor/dear"))], default);

        Assert.Empty(await watches.ReadAsync(Outlooks.Account, Now.AddMinutes(20), default));
        Assert.Equal(RouteFigure.Fallbacks, Assert.Single(await watches.ReadAsync(Outlooks.Account, Now.AddHours(1), default)).Figure);
    }

    [Fact]
    public void Cost_OfFallbacks_IsTheSameTokensByBothLists()
    {
        FallbackUse use = new("vendor/cheap", "vendor/dear", "", 2, 2000, 0, 1000);

        Assert.Equal(new FallbackCost(Usd.FromDollars(0.054m), 2), FallbackCost.Of([use], ledger.Prices));
        Assert.Equal(new FallbackCost(Usd.FromDollars(-0.054m), 2), FallbackCost.Of([use with { Requested = "vendor/dear", Served = "vendor/cheap" }], ledger.Prices));
        Assert.Equal(new FallbackCost(Usd.FromDollars(0.114m), 2), FallbackCost.Of([use with { Route = "Fast" }], ledger.Prices));
        Assert.Equal(new FallbackCost(Usd.FromDollars(0.054m), 2), FallbackCost.Of([use with { Served = "vendor/dear-2026-08-01" }], ledger.Prices));
    }

    [Fact]
    public void Cost_WithoutAPriceOrTokens_IsUnknown()
    {
        FallbackUse use = new("vendor/cheap", "vendor/dear", "", 2, 2000, 0, 1000);

        Assert.Equal(default, FallbackCost.Of([use with { Served = "unlisted" }, use with { Requested = "unlisted" }, use with { Output = null }, use with { Input = null }], ledger.Prices));
        Assert.Equal(new FallbackCost(Usd.FromDollars(0.054m), 2), FallbackCost.Of([use, use with { Served = "unlisted" }], ledger.Prices));
    }

    private RequestWatches Watches() => new(new(database.Database), ledger);

    private async Task<Condition> ConditionAsync()
    {
        var outlook = Outlooks.Of(Outlooks.Account, Now) with { Anomalies = new(Now.AddMinutes(-30), [], null) { Routes = await Watches().ReadAsync(Outlooks.Account, Now, default) } };

        return Assert.IsType<Finding.Holds>(AnomalyRule.Judge(outlook)).Condition;
    }

    private async Task StoreAsync(int last, int fallbacks, int retries, string served = "vendor/dear")
    {
        var records = new List<RequestRecord>();
        for (int hour = 0; hour < Hours; hour++)
        {
            bool isLast = hour >= Hours - last;
            for (int i = 0; i < 20; i++)
            {
                var record = Record($"{hour}-{i}", hour, i < (isLast ? fallbacks : 1) ? served : "vendor/cheap-2026-08-01");
                records.Add(i >= 20 - (isLast ? retries : 1) ? record with { Attempt = 2 } : record);
            }
        }

        await new RequestStore(database.Database).StoreAsync(records, default);
    }

    private static RequestRecord Record(string id, int hour, string served) => new()
    {
        Account = Outlooks.Account.Name,
        Id = id,
        Time = Start.AddHours(hour),
        Labels = new() { ModelRequested = "vendor/cheap", ModelServed = served },
        InputTokens = 1000,
        OutputTokens = 500,
        Source = RequestSource.Lines,
        SeenAt = Start,
    };
}
