using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Drops;

namespace Spendwall.Bot.Tests.Signals.Drops;

public sealed class RunwayPastTests
{
    private const int Now = 20 * 24;

    [Fact]
    public void Against_BurnAsItWas_OnlyTheClockMovesIt()
    {
        var drop = Against(static _ => 1)!;

        Assert.Equal(1, drop.Share, 0.03);
        Assert.InRange(drop.Lost, TimeSpan.Zero, TimeSpan.FromHours(8));
        Assert.False(DropRules.IsMaterial(drop, held: false));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void Against_BurnOfTheLastHalfDayIsHigher_IsMaterialFromAThirdOn(double times, bool material)
    {
        var drop = Against(hour => hour >= Now - 12 ? times : 1)!;

        Assert.Equal(material, DropRules.IsMaterial(drop, held: false));
        Assert.True(drop.Lost > TimeSpan.FromHours(24), $"{drop}");
    }

    [Fact]
    public void Against_SuddenRise_NamesTheHourThatItBeganIn()
    {
        var drop = Against(static hour => hour >= Now - 8 ? 8 : 1)!;

        Assert.Equal(Histories.Monday.AddHours(Now - 8), drop.Since);
        Assert.True(drop.Then > drop.Now);
    }

    // What the balance is made of says nothing: bought, refunded or corrected credits are in the balance of then as well.
    [Theory]
    [InlineData(150)]
    [InlineData(240)]
    [InlineData(2400)]
    public void Against_AnyBalance_ASteadyBurnNeverDrops(double balance) =>
        Assert.False(DropRules.IsMaterial(Against(static hour => hour % 24 < 8 ? 2 : 1, balance)!, held: false));

    [Fact]
    public void Against_AllDollarsTimesK_SaysTheSame()
    {
        var one = Against(static hour => hour >= Now - 12 ? 5 : 1)!;
        var seven = Against(static hour => hour >= Now - 12 ? 35 : 7, 240 * 7)!;

        Assert.Equal(one.Share, seven.Share, 6);
        Assert.Equal(one.Since, seven.Since);
    }

    [Fact]
    public void Against_FirstBand_IsNothingToCompareWith()
    {
        Assert.Null(Against(static hour => hour < Now - 24 - 100 ? double.NaN : 1));
        Assert.NotNull(Against(static hour => hour < Now - 24 - 130 ? double.NaN : 1));
    }

    [Fact]
    public void Against_NothingSpentBefore_IsNothingToCompareWith() => Assert.Null(Against(static hour => hour >= Now - 12 ? 5 : 0));

    [Fact]
    public void Against_SpendSinceIsNotKnown_IsNothingToCompareWith() => Assert.Null(Against(static hour => hour >= Now - 20 && hour < Now - 4 ? double.NaN : 1));

    [Fact]
    public void Against_LotThatExpiredOnTimeEitherWay_IsNoDrop()
    {
        var history = new SpendHistory(Histories.Monday, [.. Enumerable.Repeat(1.0, Now)]);
        var now = Histories.Monday.AddHours(Now);
        CreditExpiry[] expiries = [new(now.AddHours(50), Usd.Zero, Histories.Dollars(200))];
        var runway = RunwayEstimator.Estimate(new(Histories.Dollars(240), Usd.Zero, history, now) { Expiries = expiries });

        var drop = new RunwayPast(history, Histories.Dollars(240), Usd.Zero, now, runway, now) { Expiries = expiries }.Against(now.AddHours(-24), now)!;

        Assert.Equal(1, drop.Share, 0.05);
    }

    private static RunwayDrop? Against(Func<int, double> usd, double balance = 240)
    {
        var history = new SpendHistory(Histories.Monday, [.. Enumerable.Range(0, Now).Select(usd)]);
        var now = Histories.Monday.AddHours(Now);
        var left = Usd.FromEstimate(balance);
        var runway = RunwayEstimator.Estimate(new(left, Usd.Zero, history, now));

        return new RunwayPast(history, left, Usd.Zero, now, runway, now).Against(now.AddHours(-24), now);
    }
}
