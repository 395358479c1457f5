namespace Spendwall.Bot.Signals;

/// <summary>Follows two levels hour by hour, in USD an hour of a flat rhythm: the one near now and the one that it goes back to.</summary>
internal sealed class LevelTrace(double[] rhythm, int phase)
{
    private static readonly double NearDecay = Math.Pow(0.5, 1 / ForecastConstants.NearHalfLifeHours);
    private static readonly double BaseDecay = Math.Pow(0.5, 1 / ForecastConstants.BaseHalfLifeHours);

    private double near;
    private double nearWeight;
    private double usd;
    private double factors;
    private int lastKnown = -1;

    public int Known { get; private set; }

    /// <summary>Known hours since the last one in which anything was spent.</summary>
    public int Quiet { get; private set; }

    /// <summary>Takes hour <paramref name="i"/>; an unknown one (NaN) only lets time pass.</summary>
    public void Add(int i, double spend)
    {
        near *= NearDecay;
        nearWeight *= NearDecay;
        usd *= BaseDecay;
        factors *= BaseDecay;
        if (double.IsNaN(spend))
        {
            return;
        }

        double factor = rhythm[(phase + i) % rhythm.Length];
        near += (1 - NearDecay) * spend / factor;
        nearWeight += 1 - NearDecay;
        usd += spend;
        factors += factor;
        Known++;
        Quiet = spend > 0 ? 0 : Quiet + 1;
        lastKnown = i;
    }

    /// <param name="end">The hour after the last one; a gap before it draws the near level to the base.</param>
    public BurnProfile.Levels Read(int end) => Read(end, near, nearWeight);

    /// <summary>The same with a part of the hour <paramref name="i"/> known.</summary>
    public BurnProfile.Levels ReadWith(double spend, double length, int i)
    {
        double keep = Math.Pow(NearDecay, length);
        double rate = spend / length / rhythm[(phase + i) % rhythm.Length];
        lastKnown = i - 1;

        return Read(i, (near * keep) + ((1 - keep) * rate), (nearWeight * keep) + (1 - keep));
    }

    private BurnProfile.Levels Read(int end, double sum, double weight)
    {
        double ofBase = factors <= 0 ? 0 : usd / factors;
        int gap = end - 1 - lastKnown;
        double now = weight <= 0 ? ofBase : sum / weight;

        return new(gap <= 0 ? now : ofBase + ((now - ofBase) * Math.Exp(-gap / ForecastConstants.ReversionHours)), ofBase);
    }
}
