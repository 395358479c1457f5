namespace Spendwall.Bot.Signals;

/// <summary>
/// Quantiles of the log error of expected spend, in units of the series' own volatility, by horizon. Between two rows
/// they are interpolated over the logarithm of the horizon; beyond the last the last holds.
/// </summary>
internal sealed class ForecastBand
{
    public static readonly ForecastBand Runway = new(ForecastConstants.RunwayBand);

    public static readonly ForecastBand Period = new(ForecastConstants.PeriodBand);

    private readonly (double Low, double Middle, double High)[] byHour;

    /// <param name="rows">By rising horizon.</param>
    public ForecastBand((double Hours, double Low, double Middle, double High)[] rows) =>
        byHour = [.. Enumerable.Range(0, (int)RunwayEstimator.Horizon.TotalHours + 2).Select(hour => Interpolate(rows, Math.Max(1, hour)))];

    /// <summary>P10, P50 and P90 of log(actual ÷ expected) ÷ volatility over a whole number of hours.</summary>
    public (double Low, double Middle, double High) At(int hours) => byHour[Math.Min(hours, byHour.Length - 1)];

    private static (double Low, double Middle, double High) Interpolate((double Hours, double Low, double Middle, double High)[] rows, double hours)
    {
        int next = Array.FindIndex(rows, row => row.Hours >= hours);
        if (next <= 0)
        {
            var end = next < 0 ? rows[^1] : rows[0];

            return (end.Low, end.Middle, end.High);
        }

        var (from, to) = (rows[next - 1], rows[next]);
        double part = Math.Log(hours / from.Hours) / Math.Log(to.Hours / from.Hours);

        return (Mix(from.Low, to.Low, part), Mix(from.Middle, to.Middle, part), Mix(from.High, to.High, part));
    }

    private static double Mix(double a, double b, double part) => a + ((b - a) * part);
}
