using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>One model: who serves it, at which prices, against how it usually is.</summary>
internal sealed class ModelRoutes(string model, RouteRules rules)
{
    private readonly Dictionary<string, RouteUse> routes = new(StringComparer.Ordinal);
    private readonly RouteFigureWatch dearer = new(RouteFigure.Dearer, model, rules.Window, rules);
    private readonly RouteFigureWatch moved = new(RouteFigure.Moved, model, rules.Window, rules);
    private readonly RouteFigureWatch spread = new(RouteFigure.Spread, model, rules.Day, rules);
    private HourSums requests = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));

    /// <summary>USD, about a week's.</summary>
    public double Usual { get; private set; }

    /// <summary>What moved and costs more is said once, by its cost.</summary>
    public IEnumerable<RouteSignal> Open => new[] { dearer.Open ?? moved.Open, spread.Open }.OfType<RouteSignal>();

    /// <param name="cells">Of this model and hour; none when it was not used.</param>
    public void Add(IReadOnlyList<RouteCell> cells, bool unknown, double keep)
    {
        foreach (var cell in cells)
        {
            if (routes.Count < rules.Most)
            {
                routes.TryAdd(cell.Route, new(rules));
            }
        }

        foreach (var (name, use) in routes)
        {
            double count = 0, tokens = 0, usd = 0;
            foreach (var cell in cells)
            {
                if (cell.Route == name)
                {
                    count += cell.Requests;
                    tokens += cell.Tokens;
                    usd += cell.Usd;
                }
            }

            use.Add(unknown ? double.NaN : count, unknown ? double.NaN : tokens, usd, keep);
        }

        requests.Add(unknown ? double.NaN : cells.Sum(static cell => cell.Requests));
        Usual = unknown ? Usual : (Usual * keep) + cells.Sum(static cell => cell.Usd);
    }

    public void Judge(int index, DateTimeOffset at, bool matters)
    {
        double tokens = routes.Values.Sum(static use => use.Near);
        double usual = routes.Values.Sum(static use => use.Usual);
        double price = usual > 0 ? routes.Values.Sum(static use => use.UsualUsd) / usual : 0;
        bool enough = requests.Sum > rules.Records.Requests && tokens > 0 && price > 0;
        double mix = enough ? routes.Values.Sum(use => use.Near * use.UsualPrice) / tokens : double.NaN;
        double distance = enough ? routes.Values.Sum(use => Math.Abs((use.Near / tokens) - (use.Usual / usual))) / 2 : double.NaN;
        var shift = () => Shift(tokens, usual, mix - price);
        dearer.Observe(index, at, mix / price, matters && distance >= rules.Moved / 2, shift);
        moved.Observe(index, at, distance, matters && distance >= rules.Moved, shift);
        var (ratio, lost) = Spread();
        spread.Observe(index, at, enough ? ratio : double.NaN, matters && ratio >= rules.Spread && lost.UsdPerDay >= rules.SpreadCost * routes.Values.Sum(static use => use.DayUsd), () => lost);
    }

    private RouteSignal Shift(double tokens, double usual, double more)
    {
        var (name, use) = routes.MaxBy(route => (route.Value.Near / tokens) - (route.Value.Usual / usual));
        double volume = routes.Values.Sum(static route => route.Day);

        return new(default, model, default, 0, 0, double.IsNaN(volume) ? 0 : volume * more) { Route = name, Share = use.Near / tokens, UsualShare = use.Usual / usual };
    }

    private (double Ratio, RouteSignal Lost) Spread()
    {
        double volume = routes.Values.Sum(static use => use.Day);
        var compared = routes.Where(route => route.Value.DayRequests > rules.Records.Requests && route.Value.Day >= volume * rules.SpreadShare && route.Value.Price > 0).ToList();
        if (compared.Count < 2)
        {
            return (1, new(default, model, default, 1, 1, 0));
        }

        double least = compared.Min(static route => route.Value.Price);
        var (name, most) = compared.MaxBy(static route => route.Value.Price);
        double lost = compared.Sum(route => route.Value.Day * (route.Value.Price - least));

        return (most.Price / least, new(default, model, default, 0, 0, lost) { Route = name, Share = most.Day / volume });
    }
}
