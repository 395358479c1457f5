using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Tests.Alerts.Outlook;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Alerts.Outlook.OutlookWorld;

namespace Spendwall.Bot.Tests.Alerts.Spending;

/// <summary>Wednesday 14:20: $3 an hour in one key, $1 in another for four weeks, and $72 a day at OpenAI.</summary>
public sealed class BudgetForecastTests : IAsyncLifetime
{
    private readonly OutlookWorld world = new();
    private TestDatabase database = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world.RouterHours(28, 3, "batch");
        world.RouterHours(28, 1, "web", "vendor/small");
        world.OpenAIDays(28, billedUntilDaysAgo: 2);
        await world.RefreshAsync();
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    // Spent so far and what the period costs in all at the same burn.
    [Theory]
    [InlineData("key:batch", BudgetPeriod.Day, 43, 72)]
    [InlineData("key:batch", BudgetPeriod.Week, 187, 504)]
    [InlineData("key:batch", BudgetPeriod.Month, 1267, 2160)]
    [InlineData("model:vendor/small", BudgetPeriod.Week, 62.3, 168)]
    [InlineData("account:openrouter-main", BudgetPeriod.Day, 57.3, 96)]
    [InlineData("provider:openrouter", BudgetPeriod.Week, 249.3, 672)]
    [InlineData("owner:@dana", BudgetPeriod.Week, 62.3, 168)]
    [InlineData("account:openai-acme", BudgetPeriod.Day, 42, 72)]
    [InlineData("account:openai-acme", BudgetPeriod.Month, 1266, 2160)]
    [InlineData("project:p", BudgetPeriod.Week, 186, 504)]
    public async Task State_AnyScopeAndPeriod_HasItsForecast(string scope, BudgetPeriod period, double spent, double end)
    {
        var state = await StateAsync(scope, period, 100_000);

        Assert.InRange(state.Spent!.Value.ToDouble(), spent - 1, spent + 1);
        Assert.InRange(state.Forecast!.P50.ToDouble(), end * 0.93, end * 1.07);
        Assert.True(state.Spent <= state.Forecast.P10 && state.Forecast.P10 <= state.Forecast.P50 && state.Forecast.P50 < state.Forecast.P90);
    }

    [Fact]
    public async Task State_BudgetIsSpentBeforeThePeriodEnds_HasATimeForIt()
    {
        var ends = Assert.IsType<RunwayForecast.Ends>((await StateAsync("key:batch", BudgetPeriod.Week, 247)).Runway);

        Assert.InRange(ends.P50!.Value.TotalHours, 18, 22);
        Assert.True(ends.P10 < ends.P50 && ends.P50 < ends.P90);
    }

    [Fact]
    public async Task State_BudgetLastsThePeriod_IsNeverSpent()
    {
        var ends = Assert.IsType<RunwayForecast.Ends>((await StateAsync("key:batch", BudgetPeriod.Week, 1000)).Runway);

        Assert.Equal((null, null, null), (ends.P10, ends.P50, ends.P90));
    }

    [Fact]
    public async Task State_Spent_IsExhausted() => Assert.IsType<RunwayForecast.Exhausted>((await StateAsync("key:batch", BudgetPeriod.Week, 100)).Runway);

    [Fact]
    public async Task State_KeyOfTwoDays_TakesTheAccountsRhythm()
    {
        for (var hour = Now.FloorDay().AddDays(-2); hour < Now.FloorHour(); hour = hour.AddHours(1))
        {
            world.Ledger.Add(Router, UsageView.KeyModel, new UsageBucket(hour, new() { Key = "new", Model = "vendor/big" }) { Cost = Dollars(2) });
        }

        var state = await StateAsync("key:new", BudgetPeriod.Week, 1000);

        Assert.InRange(state.Forecast!.P50.ToDouble(), 270, 320);
        Assert.True(state.Forecast.History > TimeSpan.FromDays(20), "the band rests on the account's history");
    }

    [Fact]
    public async Task State_ScopeThatNobodyTells_IsUnknownAndNotZero()
    {
        var state = await StateAsync("team:search", BudgetPeriod.Week, 100);

        Assert.Equal((null, null, null), (state.Spent, state.Forecast, state.Runway));
    }

    /// <summary>Of two accounts one was never read: what is known is the least that was spent, and is said to be.</summary>
    [Fact]
    public async Task State_OneAccountUnknown_IsNamedAndNotCountedAsNothing()
    {
        world.Ledger.Marks.RemoveAll(mark => mark.Account == world.OpenAIAccount.Name);

        var state = await StateAsync("owner:@kim", BudgetPeriod.Week, 100);

        Assert.Equal([world.OpenAIAccount.Name], state.Missing);
        var finding = Assert.IsType<Finding.Holds>(BudgetRule.Judge(state, null, Now));
        Assert.Contains($"The spend of {world.OpenAIAccount.Name} is unknown and not counted", finding.Condition.Facts);
    }

    [Fact]
    public async Task Outlook_CapOfAKey_HasItsOwnBandAndReset()
    {
        world.Balance(5000, 500);
        world.Ledger.Caps.Add(new(Router, Now, "h1", "batch") { Limit = Dollars(60), Remaining = Dollars(30), Reset = CapReset.Daily });
        world.Ledger.Caps.Add(new(Router, Now, "h2", "web") { Limit = Dollars(60), Remaining = Dollars(40) });

        var outlook = await world.ReadRouterAsync();

        // $30 at $3/h last past midnight, unless it goes badly; $40 at $1/h never reset.
        var daily = Assert.IsType<RunwayForecast.Ends>(outlook.Caps.Single(static cap => cap.Name == "batch").Runway);
        Assert.Equal((null, null), (daily.P50, daily.P90));
        Assert.InRange(daily.P10!.Value.TotalHours, 6, 9.7);
        var open = Assert.IsType<RunwayForecast.Ends>(outlook.Caps.Single(static cap => cap.Name == "web").Runway);
        Assert.InRange(open.P50!.Value.TotalHours, 36, 44);
        Assert.Equal("key:web", Bindings.Of(outlook, [])!.Text);
    }

    /// <summary>Read on Saturday, looked at on Wednesday: last week's dollars are no burn of this week.</summary>
    [Fact]
    public async Task Outlook_CapThatWasReadLastWeek_BurnsAsItDidThen()
    {
        var saturday = Now.FloorWeek().AddDays(-2);
        world.Ledger.Caps.Add(new(Router, saturday, "h3", "gone") { Limit = Dollars(900), Remaining = Dollars(600), UsageThisWeek = Dollars(240) });

        var cap = (await world.ReadRouterAsync()).Caps.Single(static cap => cap.Name == "gone");

        Assert.Equal(2, cap.Burn!.Value.ToDouble(), 6);
    }

    private async Task<BudgetState> StateAsync(string scope, BudgetPeriod period, decimal usd)
    {
        var options = new SpendwallOptions { Accounts = [world.RouterAccount with { Owner = "@kim" }, world.OpenAIAccount with { Owner = "@kim" }] };
        var homes = new ScopeHomes(world.Ledger, options);
        var owners = new OwnerBook(new OwnerStore(database.Database), homes, options);
        await owners.SetAsync(Scope.Of("key", "web"), PrincipalText.Parse(["@dana"])!, AlertWorld.Local, Now, default);
        var reader = new BudgetReader(new BudgetBook(new BudgetStore(database.Database), owners, options), owners, homes, new AccountLines(world.Ledger));
        var budget = new Budget(Scope.Parse(scope), Usd.FromDollars(usd), period, Now, "settings");
        var outlook = await reader.AccountsAsync(budget.Scope, default) is [var account] ? await new AccountOutlookReader(world.Ledger, options).ReadAsync(account, Now, default) : null;

        return await reader.StateAsync(budget, outlook, Now, default);
    }
}
