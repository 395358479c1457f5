using Spendwall.Bot.Host.Backtest.Streaming;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>Goes through a past interval by interval, each time knowing only what had happened, by the classes of the live bot.</summary>
internal static class Replay
{
    private const int DefaultDays = 7;

    /// <summary>Nobody asks a bot that has seen nothing: so much it only watches, a quarter of a short past.</summary>
    private static readonly TimeSpan Warm = TimeSpan.FromDays(5);

    /// <exception cref="BacktestException">Its amounts are beyond what an amount can be.</exception>
    public static ReplayReport Run(PastSpend past, ReplayPlan plan)
    {
        try
        {
            return Go(past, plan);
        }
        catch (OverflowException)
        {
            throw new BacktestException($"{past.Name}: {BacktestException.TooDear}");
        }
    }

    private static ReplayReport Go(PastSpend past, ReplayPlan plan)
    {
        double days = (past.End - past.Start).TotalDays;
        var asked = past.Start + TimeSpan.FromDays(Math.Min(Warm.TotalDays, days / 4));
        var pools = plan.Lead is { } lead ? new PoolReplay(plan.Credits ?? Math.Max(0.01, past.Total / days * DefaultDays), lead) : null;
        var periods = PeriodReplay.Of(past.Start, past.End, plan.Budget);
        var monitor = SeriesMonitor.Of(new StreamLine.Series(past.Name, past.Step));
        var window = new SpendWindow(past.Step);
        var alarms = new List<StreamAlarm>();
        foreach (var interval in past.Intervals)
        {
            var profile = window.Profile(interval.At);
            if (interval.At >= asked)
            {
                pools?.Look(interval.At, profile);
                pools?.Spend(interval.At, past.Step, interval.Usd);
            }

            foreach (var period in periods)
            {
                period.Look(interval.At, profile);
                period.Spend(interval.At, interval.Usd);
            }

            window.Add(interval.At, interval.Usd);
            alarms.AddRange(monitor.Observe(interval));
        }

        return new(past, plan, pools?.Credits, pools?.Stories ?? [], [.. periods.Select(static period => period.Story)], AlarmStory.Of(alarms));
    }
}
