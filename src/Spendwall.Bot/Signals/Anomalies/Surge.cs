namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>The last few intervals against the day before them: a loop in the night is small against the busiest afternoon and large against its own evening.</summary>
internal struct Surge(int window, int day)
{
    /// <summary>A part of the usual is added below: after silence the first request is no surge.</summary>
    private const double Damping = 0.1;

    private HourSums now = new(window);
    private HourSums all = new(window + day);
    private int seen;

    public void Add(double usd)
    {
        now.Add(usd);
        all.Add(usd);
        seen++;
    }

    /// <param name="usual">USD per interval, as it usually is.</param>
    /// <returns>NaN: not known.</returns>
    public readonly double Times(double usual)
    {
        double last = now.Sum;
        double before = (all.Sum - last) / day;

        return seen < window + day || !(last > 0) ? double.NaN : last / window / (Math.Max(0, before) + (Damping * usual));
    }
}
