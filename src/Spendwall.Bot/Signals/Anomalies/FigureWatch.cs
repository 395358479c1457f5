namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>
/// One figure against its own record, and the life of what it finds: opened when the record is beaten, then against the
/// record as it was, until the figure was normal for long enough or has become how things are.
/// </summary>
/// <param name="gap">How long before now its record ends: its window, at least.</param>
internal sealed class FigureWatch(AnomalyFigure figure, string? caller, TimeSpan gap, TimeSpan step, AnomalyRules rules)
{
    private readonly OwnRecord record = new(AnomalyClock.Steps(rules.Span, step), AnomalyClock.Steps(gap, step));
    private readonly double margin = figure switch
    {
        AnomalyFigure.Price => rules.PriceMargin,
        AnomalyFigure.Surge => rules.SurgeMargin,
        AnomalyFigure.Spend when caller is null => rules.TotalMargin,
        _ => rules.Margin,
    };
    private DateTimeOffset? since;
    private DateTimeOffset lastHigh;
    private double peak;
    private double told;

    public bool IsOpen => since is not null;

    /// <summary>What is open, with its height; null: nothing is.</summary>
    public AnomalySignal? Open => since is { } from ? new(lastHigh, figure, caller, from, peak, record.Highest, AnomalyTurn.Opened) : null;

    /// <summary>What it just found began earlier: others have shown it since then.</summary>
    public AnomalySignal Backdate(AnomalySignal opened, DateTimeOffset began)
    {
        since = began;

        return opened with { Since = began };
    }

    /// <param name="index">Number of the interval in the life of the scope.</param>
    /// <param name="value">Above zero; NaN: there is none for this interval.</param>
    /// <param name="matters">A figure of somebody too small to matter opens nothing.</param>
    /// <returns>Null: nothing new.</returns>
    public AnomalySignal? Observe(int index, DateTimeOffset at, double value, bool matters)
    {
        record.Advance(index, IsOpen);
        double highest = record.Highest;
        bool isHigh = matters && value > highest * margin && record.Count >= rules.Values && index >= AnomalyClock.Steps(rules.Warm, step);
        record.Add(index, value);
        if (isHigh)
        {
            lastHigh = at;
            peak = since is null ? value : Math.Max(peak, value);
        }

        if (since is null)
        {
            since = isHigh ? at : null;
            told = value;

            return isHigh ? Signal(AnomalyTurn.Opened, at) : null;
        }

        if (isHigh && value >= told * rules.Worse)
        {
            told = value;

            return Signal(AnomalyTurn.Worse, since.Value);
        }

        if (at - lastHigh > rules.Quiet)
        {
            return Close(AnomalyTurn.Resolved);
        }

        return at - since >= rules.Accept ? Close(AnomalyTurn.Accepted) : null;

        AnomalySignal Signal(AnomalyTurn turn, DateTimeOffset from) => new(at, figure, caller, from, value, highest, turn);

        AnomalySignal Close(AnomalyTurn turn)
        {
            var signal = Signal(turn, since!.Value);
            since = null;

            // Its hours are in no baseline; its height is, because the same again would be no news.
            record.DropRecent();
            record.Admit(index, peak);

            return signal;
        }
    }
}
