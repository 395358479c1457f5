namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>The sum of the last few intervals; added up anew each time, so that no rounding stays behind.</summary>
internal struct HourSums(int length)
{
    private readonly double[] values = new double[length];
    private int next;

    public readonly double Sum
    {
        get
        {
            double sum = 0;
            foreach (double value in values)
            {
                sum += value;
            }

            return sum;
        }
    }

    public void Add(double value)
    {
        values[next] = value;
        next = (next + 1) % values.Length;
    }
}
