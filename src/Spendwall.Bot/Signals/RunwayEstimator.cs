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
    public static RunwayForecast Estimate(RunwayInput input)
    {
        if (input.Balance <= input.Floor)
        {
            return new RunwayForecast.Exhausted();
        }

        if (BurnProfile.Fit(input.History, input.Now, input.Partial) is not { } profile)
        {
            return new RunwayForecast.Unknown("no spend is known yet");
        }

        return profile.WeekMean > 0
            ? Estimate(input, profile)
            : new RunwayForecast.Idle(profile.History) { Lost = input.Expiries is [var first, ..] ? first : null };
    }

    private static RunwayForecast.Ends Estimate(RunwayInput input, BurnProfile profile)
    {
        double available = (input.Balance - input.Floor).ToDouble();
        DrainPath early = new(available), middle = new(available), late = new(available);
        double[] expected = profile.Expected((int)Horizon.TotalHours);
        int expiry = 0;
        for (int hour = 1; hour < expected.Length && late.End is null; hour++)
        {
            // Gone early is where spend is high.
            var band = ForecastBand.At(hour);
            early.Spend(hour, expected[hour] * Math.Exp(profile.Volatility * band.High));
            middle.Spend(hour, expected[hour] * Math.Exp(profile.Volatility * band.Middle));
            late.Spend(hour, expected[hour] * Math.Exp(profile.Volatility * band.Low));
            for (; expiry < input.Expiries.Count && input.Expiries[expiry].At <= input.Now.AddHours(hour); expiry++)
            {
                early.Expire(hour, input.Expiries[expiry]);
                middle.Expire(hour, input.Expiries[expiry]);
                late.Expire(hour, input.Expiries[expiry]);
            }
        }

        return new(early.End, middle.End, late.End, profile.History) { Lost = middle.Lost };
    }
}
