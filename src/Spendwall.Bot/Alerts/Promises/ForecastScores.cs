using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Grading;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>Grades what was promised and decided.</summary>
public sealed class ForecastScores(PromiseStore promises, IncidentStore incidents)
{
    /// <param name="accounts">Whose promises and alarms.</param>
    /// <param name="range">When they were decided, and when alarms were raised; null: whenever.</param>
    public async Task<ForecastScore> ReadAsync(IReadOnlyCollection<string> accounts, UtcRange? range, CancellationToken cancellationToken)
    {
        var rows = await promises.ReadAsync(accounts, range, cancellationToken);
        var raised = (await incidents.OpenedAsync(range ?? new(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue), cancellationToken))
            .Where(incident => incident.NotifiedAt is not null && accounts.Contains(incident.Account, StringComparer.Ordinal));

        // An alert's own promise tells whether it came in time; in the grade of the band the chosen hour would weigh double.
        var daily = rows.Where(static row => row.Alert is null).ToList();

        return new(
            Of(PromiseKind.Exhaustion),
            Of(PromiseKind.Cap),
            Of(PromiseKind.PeriodEnd),
            ForecastGrader.Grade([.. rows.Select(Alert).OfType<AlertOutcome>()]),
            [.. raised.GroupBy(static incident => incident.Kind, StringComparer.Ordinal).Select(Alarm).OrderByDescending(static kind => kind.Told).ThenBy(static kind => kind.Kind, StringComparer.Ordinal)],
            rows.Min(static row => (DateTimeOffset?)row.MadeAt));

        PromiseGrade Of(PromiseKind kind) => Grade(daily.Where(row => row.Kind == kind).ToList());
    }

    private static PromiseGrade Grade(IReadOnlyList<Promise> rows)
    {
        var decided = rows.Where(static row => row.State is PromiseState.Known or PromiseState.Outlasted or PromiseState.Refilled).ToList();

        return new(
            ForecastGrader.Grade(decided.ConvertAll(Outcome)),
            decided.Count(static row => row.ToppedUpAt is not null),
            rows.Count(static row => row.State == PromiseState.Open),
            rows.Count(static row => row.State == PromiseState.Void));
    }

    private static PromiseOutcome Outcome(Promise row)
    {
        var span = new UtcRange(row.MadeAt, row.DecidedAt > row.MadeAt ? row.DecidedAt.Value : row.MadeAt);

        return row.Kind == PromiseKind.PeriodEnd
            ? new(row.UsdP10?.ToDouble(), row.UsdP50?.ToDouble(), row.UsdP90?.ToDouble(), row.Actual!.Value.ToDouble(), IsOver: true, $"{row.Scope.Text} {row.Kind}", span)
            : new(Hours(row.AtP10), Hours(row.AtP50), Hours(row.AtP90), span.Length.TotalHours, row.State == PromiseState.Known, $"{row.Scope.Text} {row.Kind}", span);

        double? Hours(DateTimeOffset? at) => (at - row.MadeAt)?.TotalHours;
    }

    /// <summary>Of each incident the promise of its first critical alert.</summary>
    private static AlertOutcome? Alert(Promise row)
    {
        if (row is not { Level: AlertLevel.Critical, LeadUntil: { } lead, DecidedAt: { } end, State: PromiseState.Known or PromiseState.Outlasted })
        {
            return null;
        }

        // What goes on has left as much so far: enough is certain, too little is not.
        return row.State == PromiseState.Known || end >= lead ? new(lead - row.MadeAt, end > row.MadeAt ? end - row.MadeAt : TimeSpan.Zero) : null;
    }

    private static AlarmGrade Alarm(IGrouping<string, Incident> kind) =>
        new(kind.Key, kind.Count(), kind.Count(static incident => incident.Useful == true), kind.Count(static incident => incident.Useful == false));
}
