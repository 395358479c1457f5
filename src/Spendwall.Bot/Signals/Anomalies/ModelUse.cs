namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>What a caller uses of one model: now, and usually.</summary>
internal sealed class ModelUse(int window)
{
    private HourSums requests = new(window);
    private double usualRequests;
    private double usualUsd;

    public double Requests => requests.Sum;

    public double UsualUsd => usualUsd;

    public double UsualRequests => usualRequests;

    /// <summary>USD per request as it usually is; 0: not known yet.</summary>
    public double UsualPrice => usualRequests > 0 ? usualUsd / usualRequests : 0;

    /// <summary>Nobody knows what it did.</summary>
    public void Skip() => requests.Add(double.NaN);

    public void Add(double count, double usd, double keep)
    {
        requests.Add(count);
        usualRequests = (usualRequests * keep) + count;
        usualUsd = (usualUsd * keep) + usd;
    }
}
