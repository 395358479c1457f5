using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Alerts.Conditions;

public sealed class LowCreditRuleTests
{
    // Lead time 24 h: critical at P10 24 h and P50 48 h, warning at P50 72 h; leaving takes a fifth more.
    [Theory]
    [InlineData(60, 90, 30, null, null)]
    [InlineData(40, 72, 30, null, AlertLevel.Warning)]
    [InlineData(40, 72.1, 30, null, null)]
    [InlineData(27.6, 48, 30, null, AlertLevel.Critical)]
    [InlineData(27.7, 48, 30, null, AlertLevel.Warning)]
    [InlineData(40, 80, 30, AlertLevel.Warning, AlertLevel.Warning)]
    [InlineData(60, 86.4, 30, AlertLevel.Warning, AlertLevel.Warning)]
    [InlineData(60, 86.5, 30, AlertLevel.Warning, null)]
    [InlineData(33.1, 57.6, 30, AlertLevel.Critical, AlertLevel.Critical)]
    [InlineData(33.2, 57.6, 30, AlertLevel.Critical, AlertLevel.Warning)]
    [InlineData(30, 42, 4.9, null, AlertLevel.Critical)]
    [InlineData(30, 42, 5, null, AlertLevel.Warning)]
    [InlineData(30, 42.1, 4.9, null, AlertLevel.Warning)]
    public void Judge_RunwayAndWhatIsHeld_GivesTheLevel(double p10, double p50, double historyDays, AlertLevel? held, AlertLevel? expected)
    {
        var finding = LowCreditRule.Judge(Outlooks.Runway(p10, p50, null, null, historyDays), Held(held));

        Assert.Equal(expected, Level(finding));
    }

    [Fact]
    public void Judge_WarnAtOfItsOwn_IsUsedInsteadOfThreeLeadTimes()
    {
        var account = Outlooks.Account with { WarnAt = TimeSpan.FromDays(10) };

        Assert.Equal(AlertLevel.Warning, Level(LowCreditRule.Judge(Outlooks.Runway(240, account: account), null)));
        Assert.Null(Level(LowCreditRule.Judge(Outlooks.Runway(241, account: account), null)));
    }

    [Theory]
    [InlineData(2.01, null, null)]
    [InlineData(2, null, AlertLevel.Exhausted)]
    [InlineData(2.4, AlertLevel.Exhausted, AlertLevel.Exhausted)]
    [InlineData(2.5, AlertLevel.Exhausted, null)]
    [InlineData(0, null, AlertLevel.Exhausted)]
    [InlineData(-3, null, AlertLevel.Exhausted)]
    [InlineData(-3, AlertLevel.Exhausted, AlertLevel.Exhausted)]
    public void Judge_BalanceAtTheHeadroomFloor_IsExhausted(double balance, AlertLevel? held, AlertLevel? expected)
    {
        Assert.Equal(expected, Level(LowCreditRule.Judge(Outlooks.Balance(balance), Held(held))));
    }

    [Fact]
    public void Judge_BalanceBelowZeroWithAnOpeningBalance_IsExhausted()
    {
        var finding = LowCreditRule.Judge(Outlooks.Balance(-1, new RunwayForecast.Exhausted(), Outlooks.Account with { OpeningBalance = 10 }), null);

        Assert.Equal(AlertLevel.Exhausted, Level(finding));
    }

    [Fact]
    public void Judge_BalanceBelowZeroWithoutOne_SaysThatGrantsMayBeMissing()
    {
        var condition = Assert.IsType<Finding.Holds>(LowCreditRule.Judge(Outlooks.Balance(-1, new RunwayForecast.Exhausted()), null)).Condition;

        Assert.Equal(AlertLevel.Exhausted, condition.Level);
        Assert.Contains("grants may be missing", condition.Title, StringComparison.Ordinal);
        Assert.Contains(condition.Facts, static fact => fact.Contains("OpeningBalance", StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_BalanceBelowZeroAndCallsRefused_IsCertain()
    {
        var condition = Assert.IsType<Finding.Holds>(LowCreditRule.Judge(Outlooks.Balance(-1, new RunwayForecast.Exhausted()).Failing(1, ProviderFailure.Payment), null)).Condition;

        Assert.Contains("calls are failing", condition.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_PaymentRefusedAndNoBalance_IsExhaustedWithTheRemedy()
    {
        var condition = Assert.IsType<Finding.Holds>(LowCreditRule.Judge(Outlooks.Of(Outlooks.Account).Failing(1, ProviderFailure.Payment), null)).Condition;

        Assert.Equal(AlertLevel.Exhausted, condition.Level);
        Assert.Contains("Look at the provider's status page.", condition.Facts);
    }

    [Fact]
    public void Judge_FixedFloor_WarnsWhateverTheRunway()
    {
        var account = Outlooks.Account with { Floor = 100 };

        Assert.Equal(AlertLevel.Warning, Level(LowCreditRule.Judge(Outlooks.Balance(100, account: account), null)));
        Assert.Null(Level(LowCreditRule.Judge(Outlooks.Balance(100.01, account: account), null)));
        Assert.Equal(AlertLevel.Warning, Level(LowCreditRule.Judge(Outlooks.Balance(119, account: account), Held(AlertLevel.Warning))));
        Assert.Null(Level(LowCreditRule.Judge(Outlooks.Balance(121, account: account), Held(AlertLevel.Warning))));
    }

    [Fact]
    public void Judge_NoBalanceKnown_IsUnknownNotClear()
    {
        Assert.IsType<Finding.Unknown>(LowCreditRule.Judge(Outlooks.Of(Outlooks.Account), Held(AlertLevel.Critical)));
        Assert.IsType<Finding.Unknown>(LowCreditRule.Judge(Outlooks.Balance(500, new RunwayForecast.Unknown("two days of history are needed")), null));
        Assert.IsType<Finding.Cleared>(LowCreditRule.Judge(Outlooks.Balance(500, new RunwayForecast.Idle(TimeSpan.FromDays(9))), null));
    }

    [Theory]
    [InlineData(50, AlertLevel.Information)]
    [InlineData(20, AlertLevel.Information)]
    public void Judge_AutomaticTopUp_IsInformation(double p50, AlertLevel expected)
    {
        Assert.Equal(expected, Level(LowCreditRule.Judge(Outlooks.Runway(p50, account: Outlooks.Account with { AutoTopUp = true }), null)));
    }

    [Fact]
    public void Judge_LowRunway_PutsTheDecidingNumberFirst()
    {
        var runway = new RunwayForecast.Ends(TimeSpan.FromHours(22), TimeSpan.FromHours(31), TimeSpan.FromHours(44), TimeSpan.FromDays(30));

        var condition = Assert.IsType<Finding.Holds>(LowCreditRule.Judge(Outlooks.Balance(212, runway), null)).Condition;

        Assert.Equal("OpenRouter openrouter-main: $212.00 left, 31 h runway (P10 22 h – P90 44 h), approval takes 24 h", condition.Title);
        Assert.Equal(Outlooks.Now.AddHours(-2), condition.ActBy);
    }

    private static Held? Held(AlertLevel? level) => level is { } known ? new(known, (int)known, Outlooks.Now.AddHours(-1)) : null;

    private static AlertLevel? Level(Finding finding) => (finding as Finding.Holds)?.Condition.Level;
}
