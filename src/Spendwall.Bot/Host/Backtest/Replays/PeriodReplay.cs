using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>One period: what it was expected to cost, asked once a day, and what it did cost.</summary>
internal sealed class PeriodReplay(UtcRange range, double? budget)
{
    private static readonly double[] Shares = [0.25, 0.5, 0.75];

    private readonly List<PeriodTold> told = [];
    private DateTimeOffset? saidOverAt;
    private DateTimeOffset? overAt;
    private double spent;

    public PeriodStory Story => new(range, budget, spent, told, saidOverAt, overAt);

    /// <summary>The whole calendar months of a past; without any, the whole past, which a month's budget is no measure of.</summary>
    public static IReadOnlyList<PeriodReplay> Of(DateTimeOffset start, DateTimeOffset end, double? budget)
    {
        var periods = new List<PeriodReplay>();
        var first = start.FloorMonth() == start ? start : start.FloorMonth().AddMonths(1);
        for (var month = first; month.AddMonths(1) <= end; month = month.AddMonths(1))
        {
            periods.Add(new(new(month, month.AddMonths(1)), budget));
        }

        return periods.Count > 0 ? periods : [new(new(start, end), null)];
    }

    /// <summary>Looks ahead before an interval's spend is known.</summary>
    public void Look(DateTimeOffset at, BurnProfile? profile)
    {
        if (!range.Contains(at) || at == range.Start)
        {
            return;
        }

        // The share that this look is the first to have passed.
        double passed = (at - range.Start) / range.Length;
        bool due = told.Count < Shares.Length && passed >= Shares[told.Count];
        if ((due || (budget is not null && at == at.FloorDay())) && MonthEndForecaster.Forecast(range, Usd.FromEstimate(spent), profile) is { } forecast)
        {
            saidOverAt ??= budget is { } limit && forecast.P50.ToDouble() > limit ? at : null;
            if (due)
            {
                told.Add(new(passed, forecast.P10.ToDouble(), forecast.P50.ToDouble(), forecast.P90.ToDouble()));
            }
        }
    }

    public void Spend(DateTimeOffset at, double usd)
    {
        if (range.Contains(at))
        {
            spent += usd;
            overAt ??= budget is { } limit && spent > limit ? at : null;
        }
    }
}
