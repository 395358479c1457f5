using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenAI;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Spending;

/// <summary>
/// Reads one account's total view as lines that owners and budgets can be matched with. Breakdowns of the same money
/// are never read, so nothing counts twice.
/// </summary>
public sealed class AccountLines(ISpendLedger ledger)
{
    /// <param name="days">Whole UTC days.</param>
    /// <returns>Null: nothing is known of these days, which is not nothing spent.</returns>
    public async Task<IReadOnlyList<SpendLine>?> ReadAsync(AccountOptions account, UtcRange days, DateTimeOffset now, CancellationToken cancellationToken) =>
        await LinesAsync(account, days, now, byDay: false, cancellationToken) is { } lines && (lines.Count > 0 || await ReachesAsync(account, days, cancellationToken)) ? lines : null;

    /// <summary>The same, each day's apart; nothing where nothing is known.</summary>
    public async Task<IReadOnlyList<SpendLine>> DaysAsync(AccountOptions account, UtcRange days, DateTimeOffset now, CancellationToken cancellationToken) =>
        await LinesAsync(account, days, now, byDay: true, cancellationToken) ?? [];

    /// <summary>The burn of what lies in a scope, see <see cref="ScopeHistories"/>.</summary>
    internal ScopeHistories Histories => new(ledger, this);

    /// <summary>Spend of the month before proves that the history goes back far enough.</summary>
    private async Task<bool> ReachesAsync(AccountOptions account, UtcRange days, CancellationToken cancellationToken)
    {
        var before = new UtcRange(days.Start.AddDays(-31), days.Start);
        UsageView[] views = account.Provider == ProviderKind.OpenAI ? [UsageView.Costs] : [UsageView.KeyModel, UsageView.OwnKey];
        foreach (var view in views)
        {
            if ((await ledger.SumAsync(account.Name, view, before, SeriesFilter.All, cancellationToken)).Cost is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<SpendLine>?> LinesAsync(AccountOptions account, UtcRange days, DateTimeOffset now, bool byDay, CancellationToken cancellationToken)
    {
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        if (marks.Count == 0)
        {
            return null;
        }

        if (account.Provider == ProviderKind.OpenAI)
        {
            var billedUntil = marks.Values.Where(static mark => mark.Dataset.Contains("cost", StringComparison.OrdinalIgnoreCase)).Max(static mark => mark.CoversUntil);

            return await MeteredAsync(account, days, billedUntil, now, cancellationToken);
        }

        var all = await SumsAsync(account, UsageView.KeyModel, days, SpendDimension.Key | SpendDimension.Model, byDay, cancellationToken);
        if (all.Count == 0)
        {
            all = await SumsAsync(account, UsageView.OwnKey, days, SpendDimension.Key, byDay, cancellationToken);
        }

        return [.. all.Select(sum => Line(account, sum, sum.Figures.Cost ?? Usd.Zero, Usd.Zero))];
    }

    private async Task<IReadOnlyList<SpendLine>> MeteredAsync(AccountOptions account, UtcRange days, DateTimeOffset? billedUntil, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var billed = await SumsAsync(account, UsageView.Costs, days, SpendDimension.Project | SpendDimension.Key | SpendDimension.Endpoint, byDay: true, cancellationToken);
        var lines = billed.Where(static sum => sum.Figures.Cost is not null).Select(sum => Line(account, sum, sum.Figures.Cost!.Value, Usd.Zero)).ToList();
        var estimates = await SumsAsync(account, UsageView.CostEstimate, days, SpendDimension.Project | SpendDimension.Key | SpendDimension.Model, byDay: true, cancellationToken);
        foreach (var day in estimates.Where(static sum => sum is { Day: not null, Figures.Cost: not null }).GroupBy(static sum => sum.Day!.Value))
        {
            var bill = billed.Where(sum => sum.Day == day.Key).ToList();
            Usd? known = bill.Count > 0 ? Sum(bill) : null;
            var expected = Sum(day);
            bool open = SettlementPolicy.IsOpen(day.Key, now, billedUntil, known);
            if (SettlementPolicy.Settle(open, known, expected) is not { Estimated: { Nanos: > 0 } remainder })
            {
                continue;
            }

            // What is billed already of an open day is in the estimate too: only the rest is added, in its proportions.
            decimal rest = remainder.Dollars / expected.Dollars;
            lines.AddRange(day.Select(sum => Line(account, sum, Usd.Zero, Usd.FromDollars(sum.Figures.Cost!.Value.Dollars * rest))));
        }

        return lines;
    }

    private Task<IReadOnlyList<SpendSum>> SumsAsync(AccountOptions account, UsageView view, UtcRange days, SpendDimension by, bool byDay, CancellationToken cancellationToken) =>
        ledger.SpendAsync(new SpendQuery(account.Name, view, days, by, byDay, SeriesFilter.All), cancellationToken);

    private static Usd Sum(IEnumerable<SpendSum> sums) => sums.Aggregate(Usd.Zero, static (total, sum) => total + (sum.Figures.Cost ?? Usd.Zero));

    /// <summary>Provider, account, and project, key and model where a series tells them.</summary>
    internal static Scope ScopeOf(AccountOptions account, UsageSeries series)
    {
        var parts = new Dictionary<string, string> { ["provider"] = account.Provider.ToString().ToLowerInvariant(), ["account"] = account.Name };
        foreach (var (kind, value) in new[] { ("project", series.Project), ("key", series.Key), ("model", LineItem.ModelOf(series)) })
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                parts[kind] = value;
            }
        }

        return new(parts);
    }

    private static SpendLine Line(AccountOptions account, SpendSum sum, Usd billed, Usd estimated)
    {
        var series = sum.Series;
        string label = new[] { LineItem.ModelOf(series), series.Endpoint, series.Project, series.Key }.FirstOrDefault(static text => !string.IsNullOrWhiteSpace(text)) ?? account.Name;

        return new(ScopeOf(account, series), label, billed, estimated) { Day = sum.Day };
    }
}
