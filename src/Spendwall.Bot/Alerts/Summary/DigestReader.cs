using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>A UTC day, or a few, in five lines: spend, the month, runways, incidents, and what was explained or is nobody's.</summary>
public sealed class DigestReader(AccountLines lines, IAccountOutlooks outlooks, OwnerBook owners, IncidentStore incidents, SpendwallOptions options)
{
    private const int MostIncidents = 4;

    public async Task<AlertPost.Note> ReadAsync(UtcRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var spend = await SpendAsync(range, now, cancellationToken);
        var before = await SpendAsync(new(range.Start - range.Length, range.Start), now, cancellationToken);
        var states = new List<AccountOutlook>();
        foreach (var account in options.Accounts)
        {
            states.Add(await outlooks.ReadAsync(account, now, cancellationToken));
        }

        var ownerships = await owners.AllAsync(cancellationToken);
        var unowned = spend.Lines.Where(line => ownerships.Find(line.Scope) is null).ToList();

        return new($"{Name(range)}: {Spent(spend, before, range.Length)}", Month(states))
        {
            Lines = [Runways(states), await IncidentsAsync(range, cancellationToken), await ExplainedAsync(range, cancellationToken), Unowned(spend, unowned)],
            Footer = [$"as of {Wording.Instant(now)}; 00:00 to 24:00 UTC", .. spend.Unknown.Select(name => $"{name}: nothing is known of {(range.Length > TimeSpan.FromDays(1) ? "these days" : "this day")}.")],
        };
    }

    private static string Name(UtcRange range)
    {
        string first = Wording.Day(DateOnly.FromDateTime(range.Start.UtcDateTime));
        string last = Wording.Day(DateOnly.FromDateTime(range.End.AddDays(-1).UtcDateTime));

        return first == last ? first : $"{first} to {last}";
    }

    private async Task<(List<SpendLine> Lines, List<string> Unknown)> SpendAsync(UtcRange day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = new List<SpendLine>();
        var unknown = new List<string>();
        foreach (var account in options.Accounts)
        {
            if (await lines.ReadAsync(account, day, now, cancellationToken) is { } read)
            {
                all.AddRange(read);
            }
            else
            {
                unknown.Add(account.Name);
            }
        }

        return (all, unknown);
    }

    private string Spent((List<SpendLine> Lines, List<string> Unknown) day, (List<SpendLine> Lines, List<string> Unknown) before, TimeSpan length)
    {
        if (day.Unknown.Count == options.Accounts.Count)
        {
            return "spend unknown";
        }

        var spent = Sum(day.Lines);
        string change = before.Unknown.Count == 0 && day.Unknown.Count == 0 ? $", {Wording.Change(Sum(before.Lines), spent)} against the {(length > TimeSpan.FromDays(1) ? Wording.Number((int)length.TotalDays, "day") : "day")} before" : "";
        var estimated = day.Lines.Aggregate(Usd.Zero, static (sum, line) => sum + line.Estimated);

        return $"{spent} spent{change}{(estimated > Usd.Zero ? $"; {estimated} of it is estimated" : "")}";
    }

    private static string Month(IReadOnlyList<AccountOutlook> states)
    {
        var meters = states.Where(static state => state.Meter is not null).Select(static state =>
            $"{state.Account.Name} {state.Meter!.MonthToDate}{(state.Meter.MonthEnd is { } end ? $", month's end {end.P50}" : "")}{(state.Meter.Budget is { } budget ? $" of {budget}" : "")}").ToList();

        return meters.Count == 0 ? "Month to date: unknown" : $"Month to date: {string.Join("; ", meters)}";
    }

    private static string Runways(IReadOnlyList<AccountOutlook> states)
    {
        var runways = states.Where(static state => state.Reservoir is not null).Select(static state => $"{state.Account.Name} {WeeklySummaryBuilder.Text(state.Reservoir!.Runway)}, {state.Reservoir.Balance} left").ToList();

        return runways.Count == 0 ? "Runway: no account with credits is known" : $"Runway: {string.Join("; ", runways)}";
    }

    private async Task<string> IncidentsAsync(UtcRange day, CancellationToken cancellationToken)
    {
        int opened = (await incidents.OpenedAsync(day, cancellationToken)).Count(static incident => incident.NotifiedAt is not null);
        var open = (await incidents.OpenAsync(cancellationToken)).Where(static incident => incident.Level > AlertLevel.Information && incident.State != IncidentState.Explained).ToList();
        string which = open.Count == 0 ? "" : $": {string.Join(", ", open.Take(MostIncidents).Select(static incident => $"{incident.Id} {incident.Level.ToString().ToLowerInvariant()}"))}{(open.Count > MostIncidents ? " …" : "")}";

        return $"Incidents: {opened} opened, {open.Count} open now{which}";
    }

    private async Task<string> ExplainedAsync(UtcRange day, CancellationToken cancellationToken)
    {
        var explained = await incidents.ExplainedAsync(day, cancellationToken);

        return explained.Count == 0 ? "Explained by events: nothing" : $"Explained by events: {string.Join("; ", explained.Take(MostIncidents).Select(static pair => $"{pair.Incident.Id} ({pair.Incident.ActedBy})"))}{(explained.Count > MostIncidents ? " …" : "")}";
    }

    private string Unowned((List<SpendLine> Lines, List<string> Unknown) day, List<SpendLine> unowned) =>
        day.Unknown.Count == options.Accounts.Count ? "Without an owner: unknown" : $"Without an owner: {Sum(unowned)}";

    private static Usd Sum(IEnumerable<SpendLine> some) => some.Aggregate(Usd.Zero, static (sum, line) => sum + line.Total);
}
