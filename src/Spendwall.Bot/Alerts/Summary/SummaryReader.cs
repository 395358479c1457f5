using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>Gathers a week from the ledger.</summary>
public sealed class SummaryReader(
    AccountLines lines, IAccountOutlooks outlooks, OwnerBook owners, OwnerReasons reasons, ExceptionBook exceptions, EventBook events, IEventMeter meter, IncidentStore incidents, ForecastScores scores, RecordFindings findings, SpendwallOptions options)
{
    /// <summary>A month's end is one trial: a week alone could never be graded.</summary>
    private static readonly TimeSpan Graded = TimeSpan.FromDays(91);

    /// <summary>An exception that ends sooner is worth a word.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>The last week that is over, Monday to Monday UTC.</summary>
    public static UtcRange CompletedWeek(DateTimeOffset now) => new(now.FloorWeek().AddDays(-7), now.FloorWeek());

    /// <param name="accounts">Null: all.</param>
    public async Task<WeeklySummary> ReadAsync(UtcRange week, IReadOnlyCollection<string>? accounts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var chosen = options.Accounts.Where(account => accounts is null || accounts.Contains(account.Name)).ToList();
        var last = new UtcRange(week.Start.AddDays(-7), week.Start);
        var spend = new List<SpendLine>();
        var before = new List<SpendLine>();
        var states = new List<AccountOutlook>();
        var blind = new List<string>();
        bool known = false;
        bool comparable = true;
        foreach (var account in chosen)
        {
            var outlook = await outlooks.ReadAsync(account, now, cancellationToken);
            states.Add(outlook);
            if (await lines.ReadAsync(account, week, now, cancellationToken) is not { } read)
            {
                blind.Add($"{account.Name}: nothing is known of this week.");
                continue;
            }

            known = true;
            spend.AddRange(read);
            if (await lines.ReadAsync(account, last, now, cancellationToken) is { } earlier)
            {
                before.AddRange(earlier);
            }
            else
            {
                comparable = false;
                blind.Add($"{account.Name}: nothing is known of the week before.");
            }

            if (outlook.Failing.Count > 0)
            {
                blind.Add($"{account.Name} cannot be read now: {outlook.Failing[0].Message ?? outlook.Failing[0].Failure.ToString()}");
            }
        }

        var opened = (await incidents.OpenedAsync(week, cancellationToken)).Where(incident => chosen.Exists(account => account.Name == incident.Account)).ToList();
        var ownerships = await owners.AllAsync(cancellationToken);
        var summary = WeeklySummaryBuilder.Build(new(
            week, now, known ? spend : null, known && comparable ? before : null, ownerships, states, opened, blind)
        {
            Expected = await OwnerExpectations.ReadAsync(lines, week, states, [.. spend, .. before], ownerships, now, cancellationToken),
            Reasons = known && comparable ? await reasons.ReadAsync(chosen, week, ownerships, now, cancellationToken) : new Dictionary<string, IReadOnlyList<string>>(),
        });
        var explained = (await incidents.ExplainedAsync(week, cancellationToken)).Where(pair => chosen.Exists(account => account.Name == pair.Incident.Account));
        var digest = await exceptions.DigestAsync(week, now - week.End + Soon, cancellationToken);

        return summary with
        {
            Grade = await scores.ReadAsync([.. chosen.Select(static account => account.Name)], new(week.End - Graded, week.End), cancellationToken),
            Days = known ? await DaysAsync(chosen, week, comparable, now, cancellationToken) : [],
            Explained = [.. explained.Select(static pair => new ExplainedWeek(pair.Incident.Id, pair.Incident.Title, pair.Transition.Text, pair.Transition.At))],
            Exceptions = ExceptionText.Lines(digest, IsMeant),
            Windows = await WindowsAsync(week, IsMeant, now, cancellationToken),
            Waste = await findings.WasteAsync(chosen, week, now, cancellationToken),
            Unexplained = await findings.UnexplainedAsync(chosen, week, cancellationToken),
        };

        bool IsMeant(Ledger.Scope scope) => accounts is null || scope["account"] is not { } name || accounts.Contains(name);
    }

    /// <summary>Those that lasted in the week, and those that begin soon after it; oldest first.</summary>
    private async Task<IReadOnlyList<string>> WindowsAsync(UtcRange week, Func<Ledger.Scope, bool> isMeant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var people = await owners.PeopleAsync(cancellationToken);
        foreach (var window in (await events.ListAsync(week.Start, TimeSpan.Zero, cancellationToken)).Reverse())
        {
            // One that was ended before it began was none.
            if (window.IsWindow && window.Until > window.From && window.From < now + Soon && isMeant(window.Scope))
            {
                var measured = window.From <= now ? await meter.MeasureAsync(window, here: null, within: null, now, cancellationToken) : null;
                lines.Add(WindowText.Line(window, people.NameOf(window.AddedBy) ?? people.Configured(window.AddedBy).Name, measured, now));
            }
        }

        return lines;
    }

    /// <summary>USD of each day of both weeks; a day of a week that is known, and of which no row tells, cost nothing.</summary>
    private async Task<IReadOnlyList<double?>> DaysAsync(IReadOnlyList<AccountOptions> chosen, UtcRange week, bool comparable, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<DateOnly, double>();
        foreach (var account in chosen)
        {
            foreach (var line in await lines.DaysAsync(account, new(week.Start.AddDays(-7), week.End), now, cancellationToken))
            {
                if (line.Day is { } day)
                {
                    sums[day] = sums.GetValueOrDefault(day) + line.Total.ToDouble();
                }
            }
        }

        var first = DateOnly.FromDateTime(week.Start.UtcDateTime);

        return [.. Enumerable.Range(-7, 14).Select(day => day < 0 && !comparable ? null : (double?)sums.GetValueOrDefault(first.AddDays(day)))];
    }
}
