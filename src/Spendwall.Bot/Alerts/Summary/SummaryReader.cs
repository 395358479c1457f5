using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>Gathers a week from the ledger.</summary>
public sealed class SummaryReader(AccountLines lines, IAccountOutlooks outlooks, OwnerBook owners, IncidentStore incidents, ForecastScores scores, SpendwallOptions options)
{
    /// <summary>A month's end is one trial: a week alone could never be graded.</summary>
    private static readonly TimeSpan Graded = TimeSpan.FromDays(91);

    /// <summary>The last week that is over, Monday to Monday UTC.</summary>
    public static UtcRange CompletedWeek(DateTimeOffset now) => new(now.FloorWeek().AddDays(-7), now.FloorWeek());

    /// <param name="accounts">Null: all.</param>
    public async Task<WeeklySummary> ReadAsync(UtcRange week, IReadOnlyCollection<string>? accounts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var chosen = options.Accounts.Where(account => accounts is null || accounts.Contains(account.Name)).ToList();
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
            if (await lines.ReadAsync(account, new UtcRange(week.Start.AddDays(-7), week.Start), now, cancellationToken) is { } earlier)
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

        var summary = WeeklySummaryBuilder.Build(new(
            week, now, known ? spend : null, known && comparable ? before : null, await owners.AllAsync(cancellationToken), states, opened, blind));

        return summary with { Grade = await scores.ReadAsync([.. chosen.Select(static account => account.Name)], new(week.End - Graded, week.End), cancellationToken) };
    }
}
