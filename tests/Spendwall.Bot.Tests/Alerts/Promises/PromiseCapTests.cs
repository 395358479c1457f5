using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Alerts.Promises;

/// <summary>A key's cap of 100, of which 60 were used, told to last 16, 24 and 36 hours; it is filled up again after 40.</summary>
public sealed class PromiseCapTests
{
    /// <summary>A name that a scope writes otherwise.</summary>
    private const string Key = "batch \"7\"";

    [Fact]
    public async Task Settle_CapIsUsedUpBetweenTwoLooks_EndsAtTheSecond()
    {
        await using var world = await WorldAsync();

        await LookAsync(world, 19, 5);
        Assert.Equal(PromiseState.Open, (await world.OnlyAsync()).State);
        await LookAsync(world, 20, -0.1);

        Assert.Equal((PromiseState.Known, PromiseWorld.Made.AddHours(20)), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).DecidedAt));
    }

    [Fact]
    public async Task Settle_CapLastsToItsReset_IsRefilledThen()
    {
        await using var world = await WorldAsync();
        await LookAsync(world, 37, 20);
        Assert.Equal(PromiseState.Outlasted, (await world.OnlyAsync()).State);
        await LookAsync(world, 39.5, 10);

        await LookAsync(world, 40.2, 100);

        Assert.Equal((PromiseState.Refilled, PromiseWorld.Made.AddHours(40)), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).DecidedAt));
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(41, 100)]
    public async Task Settle_NobodyLookedWhenItWent_IsVoid(double hours, double left)
    {
        await using var world = await WorldAsync();
        await LookAsync(world, 10, 30);

        await LookAsync(world, hours, left);

        Assert.Equal((PromiseState.Void, "The bot was not looking when the money went."), ((await world.OnlyAsync()).State, (await world.OnlyAsync()).Why));
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(100, true)]
    public async Task Settle_CapIsChangedOrSwitchedOff_IsVoid(double limit, bool disabled)
    {
        await using var world = await WorldAsync();

        await LookAsync(world, 10, 30, limit, disabled);

        Assert.Equal("The cap was changed or taken away.", (await world.OnlyAsync()).Why);
    }

    /// <summary>The word on the cap is older than the promise: it cannot decide it.</summary>
    [Fact]
    public async Task Settle_NoNewWord_StaysOpen()
    {
        await using var world = await WorldAsync();
        await LookAsync(world, 0, 0);

        Assert.Equal(PromiseState.Open, (await world.OnlyAsync()).State);
    }

    private static async Task<PromiseWorld> WorldAsync()
    {
        var world = await PromiseWorld.CreateAsync();
        await world.PromiseAsync(PromiseWorld.Exhaustion() with
        {
            Kind = PromiseKind.Cap,
            Scope = Scope.Account(Outlooks.Account.Name).With("key", Key),
            Spent = Usd.FromDollars(60),
            Target = Usd.FromDollars(100),
            PeriodEnd = PromiseWorld.Made.AddHours(40),
        });

        return world;
    }

    private static async Task LookAsync(PromiseWorld world, double hours, double left, double limit = 100, bool disabled = false)
    {
        var at = PromiseWorld.Made.AddHours(hours);
        world.Ledger.Caps.Clear();
        world.Ledger.Caps.Add(new KeyCap(Outlooks.Account.Name, at, "k7", Key) { Limit = Usd.FromEstimate(limit), Remaining = Usd.FromEstimate(left), Disabled = disabled });
        world.Ledger.Polls.Add(new PollRun(Outlooks.Account.Name, at.AddSeconds(-1), at.AddSeconds(1), null, null, null, 1));
        await world.SettleAsync(hours);
    }
}
