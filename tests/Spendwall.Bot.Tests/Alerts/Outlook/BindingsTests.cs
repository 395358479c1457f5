using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Alerts.Outlook;

public sealed class BindingsTests
{
    [Theory]
    [InlineData(30d, 40d, 50d, "balance", 30)]
    [InlineData(30d, 20d, 50d, "key:batch-7", 20)]
    [InlineData(30d, 20d, 10d, "budget:key:batch-7/week", 10)]
    [InlineData(30d, null, null, "balance", 30)]
    [InlineData(null, null, 10d, "budget:key:batch-7/week", 10)]
    public void Of_TheSmallestMiddle_Binds(double? balance, double? cap, double? budget, string text, double hours)
    {
        var binding = Bindings.Of(World(balance, cap), [Budget(budget)])!;

        Assert.Equal((text, hours), (binding.Text, binding.Left!.Value.TotalHours));
    }

    [Fact]
    public void Of_NothingRunsOut_IsTheBalanceWithoutATime() => Assert.Equal(("balance", null), Bindings.Of(World(null, null), []) is { } binding ? (binding.Text, binding.Left) : default);

    [Fact]
    public void Of_AMeterWithItsBudget_IsTheBudget() => Assert.Equal("budget:key:batch-7/week", Bindings.Of(Outlooks.Of(Outlooks.Metered), [Budget(10)])!.Text);

    [Fact]
    public void Of_NothingThatCouldBind_IsNone() => Assert.Null(Bindings.Of(Outlooks.Of(Outlooks.Metered), []));

    [Fact]
    public void Of_ALotThatExpires_BindsWhenItExpires()
    {
        var lot = new CreditExpiry(Outlooks.Now.AddHours(12), Usd.Zero, Usd.FromDollars(50));
        var outlook = Outlooks.Balance(100, Runway(30) with { Lost = lot });

        var binding = Bindings.Of(outlook with { Reservoir = outlook.Reservoir! with { Binding = "lot:2026-11-21" } }, [])!;

        Assert.Equal(("lot:2026-11-21", 12), (binding.Text, binding.Left!.Value.TotalHours));
    }

    private static AccountOutlook World(double? balance, double? cap) => Outlooks.Balance(100, Runway(balance)) with
    {
        Caps = [new("batch-7", "key_limit", Usd.FromDollars(10), Usd.FromDollars(5), null, cap is { } hours ? TimeSpan.FromHours(hours) : null)],
    };

    private static BudgetState Budget(double? hours)
    {
        var budget = new Budget(Scope.Of("key", "batch-7"), Usd.FromDollars(100), BudgetPeriod.Week, Outlooks.Now, "settings");

        return new(budget, budget.At(Outlooks.Now), Usd.FromDollars(20), Usd.Zero, null) { Runway = hours is null ? null : Runway(hours) };
    }

    private static RunwayForecast.Ends Runway(double? hours) => new(null, hours is { } known ? TimeSpan.FromHours(known) : null, null, TimeSpan.FromDays(30));
}
