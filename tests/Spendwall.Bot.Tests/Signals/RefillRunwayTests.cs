using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Signals;

public sealed class RefillRunwayTests
{
    private static readonly DateTimeOffset Now = Histories.Monday.AddDays(14);

    [Fact]
    public void Estimate_NeverRefilled_IsThePlainRunway()
    {
        var profile = BurnProfile.Fit(Histories.Flat(14 * 24, 1), Now)!;

        Assert.Equal(RunwayEstimator.Estimate(Histories.Dollars(30), Usd.Zero, profile, []), RefillRunway.Estimate(Histories.Dollars(30), profile, null));
    }

    [Fact]
    public void Estimate_RefillBetweenTheQuantiles_OnlyTheEarlyOnesAreReached()
    {
        var profile = BurnProfile.Fit(Histories.Flat(14 * 24, 1), Now)!;
        var plain = (RunwayForecast.Ends)RunwayEstimator.Estimate(Histories.Dollars(30), Usd.Zero, profile, []);

        var ends = Assert.IsType<RunwayForecast.Ends>(RefillRunway.Estimate(Histories.Dollars(30), profile, Now + plain.P50!.Value));

        Assert.Equal(plain.P10, ends.P10);
        Assert.Null(ends.P50);
        Assert.Null(ends.P90);
    }

    [Fact]
    public void Estimate_UsedUp_IsExhaustedWhileSomethingBurns()
    {
        Assert.IsType<RunwayForecast.Exhausted>(RefillRunway.Estimate(Usd.Zero, BurnProfile.Fit(Histories.Flat(14 * 24, 1), Now), Now.AddHours(5)));
        Assert.IsType<RunwayForecast.Idle>(RefillRunway.Estimate(Usd.Zero, BurnProfile.Fit(Histories.Flat(14 * 24, 0), Now), Now.AddHours(5)));
    }

    [Fact]
    public void Estimate_NothingKnown_IsUnknown() => Assert.IsType<RunwayForecast.Unknown>(RefillRunway.Estimate(Histories.Dollars(1), null, null));

    [Fact]
    public void ScopeBurn_OwnForFiveDays_IsItsOwn()
    {
        var own = Part(14 * 24, static hour => hour >= 9 * 24 ? 3 : 0);

        Assert.Same(own, ScopeBurn.Of(own, Histories.Flat(14 * 24, 10)));
    }

    [Fact]
    public void ScopeBurn_YoungPart_IsItsShareOfTheAccount()
    {
        var own = Part(14 * 24, static hour => hour >= 12 * 24 ? 2.5 : 0);

        var burn = ScopeBurn.Of(own, Histories.Flat(14 * 24, 10));

        Assert.All(burn.Hours.ToArray(), static usd => Assert.Equal(2.5, usd, 9));
    }

    [Fact]
    public void ScopeBurn_NeverSpent_IsIdle() => Assert.True(BurnProfile.Fit(ScopeBurn.Of(Part(14 * 24, static _ => 0), Histories.Flat(14 * 24, 10)), Now)!.IsIdle);

    [Fact]
    public void Sum_OfSeveral_KnowsAnHourWhenAllDo()
    {
        var sum = SpendHistory.Sum([new(Histories.Monday, [1, double.NaN, 3]), new(Histories.Monday.AddHours(1), [10, 20, 30])]);

        Assert.Equal(Histories.Monday, sum.Start);
        Assert.Equal([1, double.NaN, 23, 30], sum.Hours.ToArray());
    }

    private static SpendHistory Part(int hours, Func<int, double> usd) => new(Histories.Monday, [.. Enumerable.Range(0, hours).Select(usd)]);
}
