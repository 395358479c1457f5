using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Alerts.Conditions;

public sealed class OtherRuleTests
{
    // Rungs: 1 half, 2 three quarters, 3 P50 beyond, 4 nine tenths, 5 P10 beyond, 6 all.
    [Theory]
    [InlineData(499, 900, 950, 0, 0)]
    [InlineData(500, 900, 950, 0, 1)]
    [InlineData(750, 900, 950, 0, 2)]
    [InlineData(499, 900, 1001, 0, 3)]
    [InlineData(760, 900, 1001, 0, 3)]
    [InlineData(900, 900, 950, 0, 4)]
    [InlineData(500, 1001, 1100, 0, 5)]
    [InlineData(950, 1001, 1100, 0, 5)]
    [InlineData(1000, 1001, 1100, 0, 6)]
    [InlineData(499, 900, 960, 3, 3)]
    [InlineData(499, 900, 949, 3, 1)]
    [InlineData(480, 900, 949, 3, 0)]
    [InlineData(740, 900, 949, 2, 2)]
    [InlineData(730, 900, 949, 2, 1)]
    public void Budget_SpentForecastAndWhatIsHeld_OnlyTheHighestRungSpeaks(double spent, double p10, double p50, int held, int expected)
    {
        var finding = BudgetRule.Judge(State(spent, p10, p50), held == 0 ? null : new(AlertLevel.Warning, held, Outlooks.Now), Outlooks.Now);

        Assert.Equal(expected, (finding as Finding.Holds)?.Condition.Step ?? 0);
    }

    [Theory]
    [InlineData(500, AlertLevel.Notice)]
    [InlineData(750, AlertLevel.Warning)]
    [InlineData(900, AlertLevel.Warning)]
    [InlineData(1000, AlertLevel.Critical)]
    public void Budget_Thresholds_HaveTheirLevels(double spent, AlertLevel expected)
    {
        Assert.Equal(expected, Assert.IsType<Finding.Holds>(BudgetRule.Judge(State(spent, 0, 0), null, Outlooks.Now)).Condition.Level);
    }

    [Fact]
    public void Budget_SpendUnknown_IsUnknown()
    {
        var state = State(0, 0, 0) with { Spent = null };

        Assert.IsType<Finding.Unknown>(BudgetRule.Judge(state, null, Outlooks.Now));
    }

    [Fact]
    public void Budget_NextPeriod_IsAnotherTrouble()
    {
        var state = State(600, 0, 0);
        var next = state with { Period = state.Budget.At(state.Period.End) };

        Assert.NotEqual(BudgetRule.Fingerprint(state), BudgetRule.Fingerprint(next));
    }

    [Theory]
    [InlineData(100, 11, null, null, null)]
    [InlineData(100, 10, null, null, AlertLevel.Warning)]
    [InlineData(100, 0, null, null, AlertLevel.Critical)]
    [InlineData(100, -1, null, null, AlertLevel.Critical)]
    [InlineData(0, 0, null, null, null)]
    [InlineData(100, 60, null, 72d, AlertLevel.Warning)]
    [InlineData(100, 60, null, 73d, null)]
    [InlineData(100, 60, 24d, 5d, null)]
    [InlineData(100, 25, 24d, 5d, AlertLevel.Warning)]
    [InlineData(100, 25, 24d, 25d, null)]
    public void KeyCap_RemainingAndReset_GiveTheLevel(double limit, double remaining, double? resetHours, double? leftHours, AlertLevel? expected)
    {
        var cap = new CapOutlook("batch-7", "key_limit", Usd.FromEstimate(limit), Usd.FromEstimate(remaining),
            resetHours is { } reset ? Outlooks.Now.AddHours(reset) : null, leftHours is { } left ? TimeSpan.FromHours(left) : null);

        var finding = KeyCapRule.Judge(Outlooks.Of(Outlooks.Account), cap, null);

        Assert.Equal(expected, (finding as Finding.Holds)?.Condition.Level);
    }

    // A day to approve: critical at 27.6 h of P10 and, held, at 33.1 h; a cap that resets is raised by nobody.
    [Theory]
    [InlineData(27.5, null, null, AlertLevel.Critical)]
    [InlineData(28, null, null, AlertLevel.Warning)]
    [InlineData(33, null, AlertLevel.Critical, AlertLevel.Critical)]
    [InlineData(34, null, AlertLevel.Critical, AlertLevel.Warning)]
    [InlineData(27.5, 60d, null, null)]
    public void KeyCap_ThatNeverResets_HasTheLevelsOfTheBalance(double p10, double? resetHours, AlertLevel? held, AlertLevel? expected)
    {
        var cap = new CapOutlook("batch-7", "key_limit", Usd.FromEstimate(100), Usd.FromEstimate(60), resetHours is { } reset ? Outlooks.Now.AddHours(reset) : null, TimeSpan.FromHours(50))
        {
            Runway = new RunwayForecast.Ends(TimeSpan.FromHours(p10), TimeSpan.FromHours(50), null, TimeSpan.FromDays(30)),
        };

        var finding = KeyCapRule.Judge(Outlooks.Of(Outlooks.Account), cap, held is { } level ? new(level, (int)level, Outlooks.Now) : null);

        Assert.Equal(expected, (finding as Finding.Holds)?.Condition.Level);
    }

    [Fact]
    public void KeyCap_FromPressingToUsedUp_IsWorse()
    {
        var cap = new CapOutlook("batch-7", "key_limit", Usd.FromEstimate(100), Usd.FromEstimate(10), null, TimeSpan.FromHours(9))
        {
            Runway = new RunwayForecast.Ends(TimeSpan.FromHours(5), TimeSpan.FromHours(9), null, TimeSpan.FromDays(30)),
        };
        var pressing = Assert.IsType<Finding.Holds>(KeyCapRule.Judge(Outlooks.Of(Outlooks.Account), cap, null)).Condition;
        var usedUp = Assert.IsType<Finding.Holds>(KeyCapRule.Judge(Outlooks.Of(Outlooks.Account), cap with { Remaining = Usd.Zero }, null)).Condition;

        Assert.Equal(Outlooks.Now.AddHours(5 - 24), pressing.ActBy);
        Assert.Contains("9 h at its pace (P10 5 h)", pressing.Title, StringComparison.Ordinal);
        Assert.Contains("is used up", usedUp.Title, StringComparison.Ordinal);
        Assert.True(usedUp.Step > pressing.Step);
    }

    [Theory]
    [InlineData(1100, 900, 0)]
    [InlineData(1100, 1001, 5)]
    public void Budget_OfADay_IsForeseenOnlyWhenItIsVeryLikely(double p50, double p10, int step)
    {
        var state = State(400, p10, p50);
        var day = state with { Budget = state.Budget with { Period = BudgetPeriod.Day } };

        Assert.Equal(step, (BudgetRule.Judge(day, null, Outlooks.Now) as Finding.Holds)?.Condition.Step ?? 0);
    }

    [Fact]
    public void KeyCap_ScopeIsTheKey()
    {
        var cap = new CapOutlook("batch 7", "key_limit", Usd.FromEstimate(10), Usd.Zero, null, null);

        var condition = Assert.IsType<Finding.Holds>(KeyCapRule.Judge(Outlooks.Of(Outlooks.Account), cap, null)).Condition;

        Assert.Equal("account:openrouter-main key:\"batch 7\"", condition.Scope.Text);
    }

    [Fact]
    public void Sight_BlindAfterThreeFailures_SaysTheRemedy()
    {
        Assert.IsType<Finding.Cleared>(SightRule.Judge(Outlooks.Of(Outlooks.Account), null));
        Assert.IsType<Finding.Unknown>(SightRule.Judge(Outlooks.Of(Outlooks.Account).Failing(2), null));

        var condition = Assert.IsType<Finding.Holds>(SightRule.Judge(Outlooks.Of(Outlooks.Account).Failing(3), null)).Condition;

        Assert.Contains("Look at the provider's status page.", condition.Facts);
        Assert.Contains(condition.Facts, static fact => fact.Contains("unknown, not zero", StringComparison.Ordinal));
    }

    [Fact]
    public void Sight_NeverRead_SaysSo()
    {
        var outlook = (Outlooks.Of(Outlooks.Account) with { ObservedAt = null }).Failing(3);

        Assert.Contains("never read", Assert.IsType<Finding.Holds>(SightRule.Judge(outlook, null)).Condition.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void TopUp_FloorCrossed_IsInformationForAnHourThenAWarning()
    {
        var account = Outlooks.Account with { AutoTopUp = true, Floor = 50 };
        var low = Outlooks.Balance(40, account: account);

        Assert.Null(TopUpRule.Judge(Outlooks.Balance(40), null));
        Assert.IsType<Finding.Cleared>(TopUpRule.Judge(Outlooks.Balance(51, account: account), null));
        Assert.Equal(AlertLevel.Information, Assert.IsType<Finding.Holds>(TopUpRule.Judge(low, null)).Condition.Level);
        Assert.Equal(AlertLevel.Information, Level(59));
        Assert.Equal(AlertLevel.Warning, Level(60));

        AlertLevel Level(double minutes) =>
            Assert.IsType<Finding.Holds>(TopUpRule.Judge(low, new(AlertLevel.Information, 0, Outlooks.Now.AddMinutes(-minutes)))).Condition.Level;
    }

    [Fact]
    public void Policy_LastPollFailed_EndsNothing()
    {
        var findings = AlertPolicy.Judge(Outlooks.Balance(10_000).Failing(1), [], new Dictionary<string, Held>());

        Assert.DoesNotContain(findings, static finding => finding is Finding.Cleared);
    }

    private static BudgetState State(double spent, double p10, double p50)
    {
        var budget = new Budget(Scope.Account("openai-acme"), Usd.FromDollars(1000), BudgetPeriod.Month, Outlooks.Now, "settings");

        return new(budget, budget.At(Outlooks.Now), Usd.FromEstimate(spent), Usd.Zero,
            new PeriodForecast(Usd.FromEstimate(p10), Usd.FromEstimate(p50), Usd.FromEstimate(p50 * 1.1), TimeSpan.FromDays(20)));
    }
}
