namespace Spendwall.Bot.Benchmarks.Incidents;

/// <summary>What simple monitors look at. Each is given the threshold at which it alarms as often as it may.</summary>
internal static class Baselines
{
    private const int Week = 168;
    private const int Record = 14 * 24;

    public static IReadOnlyList<IDetector> All =>
    [
        new Baseline("hour ÷ 7-day mean", static series => Each(series, static (usd, i) => Ratio(usd[i], Mean(usd, i - Week, i)))),
        new Baseline("24 h ÷ 7-day mean", static series => Each(series, static (usd, i) => Ratio(Mean(usd, i - 23, i + 1), Mean(usd, i - 23 - Week, i - 23)))),
        new Baseline("windowed Gaussian (7 days)", static series => Each(series, static (usd, i) => Sigmas(usd, i))),
        new Baseline("Holt-Winters residual", HoltWinters),
        new Baseline("hour-of-day median + MAD", static series => Each(series, static (usd, i) => Hourly(usd, i))),
        new Baseline("day level z", static series => Each(series, static (usd, i) => DayLevel(usd, i))),
        new Baseline("own records, totals (6 h, 24 h)", static series => Max(Records(Usd(series), 6), Records(Usd(series), 24))),
        new Baseline("unit monitors per caller", Units),
        new Baseline("records + unit monitors", static series => Max(Max(Records(Usd(series), 6), Records(Usd(series), 24)), Units(series))),
    ];

    private static double[] Usd(WatchedSeries series) => [.. series.Hours.Select(static hour => hour.Usd)];

    private static double[] Each(WatchedSeries series, Func<double[], int, double> figure)
    {
        double[] usd = Usd(series);

        return [.. usd.Select((_, i) => i < 96 ? 0 : figure(usd, i))];
    }

    private static double[] Max(double[] a, double[] b) => [.. a.Zip(b, Math.Max)];

    private static double Mean(double[] values, int from, int to) => to <= Math.Max(0, from) ? 0 : values.AsSpan(Math.Max(0, from)..to).ToArray().Average();

    private static double Ratio(double value, double usual) => usual > 0 ? value / usual : 0;

    private static double Sigmas(double[] usd, int i)
    {
        double mean = Mean(usd, i - Week, i);
        double squares = Mean([.. usd.Select(value => (value - mean) * (value - mean))], i - Week, i);

        return squares > 0 ? (usd[i] - mean) / Math.Sqrt(squares) : 0;
    }

    private static double Hourly(double[] usd, int i)
    {
        double[] same = [.. Enumerable.Range(1, 14).Select(day => i - (24 * day)).Where(static at => at >= 0).Select(at => usd[at]).Order()];
        double median = same[same.Length / 2];
        double[] away = [.. same.Select(value => Math.Abs(value - median)).Order()];

        return (usd[i] - median) / ((1.4826 * away[away.Length / 2]) + (0.1 * Mean(usd, i - Week, i)) + 1e-12);
    }

    private static double DayLevel(double[] usd, int i)
    {
        double[] days = [.. Enumerable.Range(1, 7).Select(day => i + 1 - (24 * day)).Where(static end => end >= 24).Select(end => Math.Log(Mean(usd, end - 24, end) + 1e-9))];
        if (days.Length < 3)
        {
            return 0;
        }

        double mean = days.Average();
        double spread = Math.Sqrt(days.Average(day => (day - mean) * (day - mean)));

        return (Math.Log(Mean(usd, i - 23, i + 1) + 1e-9) - mean) / (spread + 0.1);
    }

    /// <summary>Additive, a day's season: how far above its one-hour forecast, in its usual residuals.</summary>
    private static double[] HoltWinters(WatchedSeries series)
    {
        const double Alpha = 0.1, Beta = 0.01, Gamma = 0.2, Forget = 0.02;
        double[] usd = Usd(series);
        double[] season = new double[24];
        double level = Mean(usd, 0, 24), trend = 0, size = 0;
        for (int i = 0; i < 24; i++)
        {
            season[i] = usd[i] - level;
        }

        var scores = new double[usd.Length];
        for (int i = 24; i < usd.Length; i++)
        {
            double error = usd[i] - (level + trend + season[i % 24]);
            scores[i] = i < 96 || size <= 0 ? 0 : error / size;
            size = size <= 0 ? Math.Abs(error) : (size * (1 - Forget)) + (Math.Abs(error) * Forget);
            double before = level;
            level = (Alpha * (usd[i] - season[i % 24])) + ((1 - Alpha) * (level + trend));
            trend = (Beta * (level - before)) + ((1 - Beta) * trend);
            season[i % 24] = (Gamma * (usd[i] - level)) + ((1 - Gamma) * season[i % 24]);
        }

        return scores;
    }

    /// <summary>How many times the highest that a sum over a window was in 14 days.</summary>
    private static double[] Records(double[] values, int window)
    {
        double[] sums = [.. values.Select((_, i) => i + 1 < window ? double.NaN : values.AsSpan((i + 1 - window)..(i + 1)).ToArray().Sum())];

        return Highest(sums, window);
    }

    private static double[] Highest(double[] figures, int gap)
    {
        var scores = new double[figures.Length];
        for (int i = 96; i < figures.Length; i++)
        {
            double highest = double.NaN;
            for (int past = Math.Max(0, i - Record); past <= i - gap; past++)
            {
                highest = double.IsNaN(highest) || figures[past] > highest ? figures[past] : highest;
            }

            scores[i] = highest > 0 && figures[i] > 0 ? figures[i] / highest : 0;
        }

        return scores;
    }

    /// <summary>USD per request and tokens per request of two hours, of each caller with a twentieth of the spend.</summary>
    private static double[] Units(WatchedSeries series)
    {
        var scores = new double[series.Hours.Count];
        double total = series.Hours.Sum(static hour => hour.Usd);
        foreach (var caller in series.Hours.SelectMany(static hour => hour.Cells).GroupBy(static cell => cell.Caller).Where(group => group.Sum(static cell => cell.Usd) >= 0.05 * total))
        {
            var hours = series.Hours.Select(hour => hour.Cells.Where(cell => cell.Caller == caller.Key).ToArray()).ToArray();
            double[] requests = Two([.. hours.Select(static cells => cells.Sum(static cell => cell.Requests))]);
            foreach (double[] parts in (double[][])[Two([.. hours.Select(static cells => cells.Sum(static cell => cell.Usd))]), Two([.. hours.Select(static cells => cells.Sum(static cell => cell.Input + cell.Output))])])
            {
                scores = Max(scores, Highest([.. parts.Zip(requests, static (part, count) => count >= 20 ? part / count : double.NaN)], 2));
            }
        }

        return scores;

        static double[] Two(double[] values) => [.. values.Select((value, i) => i == 0 ? value : value + values[i - 1])];
    }

    private sealed class Baseline(string name, Func<WatchedSeries, double[]> score) : IDetector
    {
        public string Name => name;

        public double[] Score(WatchedSeries series) => score(series);
    }
}
