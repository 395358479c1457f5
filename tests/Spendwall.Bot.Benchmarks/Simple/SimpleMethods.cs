namespace Spendwall.Bot.Benchmarks.Simple;

/// <summary>What dashboards and textbooks forecast spend by. Each gives paths of the hours to come; their quantiles are its answer.</summary>
internal static class SimpleMethods
{
    private const int Day = 24;
    private const int Week = 7 * Day;
    private const int Paths = 200;

    /// <summary>Deciles of the normal distribution: nine paths are a band.</summary>
    private static readonly double[] Normal = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];

    public static IReadOnlyDictionary<string, SimpleMethod> All { get; } = new Dictionary<string, SimpleMethod>(StringComparer.Ordinal)
    {
        ["mean7"] = static past => Flat(Mean(past, Week)),
        ["mean24"] = static past => Flat(Mean(past, Day)),
        ["ewma72"] = static past => Flat(Smoothed(past, 72)),
        ["naive"] = static past => [hour => past.Length == 0 ? 0 : past[^(Math.Min(past.Length, past.Length >= Week ? Week : Day) - (hour % Math.Min(past.Length, past.Length >= Week ? Week : Day)))]],
        ["normal7"] = Band,
        ["bootstrap"] = Bootstrap,
    };

    private static Func<int, double>[] Flat(double usd) => [_ => usd];

    /// <summary>The mean of seven days, and a path for each decile of a walk with the days' own spread.</summary>
    private static Func<int, double>[] Band(double[] past)
    {
        double mean = Mean(past, Week);
        double[] days = [.. Enumerable.Range(0, Math.Min(7, past.Length / Day)).Select(day => past.AsSpan((past.Length - (Day * (day + 1)))..(past.Length - (Day * day))).ToArray().Sum())];
        double spread = days.Length < 2 ? 0 : Math.Sqrt(days.Average(day => (day - days.Average()) * (day - days.Average())));

        return [.. Normal.Select(z => (Func<int, double>)(hour => Math.Max(0, mean + (z * spread * (Math.Sqrt((hour + 1) / (double)Day) - Math.Sqrt(hour / (double)Day))))))];
    }

    /// <summary>Days of the last two weeks, drawn and put one after the other.</summary>
    private static Func<int, double>[] Bootstrap(double[] past)
    {
        int days = Math.Min(14, past.Length / Day);
        if (days == 0)
        {
            return Flat(Mean(past, Day));
        }

        var random = new Random(past.Length);

        return [.. Enumerable.Range(0, Paths).Select(_ =>
        {
            int[] drawn = [.. Enumerable.Range(0, 64).Select(_ => random.Next(days))];

            return (Func<int, double>)(hour => past[past.Length - (Day * (drawn[hour / Day % 64] + 1)) + (hour % Day)]);
        })];
    }

    private static double Mean(double[] past, int hours) => past.Length == 0 ? 0 : past.AsSpan(Math.Max(0, past.Length - hours)..).ToArray().Average();

    private static double Smoothed(double[] past, double halfLife)
    {
        double sum = 0, weight = 0, keep = Math.Pow(0.5, 1 / halfLife);
        foreach (double usd in past)
        {
            sum = (sum * keep) + usd;
            weight = (weight * keep) + 1;
        }

        return weight > 0 ? sum / weight : 0;
    }
}

/// <param name="past">USD an hour, oldest first.</param>
/// <returns>Paths: USD of the hour so many hours from now.</returns>
internal delegate Func<int, double>[] SimpleMethod(double[] past);
