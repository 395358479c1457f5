namespace Spendwall.Bot.Signals;

/// <summary>Follows the level hour by hour: an average that forgets by half in six hours, and the window of the last week's known hours.</summary>
internal sealed class LevelTrace(double[] rhythm, int phase, int window, double decay, double reversionHours)
{
    private readonly Queue<(double Usd, double Factor)> week = new(window);
    private double near;
    private double nearWeight;
    private double usd;
    private double factors;
    private int lastKnown = -1;

    public int Known { get; private set; }

    /// <summary>Takes hour <paramref name="i"/>; an unknown one (NaN) only lets time pass.</summary>
    public void Add(int i, double spend)
    {
        near *= decay;
        nearWeight *= decay;
        if (double.IsNaN(spend))
        {
            return;
        }

        double factor = rhythm[(phase + i) % rhythm.Length];
        near += (1 - decay) * spend / factor;
        nearWeight += 1 - decay;
        if (week.Count == window)
        {
            var (oldUsd, oldFactor) = week.Dequeue();
            usd -= oldUsd;
            factors -= oldFactor;
        }

        week.Enqueue((spend, factor));
        usd += spend;
        factors += factor;
        Known++;
        lastKnown = i;
    }

    /// <param name="end">The hour after the last one; a gap before it draws the level to the week's.</param>
    public BurnProfile.Levels Read(int end) => Read(end, near, nearWeight);

    /// <summary>The same with a part of the hour <paramref name="i"/> known.</summary>
    public BurnProfile.Levels ReadWith(double spend, double length, int i)
    {
        double keep = Math.Pow(decay, length);
        double rate = spend / length / rhythm[(phase + i) % rhythm.Length];
        lastKnown = i - 1;

        return Read(i, (near * keep) + ((1 - keep) * rate), (nearWeight * keep) + (1 - keep));
    }

    private BurnProfile.Levels Read(int end, double sum, double weight)
    {
        // The running sums can end a rounding error below zero after a big hour has left the window.
        double total = week.Count == 0 || usd < 1e-12 ? 0 : usd;
        double ofWeek = week.Count == 0 ? 0 : total / factors;
        double mean = week.Count == 0 ? 0 : total / week.Count;
        int gap = end - 1 - lastKnown;
        double now = weight <= 0 ? ofWeek : sum / weight;

        return new(gap <= 0 ? now : ofWeek + ((now - ofWeek) * Math.Exp(-gap / reversionHours)), ofWeek, mean);
    }
}
