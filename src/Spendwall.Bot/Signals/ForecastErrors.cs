namespace Spendwall.Bot.Signals;

/// <summary>How wrong the forecast over 24 hours was, at the past hours of the same series: its own volatility.</summary>
internal sealed class ForecastErrors
{
    private const int Span = 24;

    /// <summary>Errors of the last three weeks count.</summary>
    private const int Reach = 21 * 24;

    /// <summary>Below this many known hours a forecast is not worth grading.</summary>
    private const int WarmUp = 24;

    /// <summary>Beyond a factor of ten an error says "idle", not "volatile".</summary>
    private const double Most = 2.303;

    /// <summary>Typical error over the development series, and how many days of own errors weigh as much.</summary>
    private const double Pooled = 0.42;
    private const double PooledDays = 5;

    /// <summary>With less than a day nobody knows the rhythm: twice the band.</summary>
    private const double YoungFactor = 2;

    private double squares;
    private int graded;

    /// <summary>Grades the forecast made after hour <paramref name="i"/>, when the 24 hours after it are known well enough.</summary>
    public void TryAdd(LevelTrace trace, ReadOnlySpan<double> hours, int i, double[] rhythm, int phase, double[] reversion)
    {
        if (i + Span >= hours.Length || i < hours.Length - Reach - Span || trace.Known < WarmUp)
        {
            return;
        }

        var levels = trace.Read(i + 1);
        double shaped = 0;
        double actual = 0;
        int known = 0;
        for (int hour = 0; hour < Span; hour++)
        {
            double usd = hours[i + 1 + hour];
            shaped += rhythm[(phase + i + 1 + hour) % rhythm.Length] * (levels.Week + ((levels.Now - levels.Week) * reversion[hour]));
            if (!double.IsNaN(usd))
            {
                actual += usd;
                known++;
            }
        }

        double expected = Math.Sqrt(shaped * levels.Mean * Span);
        if (known < Span * 3 / 4 || expected <= 0)
        {
            return;
        }

        double error = Math.Clamp(Math.Log(Math.Max(actual * Span / known, 1e-12) / expected), -Most, Most);
        squares += error * error;
        graded++;
    }

    /// <summary>Root mean square of the log errors, drawn towards the pooled one.</summary>
    public double Volatility(int known)
    {
        double days = graded / (double)Span;
        double own = Math.Sqrt((squares / Span + (PooledDays * Pooled * Pooled)) / (days + PooledDays));

        return known < Span ? own * YoungFactor : own;
    }
}
