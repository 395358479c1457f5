namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>
/// The last few intervals against the same ones of the days before them: a loop in the night is small against the busiest
/// afternoon and large against other nights.
/// </summary>
internal struct Surge(int window, int day, int days)
{
    /// <summary>A part of the usual is added below: after silent nights the first request is no surge.</summary>
    private const double Damping = 0.5;

    /// <summary>One of the days may be unknown.</summary>
    private const int LeastDays = 2;

    private readonly double[] values = new double[(days * day) + window];
    private int count;

    public void Add(double usd) => values[count++ % values.Length] = usd;

    /// <param name="usual">USD per interval, as it usually is.</param>
    /// <returns>NaN: not known.</returns>
    public readonly double Times(double usual)
    {
        if (count < values.Length)
        {
            return double.NaN;
        }

        double now = Sum(0);
        double before = 0;
        int known = 0;
        for (int back = 1; back <= days; back++)
        {
            double then = Sum(back * day);
            before += double.IsNaN(then) ? 0 : then;
            known += double.IsNaN(then) ? 0 : 1;
        }

        return known < LeastDays || !(now > 0) ? double.NaN : now / ((before / known) + (Damping * usual * window));
    }

    private readonly double Sum(int back)
    {
        double sum = 0;
        for (int i = count - back - window; i < count - back; i++)
        {
            sum += values[i % values.Length];
        }

        return sum;
    }
}
