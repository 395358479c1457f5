using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class RulesTests
{
    private static readonly TimeSpan Lead = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(27.6, 48, 28, Level.Critical)]
    [InlineData(27.7, 48, 28, Level.Warning)]
    [InlineData(27.6, 200, 28, Level.Critical)]
    [InlineData(27.7, 200, 28, Level.Ok)]
    [InlineData(30, 72, 28, Level.Warning)]
    [InlineData(30, 72.1, 28, Level.Ok)]
    [InlineData(30, 42, 4.9, Level.Critical)]
    [InlineData(30, 42, 5, Level.Warning)]
    public void LevelRules_Ends_DecideByBandAndHistory(double p10, double p50, double days, Level expected)
    {
        var ends = new RunwayForecast.Ends(TimeSpan.FromHours(p10), TimeSpan.FromHours(p50), null, TimeSpan.FromDays(days));

        Assert.Equal(expected, LevelRules.Of(ends, Lead, 3 * Lead));
    }

    [Fact]
    public void LevelRules_OtherForecasts_HaveTheirLevel()
    {
        Assert.Equal(Level.Exhausted, LevelRules.Of(new RunwayForecast.Exhausted(), Lead, 3 * Lead));
        Assert.Equal(Level.Ok, LevelRules.Of(new RunwayForecast.Idle(Lead), Lead, 3 * Lead));
        Assert.Equal(Level.Ok, LevelRules.Of(new RunwayForecast.Ends(null, null, null, Lead), Lead, 3 * Lead));
        Assert.Null(LevelRules.Of(new RunwayForecast.Unknown("nothing"), Lead, 3 * Lead));
    }

    [Theory]
    [InlineData(0, null, 50)]
    [InlineData(49.99, null, 50)]
    [InlineData(50, 50, 75)]
    [InlineData(92, 90, 100)]
    [InlineData(100, 100, null)]
    [InlineData(250, 100, null)]
    public void ThresholdLadder_Spent_NamesTheMostSevereOnly(decimal spent, int? crossed, int? next)
    {
        var standing = ThresholdLadder.Evaluate(Dollars(100), Dollars(spent), null, ThresholdLadder.Default);

        Assert.Equal((crossed, next), (standing.Crossed, standing.Next));
        Assert.Equal(BudgetOutlook.Unknown, standing.Forecast);
    }

    [Theory]
    [InlineData(101, 150, BudgetOutlook.Over)]
    [InlineData(100, 150, BudgetOutlook.AtRisk)]
    [InlineData(80, 100, BudgetOutlook.Within)]
    public void ThresholdLadder_Forecast_SaysWhereItEnds(decimal p50, decimal p90, BudgetOutlook expected)
    {
        var forecast = new PeriodForecast(Dollars(60), Dollars(p50), Dollars(p90), TimeSpan.FromDays(20));

        Assert.Equal(expected, ThresholdLadder.Evaluate(Dollars(100), Dollars(50), forecast, ThresholdLadder.Default).Forecast);
    }

    [Fact]
    public void ThresholdLadder_NoBudget_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ThresholdLadder.Evaluate(Usd.Zero, Dollars(1), null, ThresholdLadder.Default));

    [Fact]
    public void HeadroomFloor_CostliestHour_TimesFourTwoAndConcurrency()
    {
        var floor = HeadroomFloor.FromHours([(Dollars(10), 100), (Dollars(3), 10), (null, 5), (Dollars(9), 0)], 4)!;

        Assert.Equal(new HeadroomFloor(Dollars(9.6m), Dollars(1.2m), true), floor);
    }

    [Fact]
    public void HeadroomFloor_NoRequests_IsUnknown() => Assert.Null(HeadroomFloor.FromHours([(Dollars(5), null), (Usd.Zero, 10)], 4));

    [Fact]
    public void HeadroomFloor_FromRequestRecords_IsNotEstimated() =>
        Assert.Equal(new HeadroomFloor(Dollars(4), Dollars(0.5m), false), HeadroomFloor.FromRequests(Dollars(0.5m), 4));

    [Theory]
    [InlineData(12, 48, true, true)] // under way
    [InlineData(30, 48, true, true)] // covered, but it can still fill
    [InlineData(48, 24, true, false)] // covered and a day past its end
    [InlineData(48, 23, true, true)] // not covered
    [InlineData(72, 23, true, false)] // not covered, but long over and billed
    [InlineData(72, 23, false, true)] // nothing was ever billed
    [InlineData(72, 24, false, false)] // covered without a result: it cost nothing
    public void SettlementPolicy_Day_IsOpenUntilItsBillIsWhole(int nowHour, int coverHour, bool billed, bool open)
    {
        var day = DateOnly.FromDateTime(Monday.UtcDateTime);

        Assert.Equal(open, SettlementPolicy.IsOpen(day, Monday.AddHours(nowHour), Monday.AddHours(coverHour), billed ? Dollars(1) : null));
    }

    [Theory]
    [InlineData(true, 4, 10, 4, 6)]
    [InlineData(true, 12, 10, 12, 0)]
    [InlineData(true, null, 10, 0, 10)]
    [InlineData(false, 4, 10, 4, 0)]
    public void SettlementPolicy_Settle_PartsBilledAndEstimated(bool open, int? billed, int? estimate, int expectedBilled, int expectedEstimated)
    {
        var spend = SettlementPolicy.Settle(open, billed is { } b ? Dollars(b) : null, estimate is { } e ? Dollars(e) : null);

        Assert.Equal(new DaySpend(Dollars(expectedBilled), Dollars(expectedEstimated)), spend);
    }

    [Fact]
    public void SettlementPolicy_NeitherKnown_IsUnknown()
    {
        Assert.Null(SettlementPolicy.Settle(true, null, null));
        Assert.Null(SettlementPolicy.Settle(false, null, Dollars(3)));
    }
}
