using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Alerts.Outlook.OutlookWorld;

namespace Spendwall.Bot.Tests.Alerts.Outlook;

public sealed class OpenRouterOutlookTests
{
    private readonly OutlookWorld world = new();

    [Fact]
    public async Task Read_NothingStored_SaysThatNothingIsKnown()
    {
        var outlook = await world.ReadRouterAsync();

        Assert.Null(outlook.ObservedAt);
        Assert.Null(outlook.CoversUntil);
        Assert.Null(outlook.Reservoir);
        Assert.Null(outlook.Meter);
        Assert.Equal(new BurnRates(null, null, null, null, null), outlook.Burn);
        Assert.Contains(outlook.BlindSpots, text => text.StartsWith("Never read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_BalanceAndHours_GivesRunwayDeadlineAndDrains()
    {
        world.RouterHours(days: 30, usd: 2);
        world.Balance(500, 400);
        world.PollOk(Router);

        var outlook = await world.ReadRouterAsync();

        var reservoir = outlook.Reservoir!;
        var ends = Assert.IsType<RunwayForecast.Ends>(reservoir.Runway);
        Assert.Equal(Dollars(100), reservoir.Balance);
        Assert.InRange(ends.P50!.Value.TotalHours, 40, 55);
        Assert.Equal(Now + ends.P10!.Value - TimeSpan.FromDays(1), reservoir.ActBy);
        Assert.Equal("balance", reservoir.Binding);
        Assert.False(reservoir.OwnRecord);

        // $0.02 a request, ×4 for the tail, ×2 ×4 in flight.
        Assert.Equal(Dollars(0.64m), reservoir.Floor);
        Assert.Equal(Dollars(0.08m), reservoir.LargestRequest);
        Assert.True(reservoir.FloorEstimated);
        Assert.Equal(Dollars(2), outlook.Burn.LastDay);
        Assert.Equal(Dollars(2), outlook.Burn.LastWeek);
        Assert.Equal("vendor/big", Assert.Single(outlook.Models).Name);
        Assert.Equal(1, outlook.Models[0].Share);
        Assert.Equal(Dollars(48 + 28 + (2m / 3)).ToDouble(), outlook.Models[0].Spend.ToDouble(), 6);
        Assert.Equal("provider-a", Assert.Single(outlook.Routes).Name);
        Assert.Equal(Now, outlook.ObservedAt);
        Assert.Empty(outlook.BlindSpots);
    }

    [Fact]
    public async Task Read_BalanceAtTheFloor_IsExhausted()
    {
        world.RouterHours(days: 7, usd: 2);
        world.Balance(500, 499.5m);

        Assert.IsType<RunwayForecast.Exhausted>((await world.ReadRouterAsync()).Reservoir!.Runway);
    }

    [Fact]
    public async Task Read_OpeningBalance_IsPartOfTheBalance()
    {
        world.RouterAccount = world.RouterAccount with { OpeningBalance = 10 };
        world.RouterHours(days: 7, usd: 2);
        world.Balance(0, 0);

        Assert.Equal(Dollars(10), (await world.ReadRouterAsync()).Reservoir!.Balance);
    }

    [Fact]
    public async Task Read_HoursAreLate_BurnComesFromTheCounter()
    {
        world.RouterHours(days: 7, usd: 1);
        world.Ledger.Mark(Router, "analytics.key-model", Now.FloorHour().AddHours(-5));
        for (int minute = 400; minute >= 0; minute -= 5)
        {
            world.Balance(1000, 500 - (minute / 60m * 10), Now.AddMinutes(-minute));
        }

        var outlook = await world.ReadRouterAsync();

        Assert.Equal(10, outlook.Burn.LastHour!.Value.ToDouble(), 3);
        Assert.True(outlook.Burn.Now > Dollars(4), "the level follows the counter");
        Assert.Equal(Now, outlook.CoversUntil);
        Assert.Contains(outlook.BlindSpots, text => text.Contains("later burn comes from the balance alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_TopUp_IsNoBurnAndLengthensTheRunway()
    {
        world.RouterHours(days: 14, usd: 2);
        world.Balance(500, 400, Now.AddMinutes(-61));
        world.Balance(500, 401, Now.AddMinutes(-30));
        world.Balance(700, 402, Now);

        var outlook = await world.ReadRouterAsync();

        Assert.Equal(2, outlook.Burn.LastHour!.Value.ToDouble(), 1);
        Assert.Equal(Dollars(298), outlook.Reservoir!.Balance);
    }

    [Fact]
    public async Task Read_OldBalance_CountsTheRunwayFromThen()
    {
        world.RouterHours(days: 14, usd: 2);
        world.Balance(500, 400);
        var fresh = (RunwayForecast.Ends)(await world.ReadRouterAsync()).Reservoir!.Runway;

        var later = await world.ReadRouterAsync(Now.AddHours(10));

        var ends = (RunwayForecast.Ends)later.Reservoir!.Runway;
        Assert.Equal(fresh.P50!.Value.TotalHours - 10, ends.P50!.Value.TotalHours, 3);
        Assert.Contains(later.BlindSpots, text => text.StartsWith("Last read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_WeekAgo_IsToldFromWhatWasKnownThen()
    {
        world.RouterHours(days: 28, usd: 1);
        world.Balance(1000, 500, Now.AddDays(-7).AddMinutes(-3));
        world.Balance(1000, 668);

        var reservoir = (await world.ReadRouterAsync()).Reservoir!;

        var then = Assert.IsType<RunwayForecast.Ends>(reservoir.RunwayWeekAgo);
        Assert.InRange(then.P50!.Value.TotalHours, 450, 550);
        Assert.InRange(((RunwayForecast.Ends)reservoir.Runway).P50!.Value.TotalHours, 290, 370);
    }

    [Fact]
    public async Task Read_NoReadingAWeekAgo_LeavesItUnknown()
    {
        world.RouterHours(days: 28, usd: 1);
        world.Balance(1000, 500, Now.AddDays(-9));
        world.Balance(1000, 668);

        Assert.Null((await world.ReadRouterAsync()).Reservoir!.RunwayWeekAgo);
    }

    [Fact]
    public async Task Read_KeyCapBitesFirst_IsTheBindingConstraint()
    {
        world.RouterHours(days: 14, usd: 2, key: "batch");
        world.Balance(1000, 400);
        world.Ledger.Caps.Add(Cap("batch", remaining: 10));
        world.Ledger.Caps.Add(Cap("unused", remaining: 0));

        var outlook = await world.ReadRouterAsync();

        Assert.Equal("key:batch", outlook.Reservoir!.Binding);
        Assert.Equal("batch", outlook.Caps[0].Name);
        Assert.InRange(outlook.Caps[0].Left!.Value.TotalHours, 4.8, 5.5);
        Assert.Null(outlook.Caps[1].Left);
    }

    [Fact]
    public async Task Read_CapResetsBeforeItIsUsedUp_DoesNotBite()
    {
        world.RouterHours(days: 14, usd: 2, key: "batch");
        world.Balance(1000, 400);
        world.Ledger.Caps.Add(Cap("batch", remaining: 30) with { Reset = CapReset.Daily });

        var outlook = await world.ReadRouterAsync();

        Assert.Null(outlook.Caps[0].Left);
        Assert.Equal(Now.FloorDay().AddDays(1), outlook.Caps[0].ResetsAt);
        Assert.Equal("balance", outlook.Reservoir!.Binding);
    }

    [Fact]
    public async Task Read_CapReadBeforeItsReset_IsWholeAgain()
    {
        world.RouterHours(days: 14, usd: 2, key: "batch");
        world.Ledger.Caps.Add(Cap("batch", remaining: 0) with { Reset = CapReset.Daily, ObservedAt = Now.AddDays(-1) });

        Assert.Equal(Dollars(50), (await world.ReadRouterAsync()).Caps[0].Remaining);
    }

    [Fact]
    public async Task Read_LotExpiresBeforeItIsUsed_IsTheBindingConstraint()
    {
        world.RouterHours(days: 14, usd: 2);
        world.Balance(500, 400);
        world.Ledger.Lots.Add(new(1, Router, Dollars(500), Now.AddDays(-60), null, "observed", LotKind.Purchase));
        world.Ledger.Lots.Add(new(2, Router, Dollars(500), Now.AddDays(-61), Now.AddHours(20), "typed", LotKind.Purchase));

        var reservoir = (await world.ReadRouterAsync()).Reservoir!;

        Assert.Equal("lot:2026-11-19", reservoir.Binding);
        Assert.InRange(((RunwayForecast.Ends)reservoir.Runway).P50!.Value.TotalHours, 19, 21);
    }

    [Fact]
    public async Task Read_PollsFail_AreNamedAndTheLastGoodOneCounts()
    {
        world.PollOk(Router, Now.AddHours(-2));
        world.Ledger.Polls.Add(new(Router, Now.AddMinutes(-2), Now.AddMinutes(-2), ProviderFailure.Credentials, "401: the key is disabled", "Make a new key", 0));
        world.Ledger.Polls.Add(new(Router, Now.AddMinutes(-1), Now.AddMinutes(-1), ProviderFailure.Credentials, "401: the key is disabled", "Make a new key", 0));

        var outlook = await world.ReadRouterAsync();

        Assert.Equal(2, outlook.Failing.Count);
        Assert.Equal(Now.AddHours(-2), outlook.ObservedAt);
        Assert.Contains(outlook.BlindSpots, text => text.Contains("2 polls failed: 401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_InferenceKeyOnly_GivesItsCapAndItsOwnUse()
    {
        for (int ago = 6; ago >= 0; ago--)
        {
            world.Ledger.Add(Router, UsageView.OwnKey, new UsageBucket(Now.FloorDay().AddDays(-ago), new() { Key = "mine" }) { Cost = Dollars(ago == 0 ? 14 : 24) });
        }

        world.Ledger.Caps.Add(Cap("mine", remaining: 24) with { UsageThisWeek = Dollars(62) });

        var outlook = await world.ReadRouterAsync();

        Assert.Null(outlook.Reservoir);
        Assert.Equal(24, outlook.Caps[0].Left!.Value.TotalHours, 1.0);
        Assert.IsType<RunwayForecast.Ends>(outlook.Caps[0].Runway);
        Assert.Equal(Dollars(158), outlook.Meter!.MonthToDate);
        Assert.Contains(outlook.BlindSpots, text => text.Contains("Spend before 2026-11-12", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_InferenceKeyWithCounters_TakesTheMonthFromThem()
    {
        world.Ledger.Add(Router, UsageView.OwnKey, new UsageBucket(Now.FloorDay(), new() { Key = "mine" }) { Cost = Dollars(14) });
        world.Ledger.Caps.Add(Cap("mine", remaining: 24) with { UsageToday = Dollars(14), UsageThisWeek = Dollars(62), UsageThisMonth = Dollars(300) });

        var outlook = await world.ReadRouterAsync();

        Assert.Equal(Dollars(300), outlook.Meter!.MonthToDate);
        Assert.Equal((Dollars(14), Dollars(62), Dollars(300)), (outlook.OwnUse!.Today!.Value, outlook.OwnUse.Week!.Value, outlook.OwnUse.Month!.Value));
        Assert.DoesNotContain(outlook.BlindSpots, text => text.Contains("is not known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_InferenceKeyOnly_ClaimsNothingAfterItsLastReading()
    {
        world.Ledger.Add(Router, UsageView.OwnKey, new UsageBucket(Now.FloorDay(), new() { Key = "mine" }) { Cost = Dollars(14) });
        world.Ledger.Marks.Add(new DatasetMark(Router, "key", Now.AddMinutes(-20), null, null));

        var outlook = await world.ReadRouterAsync();

        Assert.Equal(Now.AddMinutes(-20), outlook.CoversUntil);
    }

    [Fact]
    public async Task Read_Month_SumsItsDaysToTheCent()
    {
        world.RouterHours(days: 30, usd: 2.5m);

        var meter = (await world.ReadRouterAsync()).Meter!;

        // 17 whole days, 14 whole hours and the third of one.
        Assert.Equal(Dollars((17 * 60) + (14 * 2.5m) + 0.833333333m), meter.MonthToDate);
        Assert.Equal(Usd.Zero, meter.Estimated);
        Assert.Equal(Dollars(60), meter.Yesterday);
        Assert.Equal(Dollars(60), meter.DayBefore);
        Assert.InRange(meter.MonthEnd!.P50.ToDouble(), 1650, 1950);
    }

    [Fact]
    public async Task Read_QuietHours_AreZeroAsFarAsTheyAreCovered()
    {
        world.Ledger.Add(Router, UsageView.KeyModel, new UsageBucket(Now.FloorHour().AddDays(-2), new() { Key = "k", Model = "m" }) { Cost = Dollars(48), Requests = 3 });
        world.Ledger.Mark(Router, "analytics.key-model", Now);

        var outlook = await world.ReadRouterAsync();

        Assert.Equal(Usd.Zero, outlook.Burn.LastDay);
        Assert.Equal(Usd.Zero, outlook.Meter!.Today);
    }

    [Fact]
    public async Task Read_Outlook_AsksFewQuestions()
    {
        world.RouterHours(days: 30, usd: 2);
        world.Balance(500, 400);
        world.Ledger.Caps.Add(Cap("batch", remaining: 10));

        await world.ReadRouterAsync();

        Assert.InRange(world.Ledger.Reads, 1, 13);
    }

    private static KeyCap Cap(string name, decimal remaining) => new(Router, Now, $"hash-{name}", name) { Limit = Dollars(50), Remaining = Dollars(remaining) };

    [Fact]
    public async Task Drains_MoneyOfANamelessRoute_IsCalledUnknown()
    {
        world.Ledger.Add(Router, UsageView.ModelRoute, new UsageBucket(Now.FloorHour(), new() { Model = "vendor/big" }) { Cost = Dollars(3) });

        Assert.Equal(["unknown"], (await world.ReadRouterAsync()).Routes.Select(static route => route.Name));
    }
}
