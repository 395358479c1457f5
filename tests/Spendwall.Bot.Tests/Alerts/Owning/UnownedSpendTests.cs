using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Owning;

public class UnownedSpendTests
{
    private static readonly Scope Main = Scope.Account("openrouter-main");

    [EngineFact]
    public async Task Tell_NextMorning_NamesTheTopScopesInUsdOnce()
    {
        await using var world = await DayAsync();
        world.Clock.Advance(TimeSpan.FromHours(5.9));
        await world.RoundAsync();
        Assert.Empty(await UnownedAsync(world));

        world.Clock.Advance(TimeSpan.FromHours(0.2));
        await world.RoundAsync();
        await world.RoundAsync(world.NewNotes());
        world.Clock.Advance(TimeSpan.FromHours(10));
        await world.RoundAsync(world.NewNotes());

        var delivery = Assert.Single(await UnownedAsync(world));
        var note = Note(delivery);
        Assert.Equal(("unowned:2026-11-20:slack:#ai-spend", "Nobody owns $37.00 of what was spent on 2026-11-20"), (delivery.Key, note.Title));
        Assert.Equal(6, note.Lines.Count);
        Assert.StartsWith("$10.00 key k6 of openrouter-main: /owner set Q-", note.Lines[0], StringComparison.Ordinal);
        Assert.Equal("and $3.00 in 1 more", note.Lines[5]);
        Assert.Equal("I own key k6", note.Buttons[0].Label);
    }

    [EngineFact]
    public async Task Tell_WhatIsOwned_IsNotInIt()
    {
        await using var world = await DayAsync();
        await world.SetAsync(Main.With("key", "k6"), OwnerTerms.None, "@lee");
        world.Clock.Advance(TimeSpan.FromHours(7));

        await world.RoundAsync();

        Assert.Equal("Nobody owns $27.00 of what was spent on 2026-11-20", Note(Assert.Single(await UnownedAsync(world))).Title);
    }

    [EngineFact]
    public async Task Tell_AllOwned_SaysNothing()
    {
        await using var world = await DayAsync();
        await world.SetAsync(Main, OwnerTerms.None, "@dana");
        world.Clock.Advance(TimeSpan.FromHours(7));

        await world.RoundAsync();

        Assert.Empty(await UnownedAsync(world));
    }

    [EngineFact]
    public async Task Tell_AfterDaysDown_CatchesUpYesterdayOnly()
    {
        await using var world = await DayAsync();
        world.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(7));
        world.Spend("openrouter-main", world.Clock.GetUtcNow().AddDays(-1), 2, key: "k1");

        await world.RoundAsync(world.NewNotes());

        Assert.Equal("unowned:2026-11-23:slack:#ai-spend", Assert.Single(await UnownedAsync(world)).Key);
    }

    [EngineFact]
    public async Task Tell_DayBeforeTheFirstLook_IsHistory()
    {
        await using var world = await OwningWorld.CreateAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow().AddDays(-1), 9);

        await world.RoundAsync();
        await world.RoundAsync();

        Assert.Empty(await UnownedAsync(world));
    }

    [EngineFact]
    public async Task Tell_TwoAccountsOfTwoChannels_TellsEachItsOwn()
    {
        await using var world = await OwningWorld.CreateAsync(OwningWorld.Router, OwningWorld.Router with { Name = "second", Channels = ["discord:1", "slack:#ai-spend"] });
        world.Spend("openrouter-main", world.Clock.GetUtcNow().AddHours(-2), 1);
        world.Spend("second", world.Clock.GetUtcNow().AddHours(-2), 2, key: "s");
        await world.RoundAsync();
        world.Clock.Advance(TimeSpan.FromHours(19));

        await world.RoundAsync();

        Assert.Equal(
            [("discord:1", "Nobody owns $2.00"), ("slack:#ai-spend", "Nobody owns $3.00")],
            (await UnownedAsync(world)).Select(static delivery => (delivery.Channel, string.Join(' ', Note(delivery).Title.Split(' ').Take(3)))).Order());
    }

    /// <summary>Friday 2026-11-20 with six keys of 3 to 10 USD each, and midnight.</summary>
    private static async Task<OwningWorld> DayAsync()
    {
        var world = await OwningWorld.CreateAsync(new SpendwallOptions { Accounts = [OwningWorld.Router], Slack = new() { Enabled = true } });
        var noon = world.Clock.GetUtcNow();
        foreach (var (key, usd) in new[] { ("k1", 3m), ("k2", 4m), ("k3", 5m), ("k4", 6m), ("k5", 9m), ("k6", 10m) })
        {
            world.Spend("openrouter-main", noon.AddHours(-2), usd, key);
        }

        await world.RoundAsync();
        world.Clock.Advance(noon.FloorDay().AddDays(1) - noon);

        return world;
    }

    private static async Task<IReadOnlyList<Delivery>> UnownedAsync(OwningWorld world) => [.. (await world.OutboxAsync()).Where(static row => row.Reason == "Unowned")];

    private static AlertPost.Note Note(Delivery delivery) => Assert.IsType<AlertPost.Note>(AlertJson.ReadPost(delivery.Payload));
}
