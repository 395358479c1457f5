namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>
/// Watches one scope, interval by interval: its spend, its level, and of every caller that matters the spend and the
/// ratios. Answers only from what it was given; its size does not depend on how long that goes on.
/// </summary>
public sealed class ScopeWatch
{
    private readonly AnomalyRules rules;
    private readonly TimeSpan step;
    private readonly double keepWeek;
    private readonly double keepLevel;
    private readonly HourSums[] totals;
    private readonly FigureWatch[] totalWatches;
    private readonly FigureWatch levelWatch;
    private readonly SortedDictionary<string, CallerWatch> callers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<UsageCell>> byCaller = new(StringComparer.Ordinal);
    private double usual;
    private double known;
    private double? level;
    private DateTimeOffset? first;

    /// <param name="step">The length of its intervals, from an hour to a day.</param>
    public ScopeWatch(TimeSpan step, AnomalyRules rules)
    {
        this.step = step;
        this.rules = rules;
        keepWeek = Math.Exp(-(step / rules.Usual));
        keepLevel = Math.Pow(0.5, step / rules.Level);
        totals = [.. rules.TotalWindows.Select(span => new HourSums(AnomalyClock.Steps(span, step)))];
        totalWatches = [.. rules.TotalWindows.Select(span => new FigureWatch(AnomalyFigure.Spend, null, rules.TotalGap, step, rules))];
        levelWatch = new(AnomalyFigure.Level, null, rules.Level, step, rules);
    }

    /// <summary>Intervals that the longest window covers: after a gap of this many, nothing from before it is left in any.</summary>
    private int Longest => AnomalyClock.Steps(
        rules.TotalWindows.Concat(rules.CallerWindows).Append(rules.RatioWindow).Append(rules.Level).Append(TimeSpan.FromDays(rules.SurgeDays) + rules.SurgeWindow).Max(), step) + 1;

    /// <summary>Start of the last interval that was given; null: none was.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>What began and has not ended.</summary>
    public IReadOnlyList<AnomalySignal> Open =>
        [.. totalWatches.Append(levelWatch).Select(static watch => watch.Open).OfType<AnomalySignal>(), .. callers.Values.SelectMany(static caller => caller.Open)];

    /// <summary>Takes the next interval. A gap is unknown and passes by: no figure stands over it.</summary>
    /// <returns>What began or ended with it; mostly nothing.</returns>
    /// <exception cref="ArgumentException">The interval is not after the one before.</exception>
    public IReadOnlyList<AnomalySignal> Observe(UsageHour hour)
    {
        if (hour.Start <= Last)
        {
            throw new ArgumentException($"{hour.Start:O} is not after {Last:O}.", nameof(hour));
        }

        first ??= hour.Start;
        int index = Index(hour.Start);
        for (int missed = Last is { } last ? Math.Max(Index(last) + 1, index - Longest) : index; missed < index; missed++)
        {
            Step(missed, first.Value + (step * missed), double.NaN, []);
        }

        Last = hour.Start;

        return Step(index, hour.Start, hour.Usd, hour.Cells);
    }

    private int Index(DateTimeOffset at) => (int)Math.Round((at - first!.Value) / step);

    private List<AnomalySignal> Step(int index, DateTimeOffset at, double usd, IReadOnlyList<UsageCell> cells)
    {
        if (!double.IsNaN(usd))
        {
            usual = (usual * keepWeek) + usd;
            known = (known * keepWeek) + 1;
            level = level is { } before ? (before * keepLevel) + (usd * (1 - keepLevel)) : usd;
        }

        var found = new List<AnomalySignal>();
        for (int i = 0; i < totals.Length; i++)
        {
            totals[i].Add(usd);
            Take(found, Whole(totalWatches[i], index, at, Positive(totals[i].Sum)));
        }

        Take(found, Whole(levelWatch, index, at, double.IsNaN(usd) ? double.NaN : Positive(level!.Value)));
        Callers(index, at, double.IsNaN(usd), cells, found);

        return found;
    }

    /// <summary>Figures over days notice a rise last: it began when the first figure of spend showed it.</summary>
    private AnomalySignal? Whole(FigureWatch watch, int index, DateTimeOffset at, double value)
    {
        var signal = watch.Observe(index, at, value, matters: true);
        if (signal is not { Turn: AnomalyTurn.Opened })
        {
            return signal;
        }

        var began = Open.Where(static open => open.Driver == Driver.Volume).Min(static open => open.Since);

        return began < at ? watch.Backdate(signal, began) : signal;
    }

    private void Callers(int index, DateTimeOffset at, bool unknown, IReadOnlyList<UsageCell> cells, List<AnomalySignal> found)
    {
        foreach (var list in byCaller.Values)
        {
            list.Clear();
        }

        foreach (var cell in cells)
        {
            if (!byCaller.TryGetValue(cell.Caller, out var list))
            {
                MakeRoom();
                byCaller[cell.Caller] = list = [];
                callers[cell.Caller] = new(cell.Caller, step, rules);
            }

            list.Add(cell);
        }

        foreach (var (name, caller) in callers)
        {
            caller.Add(byCaller[name], unknown, keepWeek);
            caller.Judge(index, at, usual / Math.Max(1, known), caller.Usual >= rules.Share * usual, found);
        }
    }

    /// <summary>The smallest caller leaves when there are too many: it is part of the whole still.</summary>
    private void MakeRoom()
    {
        if (callers.Count >= rules.Most)
        {
            string smallest = callers.Values.MinBy(static caller => caller.Usual)!.Name;
            callers.Remove(smallest);
            byCaller.Remove(smallest);
        }
    }

    private static void Take(List<AnomalySignal> found, AnomalySignal? signal)
    {
        if (signal is not null)
        {
            found.Add(signal);
        }
    }

    private static double Positive(double value) => value > 0 ? value : double.NaN;
}
