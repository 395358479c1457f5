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

    [Theory]
    [InlineData(12, "$12.00 is billed that no use explains, 12 % of $100.00")]
    [InlineData(-12, "use is worth $12.00 more than is billed, 12 % of $100.00")]
    public void Judge_OfABill_SpeaksOfTheBillAndWaitsForIt(double unexplained, string title)
    {
        var outlook = Reconciled(100, unexplained) with { Account = Outlooks.Metered, Now = Outlooks.Now.AddDays(4) };

        var condition = Assert.IsType<Finding.Holds>(Judge(outlook, held: false)).Condition;

        Assert.Contains(title, condition.Title, StringComparison.Ordinal);
        Assert.IsType<Finding.Unknown>(Judge(outlook with { Now = Outlooks.Now.AddDays(5) }, held: true));
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
