using NSubstitute;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Routes;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Anomalies;

/// <summary>On a real ledger: three weeks of one model over two routes, then nine tenths over the one that asks three times as much, at the same dollars.</summary>
public sealed class RouteWatchesTests : IAsyncLifetime
{
    private const int Hours = 21 * 24;
    private const string Model = "vendor/big-2026-08";

    private static readonly DateTimeOffset Start = new(2026, 10, 26, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Start.AddHours(Hours).AddMinutes(30);

    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Read_DearerRoute_IsAWarningWithItsCostADayThoughDollarsAreFlat()
    {
        await StoreAsync(static hour => hour >= Hours - 10 ? 0.9 : 0.1);

        var condition = await ConditionAsync();

        Assert.Equal(AlertLevel.Warning, condition.Level);
        Assert.Contains($"{Model} goes over dearer routes than in the 14 days before since 2026-11-15", condition.Title, StringComparison.Ordinal);
        Assert.Contains($"/d dearer routes ({Model} over provider-b)", Assert.Single(condition.Causes), StringComparison.Ordinal);
        Assert.Contains("provider-b serves", condition.Facts[0], StringComparison.Ordinal);
        Assert.True(condition.Measure!.Amount > Usd.FromDollars(1));
    }

    [Fact]
    public async Task Read_HourThatStillFills_IsNotLookedAt()
    {
        await StoreAsync(static hour => hour >= Hours - 2 ? 1 : 0.1);
        using var watches = Watches();

        Assert.Empty(await watches.ReadAsync(Outlooks.Account, Start.AddHours(Hours).AddMinutes(10), default));
        Assert.NotEmpty(await watches.ReadAsync(Outlooks.Account, Start.AddHours(Hours).AddMinutes(15), default));
    }

    [Fact]
    public async Task Read_HourByHourOrAtOnce_SeesTheSame()
    {
        await StoreAsync(static hour => hour >= Hours - 10 ? 0.9 : 0.1);
        using var slow = Watches();
        IReadOnlyList<RouteSignal> stepped = [];
        for (int hour = Hours - 40; hour <= Hours; hour++)
        {
            stepped = await slow.ReadAsync(Outlooks.Account, Start.AddHours(hour).AddMinutes(30), default);
        }

        using var once = Watches();

        Assert.NotEmpty(stepped);
        Assert.Equal(stepped, await once.ReadAsync(Outlooks.Account, Now, default));
    }

    /// <summary>The storage fails in the middle of a look: the next one takes the hours that are left, none twice.</summary>
    [Fact]
    public async Task Read_BrokenOff_GoesOnWhereItWas()
    {
        await StoreAsync(static hour => hour >= Hours - 10 ? 0.9 : 0.1);
        var ledger = Substitute.For<ISpendLedger>();
        ledger.MarksAsync("", default).ReturnsForAnyArgs(call => database.Ledger.MarksAsync(call.ArgAt<string>(0), default));
        ledger.PricesAsync("", default, default).ReturnsForAnyArgs([]);
        ledger.PriceHistoryAsync("", default, default).ReturnsForAnyArgs([]);
        ledger.BucketsAsync("", default, default, SeriesFilter.All, default).ReturnsForAnyArgs(call => Buckets(call.ArgAt<UtcRange>(2), 600), call => Buckets(call.ArgAt<UtcRange>(2), int.MaxValue));
        using var broken = new RouteWatches(ledger, new() { Accounts = [Outlooks.Account] });
        await Assert.ThrowsAsync<IOException>(() => broken.ReadAsync(Outlooks.Account, Now, default));
        using var whole = Watches();

        Assert.Equal(await whole.ReadAsync(Outlooks.Account, Now, default), await broken.ReadAsync(Outlooks.Account, Now, default));
    }

    [Fact]
    public async Task Read_ListPriceRose_IsNewsForThreeDaysFromItsFirstReadingOn()
    {
        await StoreAsync(static _ => 0.1);
        var price = new ModelPrice(Model, "") { Input = 0.000001m, Output = 0.000004m };
        await database.Ledger.StoreAsync(new ProviderFact.Prices(Outlooks.Account.Name, Start, [price]), null, default);
        await database.Ledger.StoreAsync(new ProviderFact.Prices(Outlooks.Account.Name, Now.AddHours(-30), [price with { Output = 0.000008m }]), null, default);

        var condition = await ConditionAsync();

        Assert.Equal(AlertLevel.Warning, condition.Level);
        Assert.Contains($"the list price of {Model} rose since 2026-11-14 18:30 UTC: +$", condition.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ListPriceOfLastWeek_IsHowThingsAre()
    {
        await StoreAsync(static _ => 0.1);
        var price = new ModelPrice(Model, "") { Input = 0.000001m, Output = 0.000004m };
        await database.Ledger.StoreAsync(new ProviderFact.Prices(Outlooks.Account.Name, Start, [price]), null, default);
        await database.Ledger.StoreAsync(new ProviderFact.Prices(Outlooks.Account.Name, Now.AddHours(-73), [price with { Output = 0.000008m }]), null, default);
        using var watches = Watches();

        Assert.Empty(await watches.ReadAsync(Outlooks.Account, Now, default));
    }

    [Fact]
    public async Task Read_PremiumModelTakesOver_IsSaidBySettingsAndList()
    {
        await StoreAsync(static _ => 0.1, static hour => hour >= Hours - 10 ? 0.6m : 0.05m);
        using var watches = Watches(new() { Accounts = [Outlooks.Account], Premium = new() { Models = ["vendor/huge"] } });

        Assert.Contains(await watches.ReadAsync(Outlooks.Account, Now, default), static signal => signal.Figure == RouteFigure.Premium);
        using var nothing = Watches();
        Assert.DoesNotContain(await nothing.ReadAsync(Outlooks.Account, Now, default), static signal => signal.Figure == RouteFigure.Premium);
    }

    /// <summary>A model that always took most of the spend, and a list of prices that is read after the first usage.</summary>
    [Fact]
    public async Task Read_PricesBecomeKnownLater_NothingBecamePremium()
    {
        await StoreAsync(static _ => 0.1, static _ => 0.6m);
        using var watches = Watches();
        Assert.Empty(await watches.ReadAsync(Outlooks.Account, Now.AddHours(-6), default));
        await database.Ledger.StoreAsync(new ProviderFact.Prices(Outlooks.Account.Name, Now.AddHours(-6), [new ModelPrice("vendor/huge", "") { Input = 0.00001m, Output = 0.00008m }]), null, default);

        Assert.Empty(await watches.ReadAsync(Outlooks.Account, Now, default));
    }

    [Fact]
    public async Task Read_EstimatedMeter_IsNotLookedAt()
    {
        using var watches = Watches();

        Assert.Empty(await watches.ReadAsync(Outlooks.Metered, Now, default));
    }

    [Fact]
    public async Task Round_RouteSignals_ShareTheAnomaliesBudget()
    {
        AccountOptions[] five = [.. Enumerable.Range(1, 5).Select(static i => Outlooks.Account with { Name = $"router-{i}" })];
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = five });
        foreach (var account in five)
        {
            await world.RoundAsync(Outlooks.Balance(10_000, account: account) with { Anomalies = new(world.Clock.GetUtcNow(), [], null) });
        }

        var signal = new RouteSignal(RouteFigure.Dearer, "m", world.Clock.GetUtcNow(), 2, 1.1, 12) { Route = "b" };
        foreach (var account in five)
        {
            await world.RoundAsync(Outlooks.Balance(10_000, account: account) with { Anomalies = new(world.Clock.GetUtcNow(), [], null) { Routes = [signal] } });
        }

        Assert.Equal(2, world.Sink.Roots.Count());
        Assert.Equal(3, world.Sink.Replies.Count());
    }

    [Theory]
    [InlineData(0, AlertLevel.Information)]
    [InlineData(0.5, AlertLevel.Notice)]
    [InlineData(1, AlertLevel.Warning)]
    public void Judge_CostADay_IsTheLevel(double usd, AlertLevel level) =>
        Assert.Equal(level, Judge([new(RouteFigure.Moved, "m", Now, 0.5, 0.1, usd)]).Level);

    private async IAsyncEnumerable<UsageBucket> Buckets(UtcRange range, int most)
    {
        await foreach (var bucket in database.Ledger.BucketsAsync(Outlooks.Account.Name, UsageView.ModelRoute, range, SeriesFilter.All, default))
        {
            yield return most-- > 0 ? bucket : throw new IOException();
        }
    }

    private async Task<Condition> ConditionAsync()
    {
        using var watches = Watches();

        return Judge(await watches.ReadAsync(Outlooks.Account, Now, default));
    }

    private static Condition Judge(IReadOnlyList<RouteSignal> routes) =>
        Assert.IsType<Finding.Holds>(AnomalyRule.Judge(Outlooks.Of(Outlooks.Account) with { Anomalies = new(Now.AddMinutes(-30), [], null) { Routes = routes } })).Condition;

    private RouteWatches Watches(SpendwallOptions? options = null) => new(database.Ledger, options ?? new() { Accounts = [Outlooks.Account] });

    /// <summary>$2.40 an hour whatever the routes, and a premium model beside it where told.</summary>
    private async Task StoreAsync(Func<int, double> dear, Func<int, decimal>? premium = null)
    {
        var buckets = new List<UsageBucket>();
        for (int hour = 0; hour < Hours; hour++)
        {
            double share = dear(hour);
            double millions = 2.4 / (1 - share + (3 * share));
            decimal huge = premium?.Invoke(hour) ?? 0;
            buckets.Add(Bucket(hour, Model, "provider-a", (1 - share) * millions, (1 - share) * millions * (1 - (double)huge)));
            buckets.Add(Bucket(hour, Model, "provider-b", share * millions, 3 * share * millions * (1 - (double)huge)));
            if (huge > 0)
            {
                buckets.Add(Bucket(hour, "vendor/huge", "provider-a", 0.24 * (double)huge, 2.4 * (double)huge));
            }
        }

        var end = Start.AddHours(Hours);
        await database.Ledger.StoreAsync(
            new ProviderFact.Usage(Outlooks.Account.Name, end, UsageView.ModelRoute, new(Start, end), end, buckets), new DatasetMark(Outlooks.Account.Name, "analytics.model-route", end, end, end), default);
    }

    private static UsageBucket Bucket(int hour, string model, string route, double millions, double usd) => new(Start.AddHours(hour), new() { Model = model, Route = route })
    {
        Cost = Usd.FromEstimate(usd),
        Requests = 100,
        InputTokens = (long)(millions * 600_000),
        CachedTokens = 0,
        OutputTokens = (long)(millions * 100_000),
    };
}
