using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Alerts.Outlook.OutlookWorld;

namespace Spendwall.Bot.Tests.Alerts.Outlook;

public sealed class OpenAIOutlookTests
{
    private readonly OutlookWorld world = new();

    [Fact]
    public async Task Refresh_UnbilledDays_AreEstimatedAtTheOrganisationsOwnPrice()
    {
        world.OpenAIDays(days: 20, billedUntilDaysAgo: 2);

        await world.RefreshAsync();

        var rows = await EstimatesAsync();
        Assert.Equal(Dollars(72), Cost(rows, 1));
        Assert.Equal(Dollars(14 * 3), Cost(rows, 0));
        Assert.Null(Cost(rows, 3));
    }

    [Fact]
    public async Task Refresh_Twice_ChangesNothing()
    {
        world.OpenAIDays(days: 20, billedUntilDaysAgo: 2);
        await world.RefreshAsync();
        var first = await EstimatesAsync();

        await world.RefreshAsync();

        Assert.Equal(first, await EstimatesAsync());
    }

    [Fact]
    public async Task Refresh_OtherProvider_DoesNothing()
    {
        await new EstimateRefresher(world.Ledger, world.Options).RefreshAsync(world.RouterAccount, Now, CancellationToken.None);

        Assert.Equal(0, world.Ledger.Reads);
    }

    [Fact]
    public async Task Refresh_ModelWithoutPrice_IsABlindSpotAndNoZero()
    {
        world.OpenAIDays(days: 20, billedUntilDaysAgo: 2);
        world.Ledger.Add(OpenAI, UsageView.Usage, new UsageBucket(Now.FloorDay(), new() { Project = "p", Key = "k", Model = "brand-new", Endpoint = "completions" }) { InputTokens = 5, OutputTokens = 5 });

        await world.RefreshAsync();

        Assert.Contains((await EstimatesAsync()).Where(row => row.Series.Model == "brand-new"), row => row.Figures.Cost is null);
        Assert.Contains((await world.ReadOpenAIAsync()).BlindSpots, text => text.Contains("No price is known for brand-new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refresh_ModelWithoutPrice_TakesOpenRoutersListOfOpenAIModels()
    {
        world.OpenAIDays(days: 20, billedUntilDaysAgo: 2);
        world.Ledger.Prices.Add(new("openai/brand-new", "") { Input = 0.1m, Output = 0.2m });
        world.Ledger.Add(OpenAI, UsageView.Usage, new UsageBucket(Now.FloorDay(), new() { Project = "p", Key = "k", Model = "brand-new", Endpoint = "completions" }) { InputTokens = 5, OutputTokens = 5 });

        await world.RefreshAsync();

        Assert.Equal(Dollars(1.5m), Assert.Single(await EstimatesAsync(), row => row.Series.Model == "brand-new").Figures.Cost);
    }

    [Fact]
    public async Task Read_BilledAndEstimatedDays_MakeTheMonth()
    {
        world.OpenAIDays(days: 30, billedUntilDaysAgo: 2);
        await world.RefreshAsync();

        var outlook = await world.ReadOpenAIAsync();

        var meter = outlook.Meter!;
        Assert.Equal(Dollars((17 * 72) + 42), meter.MonthToDate);
        Assert.Equal(Dollars(72 + 42), meter.Estimated);
        Assert.Equal(Dollars(42), meter.Today);
        Assert.Equal(Dollars(72), meter.Yesterday);
        Assert.InRange(meter.MonthEnd!.P50.ToDouble(), 30 * 72 * 0.92, 30 * 72 * 1.08);
        Assert.Equal(Dollars(2000), meter.Budget);
        Assert.Equal(Now.FloorHour(), outlook.CoversUntil);
        Assert.Equal(3, outlook.Burn.LastHour!.Value.ToDouble(), 6);
        Assert.Equal(3, outlook.Burn.LastDay!.Value.ToDouble(), 6);
        Assert.Equal("gpt-6-2026-08-01", Assert.Single(outlook.Models).Name);
        Assert.Null(outlook.Reservoir);
        Assert.Contains(outlook.BlindSpots, text => text.Contains("is estimated from usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_BillComesInHigher_TheBillWins()
    {
        world.OpenAIDays(days: 30, billedUntilDaysAgo: 2);
        await world.RefreshAsync();
        world.Ledger.Add(OpenAI, UsageView.Costs, new UsageBucket(Now.FloorDay().AddDays(-1), new() { Endpoint = "gpt-6, output", Model = "gpt-6" }) { Cost = Dollars(100) });

        var meter = (await world.ReadOpenAIAsync()).Meter!;

        Assert.Equal(Dollars(100), meter.Yesterday);
        Assert.Equal(Dollars(42), meter.Estimated);
    }

    [Fact]
    public async Task Read_DaysOnlyAndNoUsage_StillForecasts()
    {
        for (int ago = 20; ago >= 1; ago--)
        {
            world.Ledger.Add(OpenAI, UsageView.Costs, new UsageBucket(Now.FloorDay().AddDays(-ago), new() { Endpoint = "line" }) { Cost = Dollars(10) });
        }

        world.Ledger.Mark(OpenAI, "costs", Now.FloorDay());

        var outlook = await world.ReadOpenAIAsync();

        Assert.Equal(Dollars(170), outlook.Meter!.MonthToDate);
        Assert.Null(outlook.Meter.Today);
        Assert.Equal(Now.FloorDay(), outlook.CoversUntil);
        Assert.InRange(outlook.Meter.MonthEnd!.P50.ToDouble(), 285, 315);
    }

    [Fact]
    public async Task Read_TypedInLots_GiveARunwayOfOurOwnRecord()
    {
        world.OpenAIDays(days: 30, billedUntilDaysAgo: 2);
        await world.RefreshAsync();
        world.Ledger.Lots.Add(new(1, OpenAI, Dollars(1000), Now.FloorDay().AddDays(-10), null, "typed", LotKind.Purchase));

        var reservoir = (await world.ReadOpenAIAsync()).Reservoir!;

        Assert.True(reservoir.OwnRecord);
        Assert.Equal(Dollars(1000 - (10 * 72) - 42), reservoir.Balance);
        Assert.Null(reservoir.Floor);
        Assert.InRange(((RunwayForecast.Ends)reservoir.Runway).P50!.Value.TotalHours, 65, 92);
        Assert.InRange(((RunwayForecast.Ends)reservoir.RunwayWeekAgo!).P50!.Value.TotalHours, 210, 270);
    }

    [Fact]
    public async Task Read_LotThatEnded_TakesItsRestWithIt()
    {
        world.OpenAIDays(days: 30, billedUntilDaysAgo: 2);
        await world.RefreshAsync();
        world.Ledger.Lots.Add(new(1, OpenAI, Dollars(1000), Now.FloorDay().AddDays(-10), Now.FloorDay().AddDays(-5), "typed", LotKind.Purchase));
        world.Ledger.Lots.Add(new(2, OpenAI, Dollars(500), Now.FloorDay().AddDays(-5), null, "typed", LotKind.Purchase));

        // 5 × $72 of the first lot were used, $640 ended; the second bore $72 a day since.
        Assert.Equal(Dollars(500 - (5 * 72) - 42), (await world.ReadOpenAIAsync()).Reservoir!.Balance);
    }

    [Fact]
    public async Task Services_AddOutlook_Resolves()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var services = new ServiceCollection()
            .AddSingleton<ISpendLedger>(world.Ledger).AddSingleton(new RequestStore(database.Database)).AddSingleton(world.Options).AddOutlook()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        var all = await services.GetRequiredService<AccountOutlookReader>().AllAsync(Now, CancellationToken.None);

        Assert.Equal([Router, OpenAI], all.Select(outlook => outlook.Account.Name));
        Assert.NotNull(services.GetRequiredService<EstimateRefresher>());
    }

    private Task<IReadOnlyList<SpendSum>> EstimatesAsync() => world.Ledger.SpendAsync(
        new(OpenAI, UsageView.CostEstimate, new(Now.FloorDay().AddDays(-30), Now.FloorDay().AddDays(1)), SpendDimension.Model, ByDay: true, SeriesFilter.All), CancellationToken.None);

    private static Usd? Cost(IReadOnlyList<SpendSum> rows, int daysAgo) =>
        rows.SingleOrDefault(row => row.Day == DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-daysAgo))?.Figures.Cost;
}
