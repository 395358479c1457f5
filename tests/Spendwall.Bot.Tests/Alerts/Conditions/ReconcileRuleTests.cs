using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Tests.Alerts.Conditions;

public sealed class ReconcileRuleTests
{
    [Theory]
    [InlineData(100, 4.9, false, false)]
    [InlineData(100, 5.1, false, true)]
    [InlineData(100, -5.1, false, true)]
    [InlineData(100, 4.1, true, true)]
    [InlineData(100, 3.9, true, false)]
    [InlineData(10, 0.9, false, false)]
    public void Judge_Share_HoldsAboveTheBoundAndEndsClearlyBelowIt(double moved, double unexplained, bool held, bool holds)
    {
        var finding = Judge(Reconciled(moved, unexplained), held);

        Assert.Equal(holds, finding is Finding.Holds);
        Assert.NotEqual(holds, finding is Finding.Cleared);
    }

    [Fact]
    public void Judge_Holds_SaysTheDollarsTheShareAndWhereToLook()
    {
        var condition = Assert.IsType<Finding.Holds>(Judge(Reconciled(100, 12), held: false)).Condition;

        Assert.Contains("$12.00 left the balance that no record explains, 12 % of $100.00", condition.Title, StringComparison.Ordinal);
        Assert.Contains(condition.Facts, static fact => fact.Contains("/reconcile openrouter-main", StringComparison.Ordinal));
        Assert.Equal(AlertLevel.Warning, condition.Level);
    }

    [Fact]
    public void Judge_OldResultOrNone_SaysNothing()
    {
        Assert.Null(ReconcileRule.Judge(Outlooks.Of(Outlooks.Account), null));
        Assert.IsType<Finding.Unknown>(Judge(Reconciled(100, 50) with { Now = Outlooks.Now.AddDays(4) }, held: true));
        Assert.IsType<Finding.Unknown>(Judge(Reconciled(0, 50), held: false));
    }

    private static Finding? Judge(AccountOutlook outlook, bool held) => ReconcileRule.Judge(outlook, held ? new(AlertLevel.Warning, 0, Outlooks.Now.AddDays(-1)) : null);

    private static AccountOutlook Reconciled(double moved, double unexplained) => Outlooks.Of(Outlooks.Account) with
    {
        Reconciled = new ReconcileResult(Outlooks.Now.AddDays(-7), Outlooks.Now.AddHours(-12), Usd.FromEstimate(moved), Usd.FromEstimate(unexplained)),
    };
}
