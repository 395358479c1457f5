namespace Spendwall.Bot.Signals;

/// <summary>How wrong the forecast over 24 hours was, at the past hours of the same series: its own volatility.</summary>
internal sealed class ForecastErrors
{
    private const int Span = 24;

    /// <summary>Below this many known hours a forecast is not worth grading.</summary>
    private const int WarmUp = 24;

    /// <summary>Beyond a factor of ten an error says "idle", not "volatile".</summary>
    private const double Most = 2.303;

    /// <summary>Sum of the rhythm over the next 24 hours by hour of week, and of the part of it that the level near now still has.</summary>
    private readonly double[] shape;
    private readonly double[] fade;

    /// <summary>USD and known hours before each hour.</summary>
    private readonly double[] usd;
    private readonly int[] known;
    private readonly int phase;

    private double squares;
    private int graded;

    /// <param name="hours">USD an hour, unknown ones NaN.</param>
    /// <param name="phase">The hour of week of the first hour.</param>
    /// <param name="reversion">What is left of the level near now, by hours ahead.</param>
    public ForecastErrors(ReadOnlySpan<double> hours, double[] rhythm, int phase, double[] reversion)
    {
        this.phase = phase;
        shape = new double[rhythm.Length];
        fade = new double[rhythm.Length];
        for (int slot = 0; slot < rhythm.Length; slot++)
        {
            for (int hour = 0; hour < Span; hour++)
            {
                double factor = rhythm[(slot + hour) % rhythm.Length];
                shape[slot] += factor;
                fade[slot] += factor * reversion[hour];
            }
        }

        usd = new double[hours.Length + 1];
        known = new int[hours.Length + 1];
        for (int i = 0; i < hours.Length; i++)
        {
            bool told = !double.IsNaN(hours[i]);
            usd[i + 1] = usd[i] + (told ? hours[i] : 0);
            known[i + 1] = known[i] + (told ? 1 : 0);
        }
    }

    /// <summary>Grades the forecast made after hour <paramref name="i"/>, when the 24 hours after it are known well enough.</summary>
    public void TryAdd(LevelTrace trace, int i)
    {
        int next = i + 1;
        if (next + Span >= usd.Length || next <= usd.Length - 1 - ForecastConstants.ErrorHours - Span || trace.Known < WarmUp)
        {
            return;
        }

        var levels = trace.Read(next);
        int slot = (phase + next) % shape.Length;
        double expected = (levels.Base * shape[slot]) + ((levels.Start - levels.Base) * fade[slot]);
        double actual = Math.Max(0, usd[next + Span] - usd[next]);
        int told = known[next + Span] - known[next];
        if (told < Span * 3 / 4 || expected <= 0)
        {
            return;
        }

        double error = Math.Clamp(Math.Log(Math.Max(actual * Span / told, 1e-12) / expected), -Most, Most);
        squares += error * error;
        graded++;
    }

    /// <summary>Root mean square of the log errors, drawn towards the pooled one.</summary>
    /// <param name="hours">Known ones.</param>
    public double Volatility(int hours)
    {
        double days = graded / (double)Span;
        double own = Math.Sqrt(((squares / Span) + (ForecastConstants.PooledDays * ForecastConstants.PooledVolatility * ForecastConstants.PooledVolatility)) / (days + ForecastConstants.PooledDays));

        return hours < Span ? own * ForecastConstants.YoungFactor : own;
    }
}
