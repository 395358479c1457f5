using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>What goes over one route: in the last hours, in the last day, and usually.</summary>
internal sealed class RouteUse(RouteRules rules)
{
    private HourSums near = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));
    private HourSums day = new(AnomalyClock.Steps(rules.Day, TimeSpan.FromHours(1)));
    private HourSums dayUsd = new(AnomalyClock.Steps(rules.Day, TimeSpan.FromHours(1)));
    private HourSums dayRequests = new(AnomalyClock.Steps(rules.Day, TimeSpan.FromHours(1)));
    private double usualUsd;

    /// <summary>Weighed tokens of the last hours; NaN: an hour of them is unknown.</summary>
    public double Near => near.Sum;

    public double Day => day.Sum;

    public double DayUsd => dayUsd.Sum;

    public double DayRequests => dayRequests.Sum;

    /// <summary>About a week's.</summary>
    public double Usual { get; private set; }

    public double UsualUsd => usualUsd;

    /// <summary>USD per weighed token, of the last day where it has any, else as usual; 0: never used.</summary>
    public double Price => day.Sum is > 0 and var tokens ? dayUsd.Sum / tokens : UsualPrice;

    public double UsualPrice => Usual > 0 ? usualUsd / Usual : 0;

    public void Add(double requests, double tokens, double usd, double keep)
    {
        near.Add(tokens);
        day.Add(tokens);
        dayUsd.Add(usd);
        dayRequests.Add(requests);
        if (!double.IsNaN(tokens))
        {
            Usual = (Usual * keep) + tokens;
            usualUsd = (usualUsd * keep) + usd;
        }
    }
}
