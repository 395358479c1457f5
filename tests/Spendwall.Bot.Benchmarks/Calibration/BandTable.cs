namespace Spendwall.Bot.Benchmarks.Calibration;

/// <summary>P10, P50 and P90 of the errors by horizon, every series counting the same.</summary>
internal static class BandTable
{
    /// <summary>A series with fewer errors at a horizon says nothing there.</summary>
    private const int LeastErrors = 24;

    /// <summary>A horizon that fewer series reach says nothing.</summary>
    private const int LeastSeries = 3;

    /// <summary>From here on half of the median is taken: the other half is the growth of these series.</summary>
    private const int HalfFrom = 48;

    /// <summary>What runways ship with.</summary>
    public static (double Hours, double Low, double Middle, double High)[] Runway(IEnumerable<ErrorSamples> samples) => Derive(samples.Where(static one => one.Series.Asked), half: true);

    private static (double Hours, double Low, double Middle, double High)[] Derive(IEnumerable<ErrorSamples> samples, bool half)
    {
        var all = samples.ToList();
        var rows = new List<(double, double, double, double)>();
        for (int i = 0; i < ErrorSamples.Horizons.Length; i++)
        {
            int hours = ErrorSamples.Horizons[i];
            var reached = all.Where(one => one.At(i).Count >= LeastErrors).ToList();
            if (reached.Count >= LeastSeries)
            {
                var weighted = reached.SelectMany(one => one.At(i).Select(error => (Value: error, Weight: 1.0 / one.At(i).Count))).OrderBy(static one => one.Value).ToList();
                rows.Add((hours, Quantile(weighted, 0.1), Quantile(weighted, 0.5) * (half && hours >= HalfFrom ? 0.5 : 1), Quantile(weighted, 0.9)));
            }
        }

        return [.. rows];
    }

    /// <summary>The same of every series, as it is: the far horizons, which only periods are asked about.</summary>
    public static (double Hours, double Low, double Middle, double High)[] All(IEnumerable<ErrorSamples> samples) => Derive(samples, half: false);

    /// <param name="sorted">By value.</param>
    public static double Quantile(IReadOnlyList<(double Value, double Weight)> sorted, double share)
    {
        double total = sorted.Sum(static one => one.Weight);
        double passed = 0;
        foreach (var (value, weight) in sorted)
        {
            passed += weight;
            if (passed >= (share * total) - 1e-12)
            {
                return value;
            }
        }

        return sorted.Count > 0 ? sorted[^1].Value : double.NaN;
    }
}
