using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>
/// Spend of an OpenAI account: billed days, the estimate of days that are not settled, and tokens by the hour for the
/// shape inside a day.
/// </summary>
internal sealed class OpenAISpend(ISpendLedger ledger)
{
    /// <summary>The datasets whose marks say how far costs and usage reach.</summary>
    internal const string Costs = "costs";
    internal const string Usage = "usage.hour";

    /// <summary>Output tokens cost about four times as much as input: enough to shape a day by.</summary>
    private const double OutputWeight = 4;

    public async Task<SpendFacts?> ReadAsync(string account, DateTimeOffset now, IReadOnlyDictionary<string, DatasetMark> marks, CancellationToken cancellationToken)
    {
        var range = new UtcRange(now.FloorDay() - SpendFacts.Reach, now.FloorDay().AddDays(1));
        var billed = await ledger.CostByDayAsync(account, UsageView.Costs, range, cancellationToken);
        var estimated = await ledger.CostByDayAsync(account, UsageView.CostEstimate, range, cancellationToken);
        if (billed.Count == 0 && estimated.Count == 0)
        {
            return null;
        }

        var costsCover = marks.GetValueOrDefault(Costs)?.CoversUntil;
        var days = Settle(billed, estimated, costsCover, now);
        var hours = await ledger.HoursAsync(account, UsageView.Usage, new(range.Start, now), cancellationToken);
        var asOf = AsOf(marks, hours, days, costsCover, now);

        return new SpendFacts(DaySpread.Spread(days.ToDictionary(day => day.Key, day => day.Value.Total), Weights(hours), new(range.Start, asOf)), asOf)
        {
            Days = days,
            BlindSpots = await BlindSpotsAsync(account, days, costsCover, now, cancellationToken),
        };
    }

    private static SortedDictionary<DateOnly, DaySpend> Settle(
        Dictionary<DateOnly, Usd> billed, Dictionary<DateOnly, Usd> estimated, DateTimeOffset? costsCover, DateTimeOffset now)
    {
        var days = new SortedDictionary<DateOnly, DaySpend>();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        for (var day = billed.Keys.Concat(estimated.Keys).Min(); day <= today; day = day.AddDays(1))
        {
            // A day that the costs cover and do not name cost nothing.
            var end = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            Usd? bill = billed.TryGetValue(day, out var told) ? told : end <= costsCover ? Usd.Zero : null;
            Usd? guess = estimated.TryGetValue(day, out var usd) ? usd : null;
            if (SettlementPolicy.Settle(SettlementPolicy.IsOpen(day, now, costsCover, bill), bill, guess) is { } spend)
            {
                days[day] = spend;
            }
        }

        return days;
    }

    /// <summary>Where today's figure ends: usage when it reaches today, else the costs, else the end of the last known day.</summary>
    private static DateTimeOffset AsOf(
        IReadOnlyDictionary<string, DatasetMark> marks, IReadOnlyList<HourSum> hours, SortedDictionary<DateOnly, DaySpend> days, DateTimeOffset? costsCover, DateTimeOffset now)
    {
        var today = now.FloorDay();
        if (!days.ContainsKey(DateOnly.FromDateTime(today.UtcDateTime)))
        {
            return days.Count == 0 ? now : new DateTimeOffset(days.Keys.Last().AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        }

        var usage = marks.GetValueOrDefault(Usage)?.CoversUntil ?? (hours.Count > 0 ? hours[^1].Start.AddHours(1) : null);
        var covers = usage > today ? usage : costsCover > today ? costsCover : now;

        return covers < now ? covers.Value : now;
    }

    private static Dictionary<DateTimeOffset, double> Weights(IReadOnlyList<HourSum> hours) =>
        hours.ToDictionary(hour => hour.Start, hour => (hour.Figures.InputTokens ?? 0) + (OutputWeight * (hour.Figures.OutputTokens ?? 0)));

    private async Task<IReadOnlyList<string>> BlindSpotsAsync(
        string account, SortedDictionary<DateOnly, DaySpend> days, DateTimeOffset? costsCover, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var spots = new List<string>();
        var estimate = days.Values.Aggregate(Usd.Zero, static (sum, day) => sum + day.Estimated);
        if (estimate > Usd.Zero)
        {
            spots.Add(costsCover is { } until
                ? $"Billed costs reach {until:yyyy-MM-dd HH:mm} UTC; {estimate} on top is estimated from usage."
                : $"Nothing is billed yet; {estimate} is estimated from usage.");
        }

        var open = new UtcRange(now.FloorDay().AddDays(-1), now.FloorDay().AddDays(1));
        var models = await ledger.SpendAsync(new(account, UsageView.CostEstimate, open, SpendDimension.Model, ByDay: false, SeriesFilter.All), cancellationToken);
        string unpriced = string.Join(", ", models.Where(row => row.Figures.Cost is null).Select(row => row.Series.Model.Length > 0 ? row.Series.Model : "unnamed services").Take(5));
        if (unpriced.Length > 0)
        {
            spots.Add($"No price is known for {unpriced}: its use since yesterday is in no estimate.");
        }

        return spots;
    }
}
