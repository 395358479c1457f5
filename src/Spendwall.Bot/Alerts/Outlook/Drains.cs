using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>What the money went to lately.</summary>
internal sealed class Drains(ISpendLedger ledger)
{
    private const int Most = 5;

    /// <summary>The largest models or routes of the last 24 hours; of yesterday and today in a view of days.</summary>
    public async Task<IReadOnlyList<Drain>> ReadAsync(string account, UsageView view, SpendDimension by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = new UtcRange(now.FloorDay().AddDays(-1), now.FloorDay().AddDays(1));
        var rows = (await ledger.SpendAsync(new(account, view, days, by, ByDay: false, SeriesFilter.All), cancellationToken))
            .Where(row => row.Figures.Cost is { Nanos: > 0 })
            .Select(row => (Name: Name(row.Series, by), Spend: row.Figures.Cost!.Value))
            .OrderByDescending(row => row.Spend)
            .ToList();
        var total = rows.Aggregate(Usd.Zero, static (sum, row) => sum + row.Spend);
        if (view.Width < TimeSpan.FromDays(1) && rows.Count > 0)
        {
            (rows, total) = await LastDayAsync(account, view, by, rows, now, cancellationToken);
        }

        return [.. rows.Where(row => row.Spend > Usd.Zero).Take(Most).Select(row => new Drain(row.Name, row.Spend, row.Spend.ToDouble() / total.ToDouble()))];
    }

    /// <summary>The largest of two days in their last 24 hours: sums by the hour exist one by one.</summary>
    private async Task<(List<(string Name, Usd Spend)> Rows, Usd Total)> LastDayAsync(
        string account, UsageView view, SpendDimension by, List<(string Name, Usd Spend)> candidates, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var range = new UtcRange(now.FloorHour().AddHours(-23), now.FloorHour().AddHours(1));
        var rows = new List<(string Name, Usd Spend)>();
        foreach (var (name, _) in candidates.Take(Most))
        {
            var sum = await ledger.SumAsync(account, view, range, Only(by, name), cancellationToken);
            rows.Add((name, sum.Cost ?? Usd.Zero));
        }

        var all = await ledger.SumAsync(account, view, range, SeriesFilter.All, cancellationToken);

        return ([.. rows.OrderByDescending(row => row.Spend)], all.Cost ?? Usd.Zero);
    }

    private static string Name(UsageSeries series, SpendDimension by) => by == SpendDimension.Route ? series.Route : series.Model;

    private static SeriesFilter Only(SpendDimension by, string name) => by == SpendDimension.Route ? new() { Route = name } : new() { Model = name };
}
