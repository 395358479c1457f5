using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>One figure against its own record, with what it cost at its height.</summary>
internal sealed class RouteFigureWatch(RouteFigure figure, string model, TimeSpan window, RouteRules rules)
{
    private readonly FigureWatch watch = new(figure == RouteFigure.Spread ? AnomalyFigure.Price : AnomalyFigure.Mix, model, window, TimeSpan.FromHours(1), rules.Records);
    private RouteSignal? height;

    public RouteSignal? Open => watch.Open is { } open && height is { } told ? told with { Since = open.Since, Value = open.Value, Usual = open.Record } : null;

    /// <param name="value">NaN: there is none for this hour.</param>
    /// <param name="told">What is to be said of it if it is open.</param>
    public void Observe(int index, DateTimeOffset at, double value, bool matters, Func<RouteSignal> told)
    {
        watch.Observe(index, at, value, matters);
        if (!watch.IsOpen)
        {
            height = null;
        }
        else if (!double.IsNaN(value) && told() is var now && (height is null || now.UsdPerDay > height.UsdPerDay))
        {
            height = now with { Figure = figure, Model = model };
        }
    }
}
