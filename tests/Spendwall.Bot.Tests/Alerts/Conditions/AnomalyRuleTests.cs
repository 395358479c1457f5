using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Tests.Alerts.Conditions;

public sealed class AnomalyRuleTests
{
    [Theory]
    [InlineData(AnomalyFigure.Context, 0, AlertLevel.Information)]
    [InlineData(AnomalyFigure.Context, 40, AlertLevel.Warning)]
    [InlineData(AnomalyFigure.Cache, -3, AlertLevel.Information)]
    [InlineData(AnomalyFigure.Mix, 0, AlertLevel.Warning)]
    [InlineData(AnomalyFigure.Spend, 40, AlertLevel.Warning)]
    [InlineData(AnomalyFigure.Spend, 0.1, AlertLevel.Notice)]
    public void Judge_Figure_CallsForMoneyAndNotForUse(AnomalyFigure figure, double usd, AlertLevel level) =>
        Assert.Equal(level, Judge(Anomalies(figure, usd)).Level);

    [Fact]
    public void Judge_Open_SaysExpectedAgainstActualAndTheCausesInUsd()
    {
        var condition = Judge(Anomalies(AnomalyFigure.Spend, 40));

        Assert.Contains("$50.00 since 2026-11-20 06:00 UTC against $10.00 expected", condition.Title, StringComparison.Ordinal);
        Assert.Contains("batch-7", condition.Title, StringComparison.Ordinal);
        Assert.Equal(["+$40.00 more requests (batch-7, m)"], condition.Causes);
        Assert.Equal("batch-7: $50.00 in a few hours, at most $12.00 in the 14 days before", Assert.Single(condition.Facts));
    }

    [Fact]
    public void Judge_PartBelowHalfACent_IsNoCause()
    {
        Assert.Empty(Judge(Anomalies(AnomalyFigure.Spend, 0.0049)).Causes);
        Assert.Single(Judge(Anomalies(AnomalyFigure.Spend, 0.005)).Causes);
    }

    [Fact]
    public void Judge_NothingOpen_ClearsAndUnknownStays()
    {
        var outlook = Outlooks.Of(Outlooks.Account);

        Assert.IsType<Finding.Cleared>(AnomalyRule.Judge(outlook with { Anomalies = new(Outlooks.Now, [], null) }));
        Assert.IsType<Finding.Unknown>(AnomalyRule.Judge(outlook with { Anomalies = new(null, [], null) }));
        Assert.IsType<Finding.Unknown>(AnomalyRule.Judge(outlook));
    }

    internal static AnomalyOutlook Anomalies(AnomalyFigure figure, double usd, DateTimeOffset? now = null)
    {
        var at = (now ?? Outlooks.Now).AddHours(-6);
        var signal = new AnomalySignal(at, figure, "k1", at, 50, 12, AnomalyTurn.Opened);
        var part = new Contribution("k1", "", "m", "", Cause.Requests, Usd.FromEstimate(usd));

        return new(at.AddHours(6), [signal], new(Usd.FromDollars(10), Usd.FromDollars(10) + part.Usd, [part])) { Names = new Dictionary<string, string> { ["k1"] = "batch-7" } };
    }

    private static Condition Judge(AnomalyOutlook anomalies) => Assert.IsType<Finding.Holds>(AnomalyRule.Judge(Outlooks.Of(Outlooks.Account) with { Anomalies = anomalies })).Condition;
}
