namespace Spendwall.Bot.Signals;

/// <summary>How wrong the forecast over 24 hours was, at the past hours of the same series: its own volatility.</summary>
internal sealed class ForecastErrors
{
    private const int Span = 24;

    /// <summary>Below this many known hours a forecast is not worth grading.</summary>
    private const int WarmUp = 24;

    /// <summary>Beyond a factor of ten an error says "idle", not "volatile".</summary>
    private const double Most = 2.303;

    private double squares;
    private int graded;

    /// <summary>Grades the forecast made after hour <paramref name="i"/>, when the 24 hours after it are known well enough.</summary>
    public void TryAdd(LevelTrace trace, ReadOnlySpan<double> hours, int i, double[] rhythm, int phase, double[] reversion)
    {
        if (i + Span >= hours.Length || i < hours.Length - ForecastConstants.ErrorHours - Span || trace.Known < WarmUp)
        {
            return;
        }

        var levels = trace.Read(i + 1);
        double start = levels.Start;
        double expected = 0;
        double actual = 0;
        int known = 0;
        for (int hour = 0; hour < Span; hour++)
        {
            double usd = hours[i + 1 + hour];
            expected += rhythm[(phase + i + 1 + hour) % rhythm.Length] * (levels.Base + ((start - levels.Base) * reversion[hour]));
            if (!double.IsNaN(usd))
            {
                actual += usd;
                known++;
            }
        }

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
        double own = Math.Sqrt((squares / Span + (ForecastConstants.PooledDays * ForecastConstants.PooledVolatility * ForecastConstants.PooledVolatility)) / (days + ForecastConstants.PooledDays));

        return known < Span ? own * ForecastConstants.YoungFactor : own;
    }
}
