using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class BurnProfileTests
{
    [Fact]
    public void Fit_NoKnownHour_IsNull()
    {
        Assert.Null(BurnProfile.Fit(Flat(10, double.NaN), Monday.AddHours(10)));
        Assert.Null(BurnProfile.Fit(Flat(10, 1), Monday));
    }

    [Fact]
    public void Fit_OneKnownHour_IsThatHour()
    {
        var profile = BurnProfile.Fit(Flat(1, 3), Monday.AddHours(1))!;

        Assert.Equal(3, profile.Level, 6);
        Assert.Equal(3, profile.Rate, 6);
        Assert.Equal(TimeSpan.FromHours(1), profile.History);
    }

    [Fact]
    public void Fit_OfficeHours_ExpectsMoreByDayThanByNight()
    {
        var profile = BurnProfile.Fit(new(Monday, [.. Enumerable.Range(0, 21 * 24).Select(hour => hour % 24 is >= 9 and < 17 ? 9.0 : 1.0)]), Monday.AddDays(21))!;

        double[] spend = profile.Expected(24);

        Assert.True(spend[17] - spend[9] > 2 * (spend[8] - spend[0]));
    }

    [Fact]
    public void Fit_FourQuietWeekends_ExpectsAQuietWeekend()
    {
        double[] hours = [.. Enumerable.Range(0, 28 * 24).Select(hour => hour / 24 % 7 >= 5 ? 0.5 : 5.0)];
        var friday = Monday.AddDays(28 + 4);

        var profile = BurnProfile.Fit(new(Monday, [.. hours, .. Enumerable.Repeat(5.0, 4 * 24)]), friday)!;
        double[] spend = profile.Expected(4 * 24);

        Assert.True(spend[72] - spend[24] < 1.4 * spend[24], "the weekend is expected to cost far less than two Fridays");
    }

    [Fact]
    public void Fit_AfterAJump_StartsNearItAndGoesBack()
    {
        double[] hours = [.. Enumerable.Repeat(1.0, 13 * 24), .. Enumerable.Repeat(4.0, 12)];

        var profile = BurnProfile.Fit(new(Monday, hours), Monday.AddHours(hours.Length))!;
        double[] spend = profile.Expected(21 * 24);

        Assert.True(profile.Level > 3);
        Assert.True(spend[1] > 1.5);
        Assert.True((spend[21 * 24] - spend[20 * 24]) / 24 < 1.6);
    }

    [Fact]
    public void Fit_CalmSeries_IsLessVolatileThanABurstyOne()
    {
        var calm = BurnProfile.Fit(Flat(21 * 24, 1), Monday.AddDays(21))!;
        var bursty = BurnProfile.Fit(new(Monday, [.. Enumerable.Range(0, 21 * 24).Select(hour => hour / 24 % 3 == 0 ? 10.0 : 0.2)]), Monday.AddDays(21))!;

        Assert.True(calm.Volatility < 0.25);
        Assert.True(bursty.Volatility > 0.6);
    }

    [Fact]
    public void From_HoursNobodyNamed_AreZeroBeforeAndUnknownAfterWhatIsCovered()
    {
        var history = SpendHistory.From([(Monday, Dollars(1)), (Monday.AddHours(3), Dollars(2))], new(Monday, Monday.AddHours(6)), Monday.AddHours(5));

        Assert.Equal([1, 0, 0, 2, 0, double.NaN], history.Hours.ToArray());
        Assert.Equal(5, history.Known);
        Assert.Equal((2, 2), history.Sum(new UtcRange(Monday.AddHours(3), Monday.AddHours(9))));
    }

    [Fact]
    public void SpendHistory_PartOfAnHour_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new SpendHistory(Monday.AddMinutes(1), [1]));
    }
}
