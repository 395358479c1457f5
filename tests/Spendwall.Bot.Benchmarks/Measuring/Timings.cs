using System.Diagnostics;
using System.Globalization;

namespace Spendwall.Bot.Benchmarks.Measuring;

/// <summary>Times of the same work in several rounds; each figure is the median of the rounds', so that one disturbed round does not decide.</summary>
internal sealed class Timings
{
    private const int Rounds = 5;

    private readonly List<double[]> rounds = [];

    private Timings()
    {
    }

    public double P50 => OfRounds(0.5);

    public double P99 => OfRounds(0.99);

    public double Max => rounds.Max(static round => round[^1]);

    public string Text => string.Create(CultureInfo.InvariantCulture, $"p50 {P50,7:0.00} ms   p99 {P99,7:0.00} ms   max {Max,7:0.00} ms");

    /// <param name="warmings">Times that are not counted.</param>
    /// <param name="times">In each of the five rounds.</param>
    public static async Task<Timings> OfAsync(Func<Task> work, int warmings, int times)
    {
        for (int i = 0; i < warmings; i++)
        {
            await work();
        }

        var timings = new Timings();
        for (int round = 0; round < Rounds; round++)
        {
            double[] taken = new double[times];
            for (int i = 0; i < times; i++)
            {
                long start = Stopwatch.GetTimestamp();
                await work();
                taken[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            Array.Sort(taken);
            timings.rounds.Add(taken);
        }

        return timings;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];

        return sorted[sorted.Length / 2];
    }

    private double OfRounds(double part) => Median(rounds.Select(round => round[Math.Min(round.Length - 1, (int)(round.Length * part))]));
}
