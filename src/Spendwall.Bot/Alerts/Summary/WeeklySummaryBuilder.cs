using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>What a week's summary is made of.</summary>
/// <param name="Spend">Null: nothing was ever read.</param>
/// <param name="Before">The week before; null: not known of every account.</param>
public sealed record WeekFacts(
    UtcRange Week,
    DateTimeOffset At,
    IReadOnlyList<SpendLine>? Spend,
    IReadOnlyList<SpendLine>? Before,
    IReadOnlyList<Ownership> Ownerships,
    IReadOnlyList<AccountOutlook> Outlooks,
    IReadOnlyList<Incident> Incidents,
    IReadOnlyList<string> BlindSpots)
{
    /// <summary>By owner, <see cref="Nobody"/> for nobody: the middle of the forecast as the week began.</summary>
    public IReadOnlyDictionary<string, Usd> Expected { get; init; } = new Dictionary<string, Usd>();

    /// <summary>By owner, <see cref="Nobody"/> for nobody: why their spend changed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Reasons { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Stands for nobody where null cannot.</summary>
    public const string Nobody = "";
}

/// <summary>Puts a week together. Pure.</summary>
public static class WeeklySummaryBuilder
{
    private const int MostMovers = 3;

    private const int MostLargest = 10;

    private static readonly Usd LeastMove = new(10_000_000);

    public static WeeklySummary Build(WeekFacts facts)
    {
        var now = Owned(facts.Spend ?? [], facts.Ownerships);
        var before = Owned(facts.Before ?? [], facts.Ownerships);
        var owners = now.Concat(before).Select(static line => line.Owner).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(owner => Week(owner, Of(now, owner), facts.Before is null ? null : Of(before, owner)) with
            {
                Expected = facts.Expected.TryGetValue(owner ?? WeekFacts.Nobody, out var expected) ? expected : null,
                Reasons = facts.Reasons.GetValueOrDefault(owner ?? WeekFacts.Nobody, []),
                Incidents = Incidents([.. facts.Incidents.Where(incident => string.Equals(facts.Ownerships.Find(incident.Scope)?.Owner.Name, owner, StringComparison.OrdinalIgnoreCase))]),
            })
            .OrderBy(static week => week.Owner is null)
            .ThenByDescending(static week => week.Spent)
            .ToList();

        return new WeeklySummary
        {
            Start = facts.Week.Start,
            End = facts.Week.End,
            At = facts.At,
            Owners = owners,
            Runways = [.. facts.Outlooks.Where(static outlook => outlook.Reservoir is not null).Select(Runway)],
            Incidents = Incidents(facts.Incidents),
            BlindSpots = facts.BlindSpots,
            Expected = owners.Count > 0 && owners.TrueForAll(static week => week.Expected is not null) ? Sum(owners.Select(static week => week.Expected!.Value)) : null,
            Spent = facts.Spend is null ? null : Sum(owners.Select(static week => week.Spent)),
            Estimated = facts.Spend is null ? null : Sum(owners.Select(static week => week.Estimated)),
            Before = facts.Before is null ? null : Sum(owners.Select(static week => week.Before ?? Usd.Zero)),
            Unowned = facts.Spend is null ? null : Sum(owners.Where(static week => week.Owner is null).Select(static week => week.Spent)),
        };
    }

    private static OwnerWeek Week(string? owner, List<SpendLine> now, List<SpendLine>? before)
    {
        var (spent, estimated) = (Sum(now.Select(static line => line.Total)), Sum(now.Select(static line => line.Estimated)));
        var all = now.Concat(before ?? []).Select(static line => line.Label).Distinct(StringComparer.Ordinal)
            .Select(label =>
            {
                var of = Sum(now.Where(line => line.Label == label).Select(static line => line.Total));

                return new Mover(label, of - Sum((before ?? []).Where(line => line.Label == label).Select(static line => line.Total)), of);
            })
            .ToList();
        var largest = all.OrderByDescending(static mover => mover.Spent).ThenBy(static mover => mover.Label, StringComparer.Ordinal).Take(MostLargest).ToList();
        var movers = all.Where(static mover => Size(mover.Change) >= LeastMove)
            .OrderByDescending(static mover => Size(mover.Change))
            .ThenBy(static mover => mover.Label, StringComparer.Ordinal)
            .Take(MostMovers)
            .ToList();

        return before is null
            ? new(owner, spent, estimated, null, []) { Largest = largest }
            : new(owner, spent, estimated, Sum(before.Select(static line => line.Total)), movers) { Largest = largest };
    }

    private static RunwayWeek Runway(AccountOutlook outlook)
    {
        var reservoir = outlook.Reservoir!;

        return new(outlook.Account.Name, reservoir.Balance, Hours(reservoir.Runway), Hours(reservoir.RunwayWeekAgo), Text(reservoir.Runway), Text(reservoir.RunwayWeekAgo));
    }

    private static IncidentWeek Incidents(IReadOnlyList<Incident> incidents)
    {
        var told = incidents.Where(static incident => incident.NotifiedAt is not null).ToList();
        var minutes = told.Where(static incident => incident.AcknowledgedAt is not null)
            .Select(static incident => (incident.AcknowledgedAt!.Value - incident.OpenedAt).TotalMinutes)
            .Order()
            .ToList();
        double? median = minutes.Count == 0 ? null : (minutes[(minutes.Count - 1) / 2] + minutes[minutes.Count / 2]) / 2;

        return new(told.Count, minutes.Count, told.Count(static incident => incident.State == IncidentState.Resolved), median)
        {
            Judged = told.Count(static incident => incident.Useful is not null),
            NotUseful = told.Count(static incident => incident.Useful == false),
        };
    }

    private static List<(string? Owner, SpendLine Line)> Owned(IReadOnlyList<SpendLine> lines, IReadOnlyList<Ownership> ownerships)
    {
        var known = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

        return [.. lines.Select(line =>
        {
            if (!known.TryGetValue(line.Scope.Text, out string? owner))
            {
                known[line.Scope.Text] = owner = ownerships.Find(line.Scope)?.Owner.Name;
            }

            return (owner, line);
        })];
    }

    private static List<SpendLine> Of(List<(string? Owner, SpendLine Line)> lines, string? owner) =>
        [.. lines.Where(pair => string.Equals(pair.Owner, owner, StringComparison.OrdinalIgnoreCase)).Select(static pair => pair.Line)];

    private static double? Hours(RunwayForecast? runway) => runway switch
    {
        RunwayForecast.Ends { P50: { } middle } => middle.TotalHours,
        RunwayForecast.Exhausted => 0,
        _ => null,
    };

    internal static string Text(RunwayForecast? runway) => runway switch
    {
        RunwayForecast.Ends ends => Wording.Duration(ends.P50),
        RunwayForecast.Exhausted => "exhausted",
        RunwayForecast.Idle => "nothing is spent",
        _ => "unknown",
    };

    private static Usd Sum(IEnumerable<Usd> amounts) => amounts.Aggregate(Usd.Zero, static (total, amount) => total + amount);

    private static Usd Size(Usd amount) => amount < Usd.Zero ? -amount : amount;
}
