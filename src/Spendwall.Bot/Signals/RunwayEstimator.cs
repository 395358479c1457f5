using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>Runway of a reservoir from its balance and its hourly burn.</summary>
public static class RunwayEstimator
{
    /// <summary>Beyond this nobody should promise anything.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(366);

    /// <summary>Estimates how long the balance stays above the floor.</summary>
    /// <returns>
    /// <see cref="RunwayForecast.Exhausted"/> at or below the floor, whatever the burn; <see cref="RunwayForecast.Unknown"/>
    /// when no hour of spend is known; <see cref="RunwayForecast.Idle"/> when nothing was spent in the last week that is
    /// known; else <see cref="RunwayForecast.Ends"/> with P10 ≤ P50 ≤ P90, each null beyond <see cref="Horizon"/>.
    /// </returns>
    public static RunwayForecast Estimate(RunwayInput input) =>
        Estimate(input.Balance, input.Floor, input.Balance <= input.Floor ? null : BurnProfile.Fit(input.History, input.Now, input.Partial), input.Expiries);

    /// <summary>The same for several balances that one burn drains.</summary>
    /// <param name="profile">Null: no hour of spend is known.</param>
    /// <param name="expiries">Credits with an end, in the order of their end.</param>
    public static RunwayForecast Estimate(Usd balance, Usd floor, BurnProfile? profile, IReadOnlyList<CreditExpiry> expiries) =>
        Estimate(balance, floor, profile, expiries, ForecastBand.Runway);

    /// <summary>For calibration, which tries other bands.</summary>
    internal static RunwayForecast Estimate(Usd balance, Usd floor, BurnProfile? profile, IReadOnlyList<CreditExpiry> expiries, ForecastBand quantiles)
    {
        if (balance <= floor)
        {
            return new RunwayForecast.Exhausted();
        }

        if (profile is null)
        {
            return new RunwayForecast.Unknown("no spend is known yet");
        }

        return !profile.IsIdle
            ? Drain((balance - floor).ToDouble(), profile, expiries, quantiles)
            : new RunwayForecast.Idle(profile.History) { Lost = expiries is [var first, ..] ? first : null };
    }

    private static RunwayForecast.Ends Drain(double available, BurnProfile profile, IReadOnlyList<CreditExpiry> expiries, ForecastBand quantiles)
    {
        DrainPath early = new(available), middle = new(available), late = new(available);
        double[] expected = profile.Expected(1);
        int expiry = 0;
        for (int hour = 1; hour <= (int)Horizon.TotalHours && late.End is null; hour++)
        {
            expected = hour < expected.Length ? expected : profile.Expected((int)Horizon.TotalHours);

            // Gone early is where spend is high.
            var band = quantiles.At(hour);
            early.Spend(hour, expected[hour] * Math.Exp(profile.Volatility * band.High));
            middle.Spend(hour, expected[hour] * Math.Exp(profile.Volatility * band.Middle));
            late.Spend(hour, expected[hour] * Math.Exp(profile.Volatility * band.Low));
            for (; expiry < expiries.Count && expiries[expiry].At <= profile.At.AddHours(hour); expiry++)
            {
                early.Expire(hour, expiries[expiry]);
                middle.Expire(hour, expiries[expiry]);
                late.Expire(hour, expiries[expiry]);
            }
        }

        return new(early.End, middle.End, late.End, profile.History) { Lost = middle.Lost };
    }
}
