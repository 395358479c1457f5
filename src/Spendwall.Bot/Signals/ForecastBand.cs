namespace Spendwall.Bot.Signals;

/// <summary>
/// Quantiles of the log error of expected spend, in units of the series' own volatility, by horizon. Between two rows
/// they are interpolated over the logarithm of the horizon; beyond the last the last holds.
/// </summary>
/// <remarks>
/// Derived from 13 real series of hourly LLM spend (14 to 51 days): at every second hour from the fifth day on the
/// profile was fitted to the past, log(actual ÷ expected) ÷ volatility taken for each horizon, the weighted 10/50/90 %
/// quantiles taken with every series counting the same, and the rows smoothed by hand; rows beyond a week rest on few
/// series and continue the trend. The calibration test holds the band to its promise.
/// </remarks>
internal static class ForecastBand
{
    private static readonly (double Hours, double Low, double Middle, double High)[] Rows =
    [
        (1, -3.0, -0.3, 1.4),
        (6, -2.4, -0.2, 1.4),
        (12, -1.8, -0.1, 1.3),
        (24, -1.3, 0, 1.1),
        (48, -1.15, .05, 1.05),
        (72, -1.0, .07, 1.05),
        (120, -.8, .1, 1.0),
        (168, -.75, .1, 1.0),
        (336, -.75, .1, 1.2),
        (720, -.8, .1, 1.3),
    ];

    private static readonly (double Low, double Middle, double High)[] ByHour =
        [.. Enumerable.Range(0, (int)RunwayEstimator.Horizon.TotalHours + 2).Select(static hour => Interpolate(Math.Max(1, hour)))];

    /// <summary>P10, P50 and P90 of log(actual ÷ expected) ÷ volatility over a whole number of hours.</summary>
    public static (double Low, double Middle, double High) At(int hours) => ByHour[Math.Min(hours, ByHour.Length - 1)];

    private static (double Low, double Middle, double High) Interpolate(double hours)
    {
        int next = Array.FindIndex(Rows, row => row.Hours >= hours);
        if (next <= 0)
        {
            var end = next < 0 ? Rows[^1] : Rows[0];

            return (end.Low, end.Middle, end.High);
        }

        var (from, to) = (Rows[next - 1], Rows[next]);
        double part = Math.Log(hours / from.Hours) / Math.Log(to.Hours / from.Hours);

        return (Mix(from.Low, to.Low, part), Mix(from.Middle, to.Middle, part), Mix(from.High, to.High, part));
    }

    private static double Mix(double a, double b, double part) => a + ((b - a) * part);
}
