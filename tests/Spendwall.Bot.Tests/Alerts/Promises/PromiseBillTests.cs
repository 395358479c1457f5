using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Alerts.Promises;

/// <summary>What bills decide, which come late.</summary>
public sealed class PromiseBillTests
{
    private static readonly DateTimeOffset November = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset December = November.AddMonths(1);

    [Fact]
    public async Task Settle_MonthThatIsNotBilledToItsEnd_WaitsAndTakesTheLastWord()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Month(Outlooks.Metered));
        for (int day = 0; day < 30; day++)
        {
            world.Bill(November.AddDays(day), 30);
        }

        Assert.Equal(0, await world.SettleAsync(December.AddHours(-1), Outlooks.Metered));
        world.Ledger.Mark(Outlooks.Metered.Name, "costs", December.AddHours(-6));
        Assert.Equal(0, await world.SettleAsync(December.AddHours(6), Outlooks.Metered));

        // The costs reach the end, but the last day still fills.
        world.Ledger.Mark(Outlooks.Metered.Name, "costs", December.AddHours(6));
        Assert.Equal(0, await world.SettleAsync(December.AddHours(12), Outlooks.Metered));
        world.Bill(December.AddDays(-1), 80);

        Assert.Equal(1, await world.SettleAsync(December.AddHours(25), Outlooks.Metered));
        var promise = await world.OnlyAsync();
        Assert.Equal((PromiseState.Known, December, Usd.FromDollars(950)), (promise.State, promise.DecidedAt, promise.Actual));
    }

    [Fact]
    public async Task Settle_BudgetOfAKey_IsHeldToThatKeysBills()
    {
        await using var world = await PromiseWorld.CreateAsync();
        var scope = Scope.Account(Outlooks.Metered.Name).With("key", "batch-7");
        await world.PromiseAsync(PromiseWorld.Month(Outlooks.Metered, scope));
        for (int day = 0; day < 30; day++)
        {
            world.Bill(November.AddDays(day), 30, "batch-7");
            world.Bill(November.AddDays(day), 5, "chat");
        }

        world.Ledger.Mark(Outlooks.Metered.Name, "costs", December.AddDays(2));
        await world.SettleAsync(December.AddDays(3), Outlooks.Metered);

        Assert.Equal(Usd.FromDollars(900), (await world.OnlyAsync()).Actual);
    }

    /// <summary>A model that both accounts serve: the bill of one is a part of the truth only.</summary>
    [Fact]
    public async Task Settle_BudgetInTwoAccounts_WaitsForBothBillsAndAddsThem()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Month(Outlooks.Account, Scope.Of("model", "m")));
        world.Ledger.Add(Outlooks.Account.Name, UsageView.KeyModel, new UsageBucket(November.AddDays(3), new UsageSeries { Key = "a", Model = "m" }) { Cost = Usd.FromDollars(700) });
        world.Ledger.Add(Outlooks.Account.Name, UsageView.KeyModel, new UsageBucket(November.AddDays(3), new UsageSeries { Key = "a", Model = "other" }) { Cost = Usd.FromDollars(50) });
        world.Ledger.Mark(Outlooks.Account.Name, "analytics.key-model", December.AddHours(4));
        for (int day = 0; day < 30; day++)
        {
            world.Ledger.Add(Outlooks.Metered.Name, UsageView.Costs, new UsageBucket(November.AddDays(day), new UsageSeries { Endpoint = "m, output" }) { Cost = Usd.FromDollars(10) });
        }

        world.Ledger.Mark(Outlooks.Metered.Name, "costs", December.AddHours(-6));
        Assert.Equal(0, await world.SettleAsync(December.AddHours(6)));
        world.Ledger.Mark(Outlooks.Metered.Name, "costs", December.AddDays(2));
        Assert.Equal(1, await world.SettleAsync(December.AddDays(3)));

        Assert.Equal(Usd.FromDollars(1000), (await world.OnlyAsync()).Actual);
    }

    /// <summary>A key that only one account has seen waits for no other account's bill.</summary>
    [Fact]
    public async Task Settle_BudgetOfAKeyWithoutItsAccount_IsHeldToTheAccountThatHasSeenIt()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Month(Outlooks.Account, Scope.Of("key", "a")));
        world.Ledger.Add(Outlooks.Account.Name, UsageView.KeyModel, new UsageBucket(November.AddDays(3), new UsageSeries { Key = "a" }) { Cost = Usd.FromDollars(700) });
        world.Ledger.Mark(Outlooks.Account.Name, "analytics.key-model", December.AddHours(4));

        await world.SettleAsync(December.AddHours(5));

        Assert.Equal(Usd.FromDollars(700), (await world.OnlyAsync()).Actual);
    }

    [Fact]
    public async Task Settle_MonthThatNobodyEverBilled_IsVoidAfterAMonth()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Month(Outlooks.Metered));

        Assert.Equal(0, await world.SettleAsync(December.AddDays(29), Outlooks.Metered));
        await world.SettleAsync(December.AddDays(30), Outlooks.Metered);

        Assert.Equal(PromiseState.Void, (await world.OnlyAsync()).State);
    }

    [Fact]
    public async Task Settle_MonthAtOpenRouter_IsDecidedWhenItsHoursAreRead()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Month(Outlooks.Account));
        world.Ledger.Add(Outlooks.Account.Name, UsageView.KeyModel, new UsageBucket(November.AddDays(3), new UsageSeries { Key = "a" }) { Cost = Usd.FromDollars(700) });
        world.Ledger.Mark(Outlooks.Account.Name, "analytics.key-model", December.AddHours(-1));
        Assert.Equal(0, await world.SettleAsync(December.AddHours(5)));

        world.Ledger.Mark(Outlooks.Account.Name, "analytics.key-model", December.AddHours(4));
        Assert.Equal(0, await world.SettleAsync(December.AddHours(2)));
        Assert.Equal(1, await world.SettleAsync(December.AddHours(5)));

        Assert.Equal(Usd.FromDollars(700), (await world.OnlyAsync()).Actual);
    }

    /// <summary>The provider's own month began before the key's days are known.</summary>
    [Fact]
    public async Task Settle_MonthOfAKeyThatWasFirstReadInTheMiddle_IsVoid()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Month(Outlooks.Account));
        world.Ledger.Add(Outlooks.Account.Name, UsageView.OwnKey, new UsageBucket(November.AddDays(9), new UsageSeries()) { Cost = Usd.FromDollars(7) });
        world.Ledger.Mark(Outlooks.Account.Name, "key", December.AddHours(4));

        await world.SettleAsync(December.AddHours(5));

        Assert.Equal((PromiseState.Void, "The key was first read after the period had begun."), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).Why));
    }

    /// <summary>Costs are two days late: the end is told when the day it lies in is settled, and not before.</summary>
    [Fact]
    public async Task Settle_OwnRecord_EndsInsideTheDayThatUsesTheLotUpOnceThatIsSettled()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(OwnRecord());
        world.Lot(0, 100, source: "typed", account: Outlooks.Metered.Name);
        world.Ledger.Lots[0] = world.Ledger.Lots[0] with { BoughtAt = November };
        for (int day = 0; day < 26; day++)
        {
            world.Bill(November.AddDays(day), day < 20 ? 4 : 8);
        }

        world.Ledger.Mark(Outlooks.Metered.Name, "costs", November.AddDays(23));
        Assert.Equal(0, await world.SettleAsync(November.AddDays(23).AddHours(2), Outlooks.Metered));
        world.Ledger.Mark(Outlooks.Metered.Name, "costs", November.AddDays(25));
        Assert.Equal(1, await world.SettleAsync(November.AddDays(25).AddHours(2), Outlooks.Metered));

        // Eighty by the twentieth day, eight on each of the next two, and half of the third.
        var promise = await world.OnlyAsync();
        Assert.Equal((PromiseState.Known, November.AddDays(22.5)), (promise.State, promise.DecidedAt));
    }

    [Fact]
    public async Task Settle_OwnRecordWhoseLotsWereTypedInLater_IsVoid()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(OwnRecord());
        world.Lot(-400, 100, source: "typed", account: Outlooks.Metered.Name);
        world.Lot(-300, 50, source: "typed", account: Outlooks.Metered.Name);

        await world.SettleAsync(PromiseWorld.Made.AddDays(1), Outlooks.Metered);

        Assert.Equal(PromiseState.Void, (await world.OnlyAsync()).State);
    }

    [Fact]
    public async Task Settle_OwnRecordWhoseLotExpiresFirst_IsVoid()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(OwnRecord());
        world.Lot(-400, 100, source: "typed", account: Outlooks.Metered.Name, expires: PromiseWorld.Made.AddDays(1));
        for (int day = 0; day < 29; day++)
        {
            world.Bill(November.AddDays(day), 0.1);
        }

        world.Ledger.Mark(Outlooks.Metered.Name, "costs", November.AddDays(28));
        await world.SettleAsync(November.AddDays(28), Outlooks.Metered);

        Assert.Equal("Credits expired before they were used.", (await world.OnlyAsync()).Why);
    }

    private static Promise OwnRecord() => PromiseWorld.Exhaustion() with
    {
        Account = Outlooks.Metered.Name,
        Scope = Scope.Account(Outlooks.Metered.Name),
        CountedFrom = November,
        Spent = Usd.FromDollars(80),
        Target = Usd.FromDollars(100),
        AtP90 = PromiseWorld.Made.AddDays(6),
    };
}
