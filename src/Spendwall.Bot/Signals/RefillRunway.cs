using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>Runway of a reservoir that is filled up again at a known time: a key's cap with its reset, a budget with its period.</summary>
public static class RefillRunway
{
    /// <param name="remaining">What is left until the refill.</param>
    /// <param name="profile">The burn of what this reservoir counts; null: no hour of it is known.</param>
    /// <param name="refill">Null: never.</param>
    /// <returns>
    /// As <see cref="RunwayEstimator"/> says it, but that a quantile at or after the refill is null: it is never reached. What
    /// is used up and counts nothing any more is <see cref="RunwayForecast.Idle"/>: it stops nobody.
    /// </returns>
    public static RunwayForecast Estimate(Usd remaining, BurnProfile? profile, DateTimeOffset? refill)
    {
        if (profile is { IsIdle: true })
        {
            return new RunwayForecast.Idle(profile.History);
        }

        var forecast = RunwayEstimator.Estimate(remaining, Usd.Zero, profile, []);
        if (forecast is not RunwayForecast.Ends ends || refill - profile?.At is not { } left)
        {
            return forecast;
        }

        return ends with { P10 = Before(ends.P10, left), P50 = Before(ends.P50, left), P90 = Before(ends.P90, left) };
    }

    private static TimeSpan? Before(TimeSpan? quantile, TimeSpan left) => quantile < left ? quantile : null;
}
