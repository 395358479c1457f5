using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Signals;

public sealed class SpendAccelerationTests
{
    /// <summary>A Friday.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly UtcRange Month = new(Now.FloorMonth(), Now.FloorMonth().AddMonths(1));

    [Fact]
    public void Of_LastDayThreefold_SaysTheFactor()
    {
        var pace = SpendAcceleration.Of(Month, Hours(static ago => ago <= 24 ? 3 : 1), Now);

        Assert.Equal((3, 72m, 24m, "earlier in the period"), (pace!.Factor, pace.PerDay.Dollars, pace.Before.Dollars, pace.Against));
    }

    [Fact]
    public void Of_EverySuchDayOfTheWeekIsDear_IsNoFaster()
    {
        var pace = SpendAcceleration.Of(Month, Hours(static ago => ago <= 24 || ago is > 168 and <= 192 ? 3 : 1), Now);

        Assert.Equal((1, "the same day a week earlier"), (pace!.Factor, pace.Against));
    }

    [Fact]
    public void Of_PeriodJustBegun_IsHeldAgainstTheOneBefore()
    {
        var first = Month.Start.AddHours(6);

        var pace = SpendAcceleration.Of(Month, Hours(static ago => ago <= 24 ? 2 : 1, first), first);

        Assert.Equal((2, "the period before"), (pace!.Factor, pace.Against));
    }

    [Fact]
    public void Of_DayBudget_ComparesTheSameHours()
    {
        var today = new UtcRange(Now.FloorDay(), Now.FloorDay().AddDays(1));

        // Nights are dear: the twelve hours since midnight cost as much as those of the day before.
        Assert.Equal(1, SpendAcceleration.Of(today, Hours(static ago => (ago - 1) % 24 < 12 ? 5 : 1), Now)!.Factor);
        Assert.Equal(2, SpendAcceleration.Of(today, Hours(static ago => ago <= 12 ? 10 : (ago - 1) % 24 < 12 ? 5 : 1), Now)!.Factor);
        Assert.Null(SpendAcceleration.Of(today, Hours(static _ => 1), today.Start.AddHours(2)));
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(0, null)]
    public void Of_HoursThatNobodyReported_AreNotZero(int known, int? factor) =>
        Assert.Equal(factor, (int?)SpendAcceleration.Of(Month, Hours(ago => ago <= known * 24 ? 1 : double.NaN), Now)?.Factor);

    [Fact]
    public void Of_NothingBefore_HasNoFactor()
    {
        Assert.Null(SpendAcceleration.Of(Month, Hours(static ago => ago <= 24 ? 3 : 0), Now));
        Assert.Null(SpendAcceleration.Of(Month, SpendHistory.Empty, Now));
    }

    /// <param name="usd">By how many hours ago an hour ended, from 1.</param>
    private static SpendHistory Hours(Func<int, double> usd, DateTimeOffset? end = null)
    {
        const int Count = 40 * 24;

        return new((end ?? Now).AddHours(-Count), [.. Enumerable.Range(0, Count).Select(at => usd(Count - at))]);
    }
}
