using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class MonthEndForecasterTests
{
    private static readonly UtcRange November = new(Monday.FloorMonth(), Monday.FloorMonth().AddMonths(1));

    [Fact]
    public void Forecast_SteadyBurn_AddsTheDaysThatAreLeft()
    {
        var history = Flat(14 * 24, 1);

        var forecast = MonthEndForecaster.Forecast(November, Dollars(360), history, history.End)!;

        Assert.InRange(forecast.P50.ToDouble(), 360 + (0.85 * 15 * 24), 360 + (1.15 * 15 * 24));
        Assert.True(forecast.P10 < forecast.P50 && forecast.P50 < forecast.P90);
    }

    [Fact]
    public void Forecast_PeriodOver_IsWhatWasSpent()
    {
        var forecast = MonthEndForecaster.Forecast(November, Dollars(42), Flat(48, 1), November.End)!;

        Assert.Equal((Dollars(42), Dollars(42), Dollars(42)), (forecast.P10, forecast.P50, forecast.P90));
    }

    [Fact]
    public void Forecast_NothingKnown_IsNull() => Assert.Null(MonthEndForecaster.Forecast(November, Usd.Zero, SpendHistory.Empty, Monday));

    [Fact]
    public void Forecast_DaysOnly_WorksAsWell()
    {
        var days = Enumerable.Range(0, 20).ToDictionary(day => DateOnly.FromDateTime(Monday.AddDays(day - 10).UtcDateTime), _ => Dollars(24));
        var now = Monday.AddDays(10);
        var history = DaySpread.Spread(days, new Dictionary<DateTimeOffset, double>(), new(Monday.AddDays(-10), now));

        var forecast = MonthEndForecaster.Forecast(November, Dollars(264), history, now)!;

        Assert.InRange(forecast.P50.ToDouble(), 264 + (0.85 * 19 * 24), 264 + (1.15 * 19 * 24));
    }

    [Fact]
    public void Forecast_Any_IsOrderedAndNeverBelowWhatIsSpent() =>
        Prop.ForAll(Gen.Choose(1, 600).SelectMany(length => Gen.Choose(0, 500).ArrayOf(length)).ToArbitrary(), cents =>
        {
            var history = new SpendHistory(Monday, [.. cents.Select(cent => cent / 100.0)]);
            var forecast = MonthEndForecaster.Forecast(November, Dollars(5), history, history.End)!;

            return Dollars(5) <= forecast.P10 && forecast.P10 <= forecast.P50 && forecast.P50 <= forecast.P90;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Forecast_AnyFuture_ChangesNothing() =>
        Prop.ForAll((from length in Gen.Choose(2, 600) from cents in Gen.Choose(0, 500).ArrayOf(length) from later in Gen.Choose(0, 9000) select (cents, later)).ToArbitrary(), one =>
        {
            var now = Monday.AddHours(one.cents.Length / 2);
            var history = new SpendHistory(Monday, [.. one.cents.Select(cent => cent / 100.0)]);
            var other = new SpendHistory(Monday, [.. one.cents.Select((cent, hour) => Monday.AddHours(hour) < now ? cent / 100.0 : one.later)]);

            return MonthEndForecaster.Forecast(November, Dollars(5), history, now) == MonthEndForecaster.Forecast(November, Dollars(5), other, now);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Forecast_AllDollarsTimesK_IsKTimesAsMuch() =>
        Prop.ForAll((from length in Gen.Choose(24, 600) from cents in Gen.Choose(0, 500).ArrayOf(length) from k in Gen.Choose(2, 50) select (cents, k)).ToArbitrary(), one =>
        {
            var history = new SpendHistory(Monday, [.. one.cents.Select(cent => cent / 100.0)]);
            var larger = new SpendHistory(Monday, [.. one.cents.Select(cent => one.k * cent / 100.0)]);

            var small = MonthEndForecaster.Forecast(November, Dollars(5), history, history.End)!;
            var big = MonthEndForecaster.Forecast(November, Dollars(5 * one.k), larger, larger.End)!;

            return Near(small.P10, big.P10) && Near(small.P50, big.P50) && Near(small.P90, big.P90);

            bool Near(Usd a, Usd b) => Math.Abs((a.ToDouble() * one.k) - b.ToDouble()) <= 1e-6 * Math.Max(1, b.ToDouble());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Spread_ByWeight_KeepsTheDaysSumAndTheUnknownDays()
    {
        var days = new Dictionary<DateOnly, Usd> { [DateOnly.FromDateTime(Monday.UtcDateTime)] = Dollars(30) };
        var weights = new Dictionary<DateTimeOffset, double> { [Monday.AddHours(9)] = 2, [Monday.AddHours(10)] = 1 };

        var history = DaySpread.Spread(days, weights, new(Monday, Monday.AddDays(2)));

        Assert.Equal(20, history.Hours[9], 9);
        Assert.Equal(10, history.Hours[10], 9);
        Assert.Equal(0, history.Hours[11]);
        Assert.Equal(24, history.Known);
    }

    [Fact]
    public void Spread_DayUnderWay_SpreadsOverTheTimeThatPassed()
    {
        var days = new Dictionary<DateOnly, Usd> { [DateOnly.FromDateTime(Monday.UtcDateTime)] = Dollars(25) };

        var history = DaySpread.Spread(days, new Dictionary<DateTimeOffset, double>(), new(Monday, Monday.AddHours(12.5)));

        Assert.Equal(12, history.Count);
        Assert.All(history.Hours.ToArray(), usd => Assert.Equal(2, usd, 9));
    }
}
