using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;
using TheoryAttribute = Spendwall.Bot.Tests.Support.Engines.EngineTheoryAttribute;

namespace Spendwall.Bot.Tests.Alerts.Promises;

/// <summary>What an evaluation promises, in its own transaction.</summary>
public class PromiseMakingTests
{
    [Fact]
    public async Task Evaluate_ManyRoundsOfADay_PromiseOnce()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.RoundAsync(Marked(Outlooks.Runway(500)));
        world.Clock.Advance(TimeSpan.FromHours(11));

        // The first word of the day stays, also after a restart.
        await world.NewPipeline().EvaluateAsync(Marked(Outlooks.Runway(300, world.Clock.GetUtcNow())), default);

        var promise = Assert.Single(await PromisesAsync(world));
        Assert.Equal((PromiseKind.Exhaustion, "account:openrouter-main", Outlooks.Now.AddHours(500), null), (promise.Kind, promise.Scope.Text, promise.AtP50, promise.Alert));

        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.RoundAsync(Marked(Outlooks.Runway(300)));

        Assert.Equal(2, (await PromisesAsync(world)).Count);
    }

    /// <summary>Spent 100, 2500 left above a floor of 2: gone when 2598 are spent.</summary>
    [Fact]
    public async Task Evaluate_Runway_IsHeldToTheSpendThatUsesUpWhatIsAboveTheFloor()
    {
        await using var world = await AlertWorld.CreateAsync();

        await world.RoundAsync(Marked(Outlooks.Runway(500)));

        var promise = Assert.Single(await PromisesAsync(world));
        Assert.Equal((Usd.FromDollars(100), Usd.FromDollars(2598)), (promise.Spent, promise.Target));
    }

    [Fact]
    public async Task Evaluate_AnAlertAndAWorseOne_AreHeldToTheLeadTimeEach()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await world.RoundAsync(Marked(Outlooks.Runway(60)));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RoundAsync(Marked(Outlooks.Runway(30)));
        world.Clock.Advance(TimeSpan.FromHours(5));
        await world.RoundAsync(Marked(Outlooks.Runway(25)));

        var told = (await PromisesAsync(world)).Where(static promise => promise.Alert is not null).ToList();

        Assert.Equal([("INC-1", AlertLevel.Warning), ("INC-1", AlertLevel.Critical)], told.Select(static promise => (promise.Alert!, promise.Level!.Value)));
        Assert.All(told, static promise => Assert.Equal(promise.MadeAt.AddDays(1), promise.LeadUntil));
    }

    /// <summary>The cap of 100 is reset in 20 h: a P50 of 24 h is "not before that".</summary>
    [Fact]
    public async Task Evaluate_CapWithABand_IsPromisedUpToItsReset()
    {
        await using var world = await AlertWorld.CreateAsync();
        var band = new RunwayForecast.Ends(TimeSpan.FromHours(16), TimeSpan.FromHours(24), TimeSpan.FromHours(36), TimeSpan.FromDays(9));
        var cap = new CapOutlook("batch-7", "key_limit", Usd.FromDollars(100), Usd.FromDollars(40), Outlooks.Now.AddHours(20), null) { Runway = band };
        var safe = cap with { Name = "chat", Runway = band with { P10 = TimeSpan.FromHours(20) } };
        var layer = cap with { Name = "team", Layer = "workspace" };

        await world.RoundAsync(Outlooks.Of(Outlooks.Account) with { Caps = [cap, safe, layer] });

        var promise = Assert.Single(await PromisesAsync(world));
        Assert.Equal((PromiseKind.Cap, "account:openrouter-main key:batch-7", Outlooks.Now.AddHours(16), null, null), (promise.Kind, promise.Scope.Text, promise.AtP10, promise.AtP50, promise.AtP90));
        Assert.Equal((Usd.FromDollars(60), Usd.FromDollars(100), Outlooks.Now.AddHours(20)), (promise.Spent, promise.Target, promise.PeriodEnd));
    }

    /// <summary>A budget of the whole account's month is the same forecast as the account's own.</summary>
    [Fact]
    public async Task Evaluate_MonthWithABudget_IsOnePromise()
    {
        await using var world = await AlertWorld.CreateAsync();

        await world.RoundAsync(Outlooks.Spending(250, 800, 900));

        var promise = Assert.Single(await PromisesAsync(world));
        Assert.Equal((PromiseKind.PeriodEnd, "account:openai-acme", Usd.FromDollars(800), Usd.FromDollars(900), Usd.FromDollars(990)), (promise.Kind, promise.Scope.Text, promise.UsdP10, promise.UsdP50, promise.UsdP90));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), promise.PeriodEnd);
    }

    /// <summary>The budget names no account; what only some of its accounts tell is nobody's forecast, and what bills do not tell apart is never held to one.</summary>
    [Theory]
    [InlineData("model:m", "", 1)]
    [InlineData("provider:openrouter", "", 1)]
    [InlineData("model:m", "openai-acme", 0)]
    [InlineData("owner:@dana", "", 0)]
    public void Of_BudgetThatNamesNoAccount_IsPromisedWhenAllOfItIsKnown(string scope, string missing, int expected)
    {
        var budget = new Budget(Scope.Parse(scope), Usd.FromDollars(1000), BudgetPeriod.Month, Outlooks.Now, "settings");
        var forecast = new PeriodForecast(Usd.FromDollars(800), Usd.FromDollars(900), Usd.FromDollars(990), TimeSpan.FromDays(9));
        var state = new BudgetState(budget, budget.At(Outlooks.Now), Usd.FromDollars(250), Usd.Zero, forecast) { Missing = missing.Length > 0 ? [missing] : [] };

        var promises = PromiseMaker.Of(Outlooks.Of(Outlooks.Account), [state], []);

        Assert.Equal(expected, promises.Count(promise => promise.Kind == PromiseKind.PeriodEnd && promise.Scope.Text == scope));
    }

    [Fact]
    public async Task Evaluate_BlindOrWithoutAForecast_PromisesNothing()
    {
        await using var world = await AlertWorld.CreateAsync();

        await world.RoundAsync(Marked(Outlooks.Runway(500)).Failing(1));
        await world.RoundAsync(Marked(Outlooks.Balance(500, new RunwayForecast.Idle(TimeSpan.FromDays(9)))));
        await world.RoundAsync(Marked(Outlooks.Balance(500, new RunwayForecast.Ends(null, null, null, TimeSpan.FromDays(9)))));
        await world.RoundAsync(Marked(Outlooks.Balance(1, new RunwayForecast.Exhausted())));
        await world.RoundAsync(Outlooks.Spending(250));

        Assert.Empty(await PromisesAsync(world));
    }

    private static AccountOutlook Marked(AccountOutlook outlook) => outlook with { Reservoir = outlook.Reservoir! with { Mark = new(Usd.FromDollars(100), null) } };

    private static async Task<List<Promise>> PromisesAsync(AlertWorld world)
    {
        await using var db = world.Database.CreateDbContext();

        return await db.Set<Promise>().AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }
}
