using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>One hour of requests as they were recorded.</summary>
/// <param name="Fallbacks">Served by another model or route than was tried first.</param>
/// <param name="Retries">A caller's second or later attempt.</param>
public readonly record struct RequestCell(double Requests, double Fallbacks, double Retries);

/// <summary>The shares of requests that fall back and that are retried, hour by hour, each against its own record.</summary>
public sealed class RequestWatch(RouteRules rules)
{
    private readonly RouteFigureWatch fallbacks = new(RouteFigure.Fallbacks, "", rules.Window, rules);
    private readonly RouteFigureWatch retries = new(RouteFigure.Retries, "", rules.Window, rules);
    private readonly double keep = Math.Exp(-(TimeSpan.FromHours(1) / rules.Records.Usual));
    private HourSums all = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));
    private HourSums fellBack = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));
    private HourSums retried = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));
    private RequestCell usual;
    private int index;

    public IEnumerable<RouteSignal> Open => new[] { fallbacks.Open, retries.Open }.OfType<RouteSignal>();

    /// <summary>Takes the next hour; one without requests is one.</summary>
    public void Observe(DateTimeOffset hour, RequestCell cell)
    {
        all.Add(cell.Requests);
        fellBack.Add(cell.Fallbacks);
        retried.Add(cell.Retries);
        Judge(fallbacks, hour, fellBack.Sum, usual.Fallbacks);
        Judge(retries, hour, retried.Sum, usual.Retries);
        usual = new((usual.Requests * keep) + cell.Requests, (usual.Fallbacks * keep) + cell.Fallbacks, (usual.Retries * keep) + cell.Retries);
        index++;
    }

    private void Judge(RouteFigureWatch watch, DateTimeOffset hour, double part, double usually)
    {
        double share = all.Sum > rules.Records.Requests ? part / all.Sum : double.NaN;
        double before = usual.Requests > 0 ? usually / usual.Requests : 0;
        watch.Observe(index, hour, share, share - before >= rules.Requests, () => new(default, "", default, 0, 0, 0) { Share = share, UsualShare = before });
    }
}
