using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Alerts;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;
using TheoryAttribute = Spendwall.Bot.Tests.Support.Engines.EngineTheoryAttribute;

namespace Spendwall.Bot.Tests.Governance;

public class BudgetBookTests
{
    private static readonly Scope Acme = Scope.Account("openai-acme");

    [Fact]
    public async Task Set_WithoutAnOwner_IsRefusedWithTheReason()
    {
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Metered with { Owner = null, MonthlyBudget = null }] });

        var refused = Assert.IsType<ChangeOutcome<Budget>.Refused>(await SetAsync(world, Acme, 100, null));

        Assert.Equal("owner", refused.Kind);
        Assert.Contains("no owner", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await world.Budgets.AllAsync(default));
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task Set_WithAnOwner_SetsBothInOneAuditedStep()
    {
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Metered with { Owner = null, MonthlyBudget = null }] });

        Assert.IsType<ChangeOutcome<Budget>.Done>(await SetAsync(world, Acme, 100, "@dana"));

        Assert.Equal("@dana", (await world.Owners.FindAsync(Acme, default))!.Owner.Name);
        Assert.Equal(["owner.set", "budget.set"], (await world.AuditAsync()).Select(static row => row.Action));
    }

    [Fact]
    public async Task Set_OwnerInherited_IsEnough()
    {
        await using var world = await AlertWorld.CreateAsync();

        Assert.IsType<ChangeOutcome<Budget>.Done>(await SetAsync(world, Acme.With("key", "k"), 5, null, BudgetPeriod.Day));

        Assert.Single(await world.AuditAsync());
    }

    [Fact]
    public async Task Set_OverTheSettings_WinsForItsPeriodOnly()
    {
        await using var world = await AlertWorld.CreateAsync();
        await SetAsync(world, Acme, 100, null, BudgetPeriod.Day);
        Assert.Equal([(BudgetPeriod.Month, 1000m), (BudgetPeriod.Day, 100m)], (await world.Budgets.AllAsync(default)).Select(static budget => (budget.Period, budget.Amount.Dollars)));

        await SetAsync(world, Acme, 2000, null);

        Assert.Equal([100m, 2000m], (await world.Budgets.AllAsync(default)).Select(static budget => budget.Amount.Dollars));
    }

    [Fact]
    public async Task Clear_TakesBackOnlyWhatACommandSet()
    {
        await using var world = await AlertWorld.CreateAsync();
        await SetAsync(world, Acme, 100, null, BudgetPeriod.Day);

        Assert.Equal("unknown", Assert.IsType<ChangeOutcome<int>.Refused>(await ClearAsync(world, BudgetPeriod.Week)).Kind);
        Assert.Equal("conflict", Assert.IsType<ChangeOutcome<int>.Refused>(await ClearAsync(world, BudgetPeriod.Month)).Kind);
        Assert.Equal(1, Assert.IsType<ChangeOutcome<int>.Done>(await ClearAsync(world, null)).Value);
        Assert.Equal(1000m, Assert.Single(await world.Budgets.AllAsync(default)).Amount.Dollars);
    }

    [Theory]
    [InlineData(BudgetPeriod.Day, "2026-11-20", "2026-11-21")]
    [InlineData(BudgetPeriod.Week, "2026-11-16", "2026-11-23")]
    [InlineData(BudgetPeriod.Month, "2026-11-01", "2026-12-01")]
    public void At_Instant_IsTheUtcPeriod(BudgetPeriod period, string start, string end)
    {
        var range = new Budget(Acme, Usd.FromDollars(1), period, Outlooks.Now, "settings").At(Outlooks.Now);

        Assert.Equal((start, end), ($"{range.Start:yyyy-MM-dd}", $"{range.End:yyyy-MM-dd}"));
    }

    private static Task<ChangeOutcome<Budget>> SetAsync(AlertWorld world, Scope scope, decimal usd, string? owner, BudgetPeriod period = BudgetPeriod.Month) => world.Budgets.SetAsync(
        new(scope, Usd.FromDollars(usd), period, Outlooks.Now, "terminal:root"), owner is null ? null : PrincipalText.Parse([owner]), AlertWorld.Local, default);

    private static Task<ChangeOutcome<int>> ClearAsync(AlertWorld world, BudgetPeriod? period) => world.Budgets.ClearAsync(Acme, period, AlertWorld.Local, Outlooks.Now, default);
}
