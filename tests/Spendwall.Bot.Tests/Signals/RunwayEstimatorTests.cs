using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class RunwayEstimatorTests
{
    [Fact]
    public void Estimate_SteadyDollarAnHour_MiddleIsBalanceOverBurn()
    {
        var history = Flat(28 * 24, 1);

        var ends = Assert.IsType<RunwayForecast.Ends>(RunwayEstimator.Estimate(new(Dollars(72), Usd.Zero, history, history.End)));

        Assert.InRange(ends.P50!.Value.TotalHours, 65, 79);
        Assert.InRange(ends.P10!.Value.TotalHours, 48, 72);
        Assert.InRange(ends.P90!.Value.TotalHours, 72, 110);
        Assert.Equal(TimeSpan.FromDays(28), ends.History);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(4.99, 5)]
    [InlineData(-3, 0)]
    public void Estimate_AtOrBelowTheFloor_IsExhausted(decimal balance, decimal floor)
    {
        Assert.IsType<RunwayForecast.Exhausted>(RunwayEstimator.Estimate(new(Dollars(balance), Dollars(floor), Flat(48, 1), Monday.AddDays(2))));
    }

    [Fact]
    public void Estimate_NothingKnown_IsUnknown()
    {
        Assert.IsType<RunwayForecast.Unknown>(RunwayEstimator.Estimate(new(Dollars(10), Usd.Zero, SpendHistory.Empty, Monday)));
        Assert.IsType<RunwayForecast.Unknown>(RunwayEstimator.Estimate(new(Dollars(10), Usd.Zero, Flat(48, double.NaN), Monday.AddDays(2))));
    }

    [Fact]
    public void Estimate_NothingSpent_IsIdle()
    {
        var idle = Assert.IsType<RunwayForecast.Idle>(RunwayEstimator.Estimate(new(Dollars(10), Usd.Zero, Flat(48, 0), Monday.AddDays(2))));

        Assert.Equal(TimeSpan.FromDays(2), idle.History);
    }

    [Fact]
    public void Estimate_UnknownHours_AreNotZero()
    {
        var whole = Flat(14 * 24, 2);
        double[] holes = whole.Hours.ToArray();
        for (int i = 0; i < holes.Length; i += 3)
        {
            holes[i] = double.NaN;
        }

        var expected = Ends(Dollars(100), whole);
        var actual = Ends(Dollars(100), new(Monday, holes));

        Assert.Equal(expected.P50!.Value.TotalHours, actual.P50!.Value.TotalHours, 1.0);
    }

    [Fact]
    public void Estimate_HoursAfterNow_AreNotLookedAt()
    {
        var now = Monday.AddDays(5);
        double[] calm = [.. Enumerable.Repeat(1.0, 120)];
        double[] burst = [.. calm, .. Enumerable.Repeat(50.0, 48)];

        var known = RunwayEstimator.Estimate(new(Dollars(60), Usd.Zero, new(Monday, calm), now));
        var withFuture = RunwayEstimator.Estimate(new(Dollars(60), Usd.Zero, new(Monday, burst), now));

        Assert.Equal(known, withFuture);
    }

    [Fact]
    public void Estimate_AnyFuture_ChangesNothing() => Check((history, balance, factor) =>
    {
        var now = history.Start.AddHours(Math.Max(1, history.Count / 2));
        double[] other = [.. history.Hours.ToArray().Select((usd, hour) => history.Start.AddHours(hour) < now ? usd : 10 * factor)];

        return RunwayEstimator.Estimate(new(balance, Usd.Zero, history, now)) == RunwayEstimator.Estimate(new(balance, Usd.Zero, new(history.Start, other), now));
    });

    [Fact]
    public void Estimate_NoSpendInAWeek_IsIdle()
    {
        double[] hours = [.. Enumerable.Repeat(1.0, 48), .. Enumerable.Repeat(0.0, 7 * 24)];

        Assert.IsType<RunwayForecast.Idle>(RunwayEstimator.Estimate(new(Dollars(10), Usd.Zero, new(Monday, hours), Monday.AddHours(hours.Length))));
        Assert.IsType<RunwayForecast.Ends>(RunwayEstimator.Estimate(new(Dollars(10), Usd.Zero, new(Monday, hours), Monday.AddHours(hours.Length - 1))));
    }

    [Fact]
    public void Estimate_LessThanADay_WidensTheBand()
    {
        var young = Ends(Dollars(48), Flat(20, 1));
        var older = Ends(Dollars(48), Flat(5 * 24, 1));

        Assert.True(young.P10 < older.P10);
        Assert.True(young.P90 > older.P90);
    }

    [Fact]
    public void Estimate_BurstInTheHourUnderWay_ShortensTheRunwayAtOnce()
    {
        var history = Flat(7 * 24, 1);
        var now = history.End.AddMinutes(20);

        var calm = RunwayEstimator.Estimate(new(Dollars(100), Usd.Zero, history, now) { Partial = Dollars(0.33m) });
        var burst = RunwayEstimator.Estimate(new(Dollars(100), Usd.Zero, history, now) { Partial = Dollars(20) });

        Assert.True(((RunwayForecast.Ends)burst).P10 < ((RunwayForecast.Ends)calm).P10 * 0.9);
    }

    [Fact]
    public void Estimate_BeyondTheHorizon_PromisesNothing()
    {
        var ends = Ends(Dollars(1_000_000), Flat(48, 0.01));

        Assert.Null(ends.P50);
        Assert.Null(ends.P90);
    }

    [Fact]
    public void Estimate_LotExpiresBeforeItIsUsed_EndsThere()
    {
        var history = Flat(7 * 24, 1);
        var lot = new CreditExpiry(history.End.AddHours(30), Usd.Zero, Dollars(100));

        var ends = (RunwayForecast.Ends)RunwayEstimator.Estimate(new(Dollars(100), Usd.Zero, history, history.End) { Expiries = [lot] });

        Assert.Equal(TimeSpan.FromHours(30), ends.P50);
        Assert.Equal(lot, ends.Lost);
    }

    [Fact]
    public void Estimate_LotIsUsedUpInTime_IsNotLost()
    {
        var history = Flat(7 * 24, 1);
        var lot = new CreditExpiry(history.End.AddHours(90), Usd.Zero, Dollars(10));

        var ends = (RunwayForecast.Ends)RunwayEstimator.Estimate(new(Dollars(100), Usd.Zero, history, history.End) { Expiries = [lot] });

        Assert.Equal(Ends(Dollars(100), history).P50, ends.P50);
        Assert.Null(ends.Lost);
    }

    [Fact]
    public void Estimate_AnyHistory_OrdersItsQuantiles() => Check((history, balance, _) =>
    {
        var ends = Ends(balance, history);

        return Hours(ends.P10) <= Hours(ends.P50) && Hours(ends.P50) <= Hours(ends.P90);
    });

    [Fact]
    public void Estimate_MoreSpend_NeverLengthens() => Check((history, balance, factor) =>
    {
        var less = Ends(balance, history);
        var more = Ends(balance, Scale(history, 1 + factor));

        return NotLonger(more.P10, less.P10) && NotLonger(more.P50, less.P50) && NotLonger(more.P90, less.P90);
    });

    [Fact]
    public void Estimate_BiggerBalance_NeverShortens() => Check((history, balance, factor) =>
    {
        var small = Ends(balance, history);
        var big = Ends(Usd.FromEstimate(balance.ToDouble() * (1 + factor)), history);

        return NotLonger(small.P10, big.P10) && NotLonger(small.P50, big.P50) && NotLonger(small.P90, big.P90);
    });

    [Fact]
    public void Estimate_AllDollarsTimesK_LeavesTheTimes() => Check((history, balance, factor) =>
    {
        double k = 1 + factor;
        var one = Ends(balance, history);
        var other = Ends(Usd.FromEstimate(balance.ToDouble() * k), Scale(history, k));

        return Near(one.P10, other.P10) && Near(one.P50, other.P50) && Near(one.P90, other.P90);
    });

    [Fact]
    public void Estimate_ExpiringCredits_NeverLengthen() => Check((history, balance, factor) =>
    {
        var lot = new CreditExpiry(history.End.AddHours(1 + (10 * factor)), Usd.Zero, new Usd(balance.Nanos / 2));
        var without = Ends(balance, history);
        var with = (RunwayForecast.Ends)RunwayEstimator.Estimate(new(balance, Usd.Zero, history, history.End) { Expiries = [lot] });

        return NotLonger(with.P10, without.P10) && NotLonger(with.P50, without.P50) && NotLonger(with.P90, without.P90)
            && Hours(with.P10) <= Hours(with.P50) && Hours(with.P50) <= Hours(with.P90);
    });

    private static RunwayForecast.Ends Ends(Usd balance, SpendHistory history) =>
        Assert.IsType<RunwayForecast.Ends>(RunwayEstimator.Estimate(new(balance, Usd.Zero, history, history.End)));

    private static SpendHistory Scale(SpendHistory history, double k) => new(history.Start, [.. history.Hours.ToArray().Select(usd => usd * k)]);

    private static double Hours(TimeSpan? left) => left?.TotalHours ?? double.PositiveInfinity;

    /// <summary>A minute for rounding.</summary>
    private static bool NotLonger(TimeSpan? a, TimeSpan? b) => Hours(a) <= Hours(b) + (1 / 60.0);

    private static bool Near(TimeSpan? a, TimeSpan? b) => (a is null && b is null) || Math.Abs(Hours(a) - Hours(b)) < 1 / 60.0;

    /// <summary>Bursty hours with gaps, a balance of hours to weeks of it, and a factor.</summary>
    private static void Check(Func<SpendHistory, Usd, double, bool> property)
    {
        var hour = Gen.Frequency((8, Gen.Choose(0, 1000).Select(cents => cents / 100.0)), (1, Gen.Choose(2000, 9000).Select(cents => cents / 100.0)), (1, Gen.Constant(double.NaN)));
        var cases =
            from hours in Gen.ArrayOf(hour)
            from length in Gen.Choose(1, 35 * 24)
            from seed in Gen.Choose(1, 1000)
            from days in Gen.Choose(1, 400)
            from factor in Gen.Choose(1, 90)
            select (History: new SpendHistory(Monday, Fill(hours, length, seed)), Days: days / 10.0, Factor: factor / 10.0);

        Prop.ForAll(cases.ToArbitrary(), one => property(one.History, Usd.FromEstimate(Math.Max(0.5, one.History.Hours.ToArray().Where(usd => usd > 0).Average() * 24 * one.Days)), one.Factor))
            .QuickCheckThrowOnFailure();
    }

    private static double[] Fill(double[] pattern, int length, int last)
    {
        double[] hours = [.. Enumerable.Range(0, length).Select(i => pattern.Length == 0 ? 1 : pattern[i % pattern.Length])];
        hours[^1] = last / 100.0;

        return hours;
    }
}
