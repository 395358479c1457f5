using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class BurnRateEstimatorTests
{
    [Fact]
    public void Rates_WindowsNotCovered_AreUnknown()
    {
        var history = Flat(3 * 24, 2);

        var rates = BurnRateEstimator.Rates(history, history.End);

        Assert.Equal(Dollars(2), rates.Now);
        Assert.Equal(Dollars(2), rates.LastHour);
        Assert.Equal(Dollars(2), rates.LastDay);
        Assert.Null(rates.LastWeek);
        Assert.Null(rates.LastMonth);
    }

    [Fact]
    public void Rates_StaleHistory_DoesNotTellTheLastDay()
    {
        var history = Flat(3 * 24, 2);

        var rates = BurnRateEstimator.Rates(history, history.End.AddHours(6));

        Assert.Null(rates.LastHour);
        Assert.Null(rates.LastDay);
    }

    [Fact]
    public void Rates_WithCounter_TellTheLastHourToTheMinute()
    {
        var now = Monday.AddHours(30).AddMinutes(30);
        var counter = new UsageCounter([.. Enumerable.Range(0, 121).Select(minute => Reading(now.AddMinutes(minute - 120), 100, 10 + (minute >= 60 ? (minute - 60) * 0.1m : 0)))]);

        var rates = BurnRateEstimator.Rates(Flat(30, 2), now, counter);

        Assert.Equal(Dollars(6), rates.LastHour);
    }

    [Fact]
    public void Days_OneHourUnknown_TheDayIsUnknown()
    {
        double[] hours = [.. Enumerable.Repeat(1.0, 48)];
        hours[5] = double.NaN;

        var days = BurnRateEstimator.Days(new(Monday, hours), Monday.AddDays(2).AddHours(4));

        Assert.Equal(Dollars(24), days.Yesterday);
        Assert.Null(days.DayBefore);
        Assert.Null(days.Change);
        Assert.Null(days.Ratio);
    }

    [Fact]
    public void Days_BothKnown_GiveChangeAndRatio()
    {
        var days = BurnRateEstimator.Days(new(Monday, [.. Enumerable.Repeat(1.0, 24), .. Enumerable.Repeat(1.5, 24)]), Monday.AddDays(2));

        Assert.Equal(Dollars(12), days.Change);
        Assert.Equal(1.5, days.Ratio!.Value, 9);
    }

    [Fact]
    public void Rates_AnyTopUp_LeavesTheBurnAsItIs() =>
        Prop.ForAll(
            (from cents in Gen.Choose(0, 300).ArrayOf(121) from minute in Gen.Choose(0, 120) from usd in Gen.Choose(1, 10_000) select (cents, minute, usd)).ToArbitrary(),
            one =>
            {
                var now = Monday.AddHours(30);
                var plain = new List<BalanceReading>();
                decimal used = 10;
                for (int minute = 0; minute <= 120; minute++)
                {
                    used += one.cents[minute] / 100m;
                    plain.Add(Reading(now.AddMinutes(minute - 120), 1000, used));
                }

                var toppedUp = plain.Select((reading, minute) => minute < one.minute ? reading : reading with { TotalCredits = reading.TotalCredits + Dollars(one.usd) }).ToList();

                return BurnRateEstimator.Rates(Flat(30, 2), now, new UsageCounter(plain)) == BurnRateEstimator.Rates(Flat(30, 2), now, new UsageCounter(toppedUp));
            }).QuickCheckThrowOnFailure();

    private static BalanceReading Reading(DateTimeOffset at, decimal credits, decimal usage) => new("a", at, Dollars(credits), Dollars(usage));
}
