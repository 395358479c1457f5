namespace Spendwall.Bot.Signals.Anomalies.Rows;

/// <summary>
/// Scores any series row by row, 0 to 1, from the rows before: for series by the minute the records of value, level and
/// rhythm; for series by the hour or slower how many times the usual size a change is.
/// </summary>
public sealed class RowScorer
{
    private readonly List<(DateTimeOffset At, double Value)> first = [];
    private IRowScore? score;

    /// <param name="at">Not before the row before; a repeated time is accepted.</param>
    public double Score(DateTimeOffset at, double value)
    {
        if (score is not null)
        {
            return score.Next(at, value);
        }

        first.Add((at, value));
        if (first.Count < RowRules.Warm - 1)
        {
            return 0;
        }

        var steps = first.Zip(first.Skip(1), static (a, b) => b.At - a.At).Order().ToList();
        score = steps[steps.Count / 2] >= RowRules.Coarse ? new UsualScore() : new RecordScore();
        foreach (var row in first)
        {
            score.Next(row.At, row.Value);
        }

        return 0;
    }
}

internal interface IRowScore
{
    double Next(DateTimeOffset at, double value);
}
