using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;
using TheoryAttribute = Spendwall.Bot.Tests.Support.Engines.EngineTheoryAttribute;

namespace Spendwall.Bot.Tests.Alerts.Promises;

/// <summary>When the money was gone, by the provider's counter.</summary>
public class PromiseKeeperTests
{
    [Fact]
    public async Task Settle_MoneyIsGoneBetweenTwoReadings_EndsWhereTheLineCrosses()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(0, 100);
        world.Read(19, 118);
        world.Read(20, 122);

        Assert.Equal(0, await world.SettleAsync(19));
        Assert.Equal(1, await world.SettleAsync(20));

        var promise = await world.OnlyAsync();
        Assert.Equal((PromiseState.Known, PromiseWorld.Made.AddHours(19.5), null), (promise.State, promise.DecidedAt, promise.ToppedUpAt));
    }

    [Fact]
    public async Task Settle_Again_ChangesNothing()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(19.5, 118);
        world.Read(20, 122);
        await world.SettleAsync(20);
        var once = await world.OnlyAsync();
        world.Read(40, 200);

        Assert.Equal(0, await world.SettleAsync(40));

        Assert.Equal(once, await world.OnlyAsync());
    }

    /// <summary>To leave it out would keep only what ran out before anyone could buy.</summary>
    [Fact]
    public async Task Settle_TopUpBeforeTheEnd_IsNoMissTheMoneyThatWasThereIsFollowed()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(10, 110);
        world.Lot(12, 500);
        world.Read(12, 112, credits: 620);

        Assert.Equal(1, await world.SettleAsync(12));
        Assert.Equal((PromiseState.Open, PromiseWorld.Made.AddHours(12)), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).ToppedUpAt));

        world.Read(24, 119, credits: 620);
        world.Read(25, 121, credits: 620);
        await world.SettleAsync(25);

        var promise = await world.OnlyAsync();
        Assert.Equal((PromiseState.Known, PromiseWorld.Made.AddHours(24.5), PromiseWorld.Made.AddHours(12)), (promise.State, promise.DecidedAt, promise.ToppedUpAt));
    }

    [Fact]
    public async Task Settle_TopUpAfterTheEnd_IsNotOfThisPromise()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(19.5, 119);
        world.Read(20, 121);
        world.Lot(21, 500);
        world.Read(21, 121, credits: 620);

        await world.SettleAsync(21);

        Assert.Equal((PromiseState.Known, null), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).ToppedUpAt));
    }

    [Theory]
    [InlineData(LotKind.Refund)]
    [InlineData(LotKind.Correction)]
    public async Task Settle_CreditsTakenBack_IsVoid(LotKind kind)
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Lot(5, -10, kind);
        world.Read(6, 106, credits: 110);

        await world.SettleAsync(6);

        var promise = await world.OnlyAsync();
        Assert.Equal((PromiseState.Void, "Credits were taken back."), (promise.State, promise.Why));
    }

    [Fact]
    public async Task Settle_CounterSetBack_IsVoidAndAStaleAnswerIsNot()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(0.5, 99.9);
        await world.SettleAsync(0.5);
        Assert.Equal(PromiseState.Open, (await world.OnlyAsync()).State);

        world.Read(2, 40);
        await world.SettleAsync(2);

        Assert.Equal(PromiseState.Void, (await world.OnlyAsync()).State);
    }

    [Fact]
    public async Task Settle_LastsBeyondP90_IsOutlastedAndStillFollowed()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(40, 119);
        await world.SettleAsync(40);
        var outlasted = await world.OnlyAsync();
        world.Read(41, 121);
        await world.SettleAsync(41);

        Assert.Equal((PromiseState.Outlasted, PromiseWorld.Made.AddHours(36)), (outlasted.State, outlasted.DecidedAt));
        Assert.Equal((PromiseState.Known, PromiseWorld.Made.AddHours(40.5)), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).DecidedAt));
    }

    /// <summary>P90 is over by the clock, but nobody has looked since: the money may be gone.</summary>
    [Fact]
    public async Task Settle_NoReadingSinceBeforeP90_IsNotOutlasted()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(10, 110);

        Assert.Equal(0, await world.SettleAsync(100));
    }

    /// <summary>From ten to thirty hours nobody looked: to say twenty would be made up.</summary>
    [Fact]
    public async Task Settle_BotWasOffWhenTheMoneyWent_IsVoid()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        world.Read(10, 110);
        world.Read(30, 130);

        await world.SettleAsync(30);

        Assert.Equal((PromiseState.Void, "The bot was not looking when the money went."), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).Why));
    }

    /// <summary>The end lies days before the first look at it: all readings are gone through.</summary>
    [Fact]
    public async Task Settle_EndLongAgo_IsFoundInTheReadings()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        for (int hour = 0; hour <= 200; hour++)
        {
            world.Read(hour, 100 + hour);
        }

        await world.SettleAsync(200);

        Assert.Equal((PromiseState.Known, PromiseWorld.Made.AddHours(20)), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).DecidedAt));
    }

    [Fact]
    public async Task Settle_TwoProcessesAtOnce_TheFirstEndStays()
    {
        await using var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion());
        var followed = Assert.Single(await world.Store.FollowedAsync(Outlooks.Account.Name, default));

        Assert.Equal(1, await world.Store.SettleAsync([followed with { State = PromiseState.Known, DecidedAt = PromiseWorld.Made.AddHours(20) }], default));
        Assert.Equal(0, await world.Store.SettleAsync([followed with { State = PromiseState.Void, DecidedAt = PromiseWorld.Made.AddHours(30) }], default));

        Assert.Equal(PromiseState.Known, (await world.OnlyAsync()).State);
    }
}
