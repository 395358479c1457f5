namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>
/// The highest value of a sliding span, without the last few intervals (a sum over six hours overlaps its predecessors: a
/// slow climb would beat nothing). Only values that can still become the highest are kept.
/// </summary>
internal sealed class OwnRecord(int span, int gap)
{
    private readonly double[] recent = Enumerable.Repeat(double.NaN, gap).ToArray();
    private readonly List<(int Step, double Value)> peaks = [];
    private int first;

    /// <summary>Values that it was made of, ever.</summary>
    public int Count { get; private set; }

    /// <summary>NaN: none yet, or none in the span.</summary>
    public double Highest => first < peaks.Count ? peaks[first].Value : double.NaN;

    /// <summary>Lets a value of an earlier step become old enough, and old ones leave.</summary>
    /// <param name="step">Of the interval now; steps only grow.</param>
    /// <param name="frozen">Nothing joins or leaves.</param>
    public void Advance(int step, bool frozen)
    {
        if (frozen)
        {
            return;
        }

        double value = recent[step % gap];
        recent[step % gap] = double.NaN;
        if (!double.IsNaN(value))
        {
            Admit(step - gap, value);
            Count++;
        }

        while (first < peaks.Count && peaks[first].Step < step - span)
        {
            first++;
        }

        if (first > 16 && first * 2 > peaks.Count)
        {
            peaks.RemoveRange(0, first);
            first = 0;
        }
    }

    /// <summary>Hands in the value of the step now.</summary>
    public void Add(int step, double value) => recent[step % gap] = value;

    /// <summary>Takes a value at once; not older than any before.</summary>
    public void Admit(int step, double value)
    {
        while (peaks.Count > first && peaks[^1].Value <= value)
        {
            peaks.RemoveAt(peaks.Count - 1);
        }

        peaks.Add((step, value));
    }

    /// <summary>Forgets the last few values: they belong to an incident.</summary>
    public void DropRecent() => Array.Fill(recent, double.NaN);
}
