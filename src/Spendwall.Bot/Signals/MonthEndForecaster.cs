using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>Where a billing period ends: what was spent, and what the hours that are left will cost.</summary>
public static class MonthEndForecaster
{
    private const double MostUsd = 9e9;

    /// <param name="period">The whole period; may be over.</param>
    /// <param name="spent">USD from the period's start to <paramref name="now"/>, estimates included.</param>
    /// <param name="history">Hours of spend; a series of days is one of 24 equal hours a day (<see cref="DaySpread"/>).</param>
    /// <param name="partial">USD since the history's last whole hour, when known.</param>
    /// <returns>P10 ≤ P50 ≤ P90, none below <paramref name="spent"/>; null when no spend is known that could be continued.</returns>
    public static PeriodForecast? Forecast(UtcRange period, Usd spent, SpendHistory history, DateTimeOffset now, Usd? partial = null) =>
        period.End <= now ? new(spent, spent, spent, TimeSpan.FromHours(history.Until(now).Known)) : Forecast(period, spent, BurnProfile.Fit(history, now, partial));

    /// <summary>The same from a burn that was fitted before: it looks ahead from its own instant.</summary>
    /// <param name="profile">Null: no hour of spend is known.</param>
    public static PeriodForecast? Forecast(UtcRange period, Usd spent, BurnProfile? profile)
    {
        if (profile is null)
        {
            return null;
        }

        double left = Math.Max(0, (period.End - profile.At).TotalHours);
        if (left == 0)
        {
            return new(spent, spent, spent, profile.History);
        }

        int hours = (int)Math.Ceiling(left);
        double[] expected = profile.Expected(hours);
        double rest = expected[hours - 1] + ((expected[hours] - expected[hours - 1]) * (left - (hours - 1)));
        var (low, middle, high) = ForecastBand.Period.At(hours);

        return new(Add(low), Add(middle), Add(high), profile.History);

        Usd Add(double quantile) => spent + Usd.FromEstimate(Math.Min(MostUsd - Math.Abs(spent.ToDouble()), rest * Math.Exp(profile.Volatility * quantile)));
    }
}
