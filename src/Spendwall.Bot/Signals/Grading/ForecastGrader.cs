namespace Spendwall.Bot.Signals.Grading;

/// <summary>Scores promises by what came. Pure.</summary>
public static class ForecastGrader
{
    /// <summary>Hours are told by the hour.</summary>
    private static readonly TimeSpan LeadSlack = TimeSpan.FromHours(1);

    private const int TooEarly = 2;

    public static ForecastGrade Grade(IReadOnlyList<PromiseOutcome> outcomes)
    {
        var grade = new ForecastGrade(outcomes.Count, Separate(outcomes));
        if (!grade.IsTold)
        {
            return grade;
        }

        var errors = outcomes.Where(static outcome => outcome is { P50: not null, Actual: > 0 }).Select(static outcome => (outcome.P50!.Value - outcome.Actual) / outcome.Actual).ToList();

        return grade with
        {
            Coverage = Share(static outcome => !outcome.IsBelow(outcome.P10) && outcome.IsWithin(outcome.P90)),
            BelowP10 = Share(static outcome => outcome.IsBelow(outcome.P10)),
            ByP50 = ShareBy(static outcome => outcome.P50),
            ByP90 = ShareBy(static outcome => outcome.P90),
            MedianError = Median(errors.ConvertAll(Math.Abs)),
            Bias = Median(errors),
            Pinball = Mean([.. outcomes.Select(Pinball).OfType<double>()]),
        };

        // "Not within the horizon" is no instant to be held to.
        double? ShareBy(Func<PromiseOutcome, double?> quantile)
        {
            var told = outcomes.Where(outcome => quantile(outcome) is not null).ToList();

            return told.Count < ForecastGrade.Few ? null : (double)told.Count(outcome => outcome.IsWithin(quantile(outcome))) / told.Count;
        }

        double Share(Func<PromiseOutcome, bool> held) => (double)outcomes.Count(held) / outcomes.Count;
    }

    public static LeadGrade Grade(IReadOnlyList<AlertOutcome> alerts)
    {
        var grade = new LeadGrade(alerts.Count);

        return !grade.IsTold ? grade : grade with
        {
            InTime = (double)alerts.Count(static alert => alert.Left >= alert.Needed - LeadSlack) / alerts.Count,
            TooEarly = (double)alerts.Count(static alert => alert.Left > alert.Needed * TooEarly) / alerts.Count,
        };
    }

    /// <summary>Seven promises of one week about the same end are one trial: the most spans of a subject that do not overlap.</summary>
    private static int Separate(IReadOnlyList<PromiseOutcome> outcomes)
    {
        int count = 0;
        foreach (var subject in outcomes.GroupBy(static outcome => outcome.Subject, StringComparer.OrdinalIgnoreCase))
        {
            // The span that ends first leaves the most room for the others.
            var until = DateTimeOffset.MinValue;
            foreach (var outcome in subject.OrderBy(static outcome => outcome.Span.End))
            {
                if (outcome.Span.Start >= until)
                {
                    count++;
                    until = outcome.Span.End;
                }
            }
        }

        return count;
    }

    /// <summary>Null: a quantile lies beyond what can be promised.</summary>
    private static double? Pinball(PromiseOutcome outcome) => outcome is { P10: { } low, P50: { } middle, P90: { } high }
        ? (Loss(0.1, low, outcome.Actual) + Loss(0.5, middle, outcome.Actual) + Loss(0.9, high, outcome.Actual)) / 3
        : null;

    private static double Loss(double share, double quantile, double actual) =>
        actual >= quantile ? share * (actual - quantile) : (1 - share) * (quantile - actual);

    private static double? Mean(IReadOnlyList<double> values) => values.Count == 0 ? null : values.Average();

    private static double? Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();

        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
