using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Benchmarks.Calibration;

/// <summary>How wrong the live forecast was on one series: log(actual ÷ expected) ÷ volatility, by horizon.</summary>
internal sealed class ErrorSamples
{
    public static readonly int[] Horizons = [1, 3, 6, 12, 24, 48, 72, 120, 168, 240, 336, 504, 672];

    /// <summary>Nothing spent where something was expected is a large error, not an infinite one.</summary>
    private const double Least = -12;

    private readonly List<double>[] errors = [.. Horizons.Select(static _ => new List<double>())];

    private ErrorSamples(DevSeries series) => Series = series;

    public DevSeries Series { get; }

    /// <summary>The profile at each hour that was asked about; null before.</summary>
    public BurnProfile?[] Profiles { get; private set; } = [];

    /// <summary>From the fifth day on, from the eighth of long series.</summary>
    public static int Warm(DevSeries series) => series.Hours.Length > 400 ? 168 : 120;

    public static ErrorSamples Of(DevSeries series)
    {
        var samples = new ErrorSamples(series);
        int hours = series.Hours.Length;
        samples.Profiles = new BurnProfile?[hours];
        double[] sums = new double[hours + 1];
        for (int i = 0; i < hours; i++)
        {
            sums[i + 1] = sums[i] + series.Hours[i];
        }

        for (int at = Warm(series); at < hours; at += series.Asked ? 1 : 5)
        {
            int from = Math.Max(0, at - BurnProfile.RhythmHours);
            if (BurnProfile.Fit(new(series.Start.AddHours(from), series.Hours[from..at]), series.Start.AddHours(at)) is { } profile)
            {
                samples.Profiles[at] = profile;
                samples.Add(profile, at, sums);
            }
        }

        return samples;
    }

    public IReadOnlyList<double> At(int horizon) => errors[horizon];

    private void Add(BurnProfile profile, int at, double[] sums)
    {
        double[] expected = profile.Expected(Horizons[^1]);
        for (int i = 0; i < Horizons.Length && at + Horizons[i] < sums.Length; i++)
        {
            if (expected[Horizons[i]] > 0)
            {
                double actual = sums[at + Horizons[i]] - sums[at];
                errors[i].Add(Math.Max(Least, Math.Log(Math.Max(actual, 1e-9) / expected[Horizons[i]]) / profile.Volatility));
            }
        }
    }
}
