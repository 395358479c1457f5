namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>The figures of one caller: its spend, and the ratios that change while the dollars are still flat.</summary>
internal sealed class CallerWatch
{
    private readonly AnomalyRules rules;
    private readonly int window;
    private readonly Dictionary<string, ModelUse> models = new(StringComparer.Ordinal);
    private readonly HourSums[] spend;
    private readonly FigureWatch[] spendWatches;
    private readonly FigureWatch surgeWatch;
    private readonly FigureWatch price;
    private readonly FigureWatch context;
    private readonly FigureWatch repeats;
    private readonly FigureWatch mix;
    private readonly FigureWatch cache;
    private Surge surge;
    private HourSums requests;
    private HourSums input;
    private HourSums output;
    private HourSums usd;
    private HourSums cached;

    public CallerWatch(string name, TimeSpan step, AnomalyRules rules)
    {
        this.rules = rules;
        Name = name;
        window = AnomalyClock.Steps(rules.RatioWindow, step);
        spend = [.. rules.CallerWindows.Select(span => new HourSums(AnomalyClock.Steps(span, step)))];
        spendWatches = [.. rules.CallerWindows.Select(span => new FigureWatch(AnomalyFigure.Spend, name, span, step, rules))];
        (requests, input, output, usd, cached) = (new(window), new(window), new(window), new(window), new(window));
        surge = new(AnomalyClock.Steps(rules.SurgeWindow, step), AnomalyClock.Steps(TimeSpan.FromDays(1), step), rules.SurgeDays);
        surgeWatch = new(AnomalyFigure.Surge, name, rules.SurgeWindow, step, rules);
        price = Ratio(AnomalyFigure.Price);
        context = Ratio(AnomalyFigure.Context);
        repeats = Ratio(AnomalyFigure.Repeats);
        mix = Ratio(AnomalyFigure.Mix);
        cache = Ratio(AnomalyFigure.Cache);

        FigureWatch Ratio(AnomalyFigure figure) => new(figure, name, rules.RatioWindow, step, rules);
    }

    public string Name { get; }

    /// <summary>USD, about a week's.</summary>
    public double Usual { get; private set; }

    public IEnumerable<AnomalySignal> Open => new[] { surgeWatch, price, context, repeats, mix, cache }.Concat(spendWatches).Select(static watch => watch.Open).OfType<AnomalySignal>();

    /// <param name="cells">This caller's, of this interval; none when it used nothing.</param>
    /// <param name="unknown">Nobody reported this interval.</param>
    /// <param name="keep">What a week's sum keeps from one interval to the next.</param>
    public void Add(IReadOnlyList<UsageCell> cells, bool unknown, double keep)
    {
        if (unknown)
        {
            Skip();

            return;
        }

        var sum = new UsageCell("", "", 0, 0, 0, 0, 0);
        foreach (var cell in cells)
        {
            sum = new("", "", sum.Requests + cell.Requests, sum.Input + cell.Input, sum.Output + cell.Output, sum.Usd + cell.Usd, sum.Cached + cell.Cached);
            if (!models.ContainsKey(cell.Model) && models.Count < rules.Most)
            {
                models[cell.Model] = new(window);
            }
        }

        foreach (var (model, use) in models)
        {
            double count = 0, cost = 0;
            foreach (var cell in cells)
            {
                if (cell.Model == model)
                {
                    count += cell.Requests;
                    cost += cell.Usd;
                }
            }

            use.Add(count, cost, keep);
        }

        Usual = (Usual * keep) + sum.Usd;
        requests.Add(sum.Requests);
        input.Add(sum.Input);
        output.Add(sum.Output);
        usd.Add(sum.Usd);
        cached.Add(sum.Cached);
        surge.Add(sum.Usd);
        for (int i = 0; i < spend.Length; i++)
        {
            spend[i].Add(sum.Usd);
        }
    }

    private void Skip()
    {
        foreach (var use in models.Values)
        {
            use.Skip();
        }

        requests.Add(double.NaN);
        input.Add(double.NaN);
        output.Add(double.NaN);
        usd.Add(double.NaN);
        cached.Add(double.NaN);
        surge.Add(double.NaN);
        for (int i = 0; i < spend.Length; i++)
        {
            spend[i].Add(double.NaN);
        }
    }

    /// <param name="usual">USD per interval of the whole scope, as it usually is.</param>
    /// <param name="matters">It has a share worth watching.</param>
    public void Judge(int index, DateTimeOffset at, double usual, bool matters, List<AnomalySignal> found)
    {
        for (int i = 0; i < spend.Length; i++)
        {
            Take(spendWatches[i], Positive(spend[i].Sum));
        }

        Take(surgeWatch, surge.Times(usual));

        double count = requests.Sum;
        bool enough = count > rules.Requests;
        Take(price, enough ? Positive(usd.Sum / count) : double.NaN);
        Take(context, enough ? Positive(input.Sum / count) : double.NaN);
        Take(repeats, enough && output.Sum > 0 ? count / output.Sum : double.NaN);
        Take(mix, enough && models.Count > 1 ? Positive(Mix(count)) : double.NaN);
        Take(cache, enough && input.Sum > 0 ? Positive(1 - (cached.Sum / input.Sum)) : double.NaN);

        void Take(FigureWatch watch, double value)
        {
            if (watch.Observe(index, at, value, matters) is { } signal)
            {
                found.Add(signal);
            }
        }
    }

    /// <summary>The present mix at each model's usual price, as times of the usual price of all.</summary>
    private double Mix(double count)
    {
        double now = 0, cost = 0, all = 0;
        foreach (var use in models.Values)
        {
            now += use.Requests * use.UsualPrice;
            cost += use.UsualUsd;
            all += use.UsualRequests;
        }

        return cost > 0 ? now / count / (cost / all) : 0;
    }

    private static double Positive(double value) => value > 0 ? value : double.NaN;
}
