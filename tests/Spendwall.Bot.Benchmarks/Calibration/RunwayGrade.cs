using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Benchmarks.Calibration;

/// <summary>
/// Pools of several sizes bought at fixed hours, asked about every hour until they are empty; only those that get empty
/// within the series and have six hours left are graded. The same pools and the same loss as the reference scorer's.
/// </summary>
internal static class RunwayGrade
{
    private const double LeastHours = 6;

    /// <summary>Every series counts the same.</summary>
    public static Score Of(IEnumerable<(ErrorSamples Samples, ForecastBand Band)> series)
    {
        var asks = series.Select(one => Ask(one.Samples, one.Band).ToList()).Where(static list => list.Count > 0).SelectMany(static list => list.Select(ask => (Ask: ask, Weight: 1.0 / list.Count))).ToList();
        double total = asks.Sum(static one => one.Weight);

        return new(
            BandTable.Quantile([.. asks.Select(static one => (Math.Abs(one.Ask.P50 - one.Ask.Truth) / one.Ask.Truth, one.Weight)).OrderBy(static one => one.Item1)], 0.5),
            asks.Sum(static one => one.Weight * one.Ask.Pinball) / total,
            asks.Sum(static one => one.Weight * (one.Ask.P10 <= one.Ask.Truth && one.Ask.Truth <= one.Ask.P90 ? 1 : 0)) / total,
            BandTable.Quantile([.. asks.Select(static one => ((one.Ask.P90 - one.Ask.P10) / one.Ask.Truth, one.Weight)).OrderBy(static one => one.Item1)], 0.5));
    }

    private static IEnumerable<Asked> Ask(ErrorSamples samples, ForecastBand band)
    {
        double[] hours = samples.Series.Hours;
        int warm = ErrorSamples.Warm(samples.Series);
        bool isLong = hours.Length > 400;
        for (int bought = warm; bought < hours.Length - 24; bought += isLong ? 72 : 24)
        {
            double mean = hours[(bought - warm)..bought].Average();
            foreach (double days in isLong ? (double[])[3, 7, 14] : [1.5, 3, 5])
            {
                if (mean > 0 && bought + (days * 24) <= hours.Length && EmptyAt(hours, bought, days * 24 * mean) is { } empty)
                {
                    double left = days * 24 * mean;
                    for (int at = bought; at < hours.Length && empty - at >= LeastHours; at++)
                    {
                        yield return Ask(samples.Profiles[at], left, empty - at, band);
                        left -= hours[at];
                    }
                }
            }
        }
    }

    private static Asked Ask(BurnProfile? profile, double left, double truth, ForecastBand band)
    {
        var ends = RunwayEstimator.Estimate(Usd.FromEstimate(left), Usd.Zero, profile, [], band) as RunwayForecast.Ends;

        return new(truth, Hours(ends?.P10), Hours(ends?.P50), Hours(ends?.P90));
    }

    /// <summary>Beyond the horizon is far.</summary>
    private static double Hours(TimeSpan? left) => left?.TotalHours ?? 1e6;

    private static double? EmptyAt(double[] hours, int from, double balance)
    {
        for (int i = from; i < hours.Length; i++)
        {
            if (hours[i] >= balance && hours[i] > 0)
            {
                return i + (balance / hours[i]);
            }

            balance -= hours[i];
        }

        return null;
    }

    internal readonly record struct Score(double MedianError, double Pinball, double Coverage, double Width);

    private readonly record struct Asked(double Truth, double P10, double P50, double P90)
    {
        /// <summary>Mean quantile loss over the three, relative to the truth; an answer is wrong by ten times at most.</summary>
        public double Pinball => (Loss(0.1, P10) + Loss(0.5, P50) + Loss(0.9, P90)) / 3 / Truth;

        private double Loss(double share, double told)
        {
            double error = Truth - Math.Min(told, 10 * Truth);

            return error >= 0 ? share * error : (share - 1) * error;
        }
    }
}
