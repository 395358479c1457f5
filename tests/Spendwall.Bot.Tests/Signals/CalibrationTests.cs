using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Tests.Signals;

/// <summary>The band keeps its promise on real spend: pools of several sizes bought and run dry, where the data is at hand.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public void Estimate_RealSpend_BandHoldsFourTimesInFive()
    {
        var series = Histories.Real().ToList();
        if (series.Count == 0)
        {
            return;
        }

        var scores = series.Select(one => Score(one.Start, one.Hours)).Where(score => score.Asked > 0).ToList();

        Assert.InRange(scores.Average(score => score.Covered / (double)score.Asked), 0.70, 0.90);
        Assert.InRange(scores.Average(score => score.MedianError), 0, 0.40);
    }

    /// <summary>Asks every fourth hour of a pool's life and compares with when it was empty.</summary>
    private static (int Asked, int Covered, double MedianError) Score(DateTimeOffset start, double[] hours)
    {
        var errors = new List<double>();
        int covered = 0;
        for (int bought = 120; bought + 24 < hours.Length; bought += 48)
        {
            double mean = hours[(bought - 120)..bought].Average();
            foreach (double days in new[] { 1.5, 3, 5 })
            {
                if (mean <= 0 || EmptyAt(hours, bought, days * 24 * mean) is not { } empty)
                {
                    continue;
                }

                double left = days * 24 * mean;
                for (int at = bought; at < empty - 6; left -= hours[at], at++)
                {
                    if ((at - bought) % 4 == 0 && left > 0)
                    {
                        var ends = (RunwayForecast.Ends)RunwayEstimator.Estimate(new(Usd.FromEstimate(left), Usd.Zero, new SpendHistory(start, hours[..at]), start.AddHours(at)));
                        double truth = empty - at;
                        covered += (ends.P10?.TotalHours ?? 1e9) <= truth && truth <= (ends.P90?.TotalHours ?? 1e9) ? 1 : 0;
                        errors.Add(Math.Abs((ends.P50?.TotalHours ?? 1e9) - truth) / truth);
                    }
                }
            }
        }

        errors.Sort();

        return (errors.Count, covered, errors.Count == 0 ? 0 : errors[errors.Count / 2]);
    }

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
}
