using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>What the money went to yesterday and today: sums by the day answer at once, and a day's rhythm is whole in them.</summary>
internal sealed class Drains(ISpendLedger ledger)
{
    private const int Most = 5;

    /// <summary>The largest models or routes since yesterday 00:00 UTC.</summary>
    public async Task<IReadOnlyList<Drain>> ReadAsync(string account, UsageView view, SpendDimension by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = new UtcRange(now.FloorDay().AddDays(-1), now.FloorDay().AddDays(1));
        var rows = (await ledger.SpendAsync(new(account, view, days, by, ByDay: false, SeriesFilter.All), cancellationToken))
            .Where(row => row.Figures.Cost is { Nanos: > 0 })
            .Select(row => (Name: Name(row.Series, by), Spend: row.Figures.Cost!.Value))
            .OrderByDescending(row => row.Spend)
            .ToList();
        var total = rows.Aggregate(Usd.Zero, static (sum, row) => sum + row.Spend);

        return [.. rows.Take(Most).Select(row => new Drain(row.Name, row.Spend, row.Spend.ToDouble() / total.ToDouble()))];
    }

    /// <summary>The provider can leave the name out; its money is there all the same.</summary>
    private static string Name(UsageSeries series, SpendDimension by) =>
        (by == SpendDimension.Route ? series.Route : series.Model) is { Length: > 0 } name ? name : Wording.Unknown;
}
