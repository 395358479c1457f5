using Quartz;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host;

/// <summary>The schedules of the weekly summary and the daily digest, each in its time zone.</summary>
internal static class SummaryCron
{
    private const string Root = $"{SpendwallOptions.Section}:Summary";

    /// <param name="now">The scheduler refuses what never fires from here on.</param>
    public static void Check(SpendwallOptions options, List<SettingsFault> faults, DateTimeOffset now)
    {
        var summary = options.Summary;
        Check($"{Root}:Cron", summary.Cron, faults, now);
        Check($"{Root}:Daily:Cron", summary.Daily.Cron, faults, now);
        for (int i = 0; i < summary.Schedules.Count; i++)
        {
            if (summary.Schedules[i].Cron is { } own)
            {
                Check($"{Root}:Schedules:{i}:Cron", own, faults, now);
            }
        }
    }

    /// <summary>Every pair of a cron and a time zone at which something can fall due.</summary>
    public static IReadOnlyList<(string Cron, string TimeZone)> All(SummaryOptions summary) =>
    [
        .. new[] { (summary.Cron, summary.TimeZone) }
            .Concat(summary.Schedules.Select(schedule => (schedule.Cron ?? summary.Cron, schedule.TimeZone ?? summary.TimeZone)))
            .Concat(summary.Daily.Channels.Count > 0 ? [(summary.Daily.Cron, summary.Daily.TimeZone ?? summary.TimeZone)] : [])
            .Distinct(),
    ];

    /// <summary>The last time it should have fired, at most <paramref name="back"/> ago, and the time before; null when there was none.</summary>
    public static DueTime? LastDue(string cron, string timeZone, DateTimeOffset now, TimeSpan back)
    {
        var expression = new CronExpression(cron, TimeZoneInfo.FindSystemTimeZoneById(timeZone));
        DueTime? last = null;
        for (var next = expression.GetNextValidTimeAfter(now - back); next is { } due && due <= now; next = expression.GetNextValidTimeAfter(due))
        {
            last = new(due, last?.At);
        }

        return last;
    }

    private static void Check(string key, string text, List<SettingsFault> faults, DateTimeOffset now)
    {
        if (!CronExpression.TryParse(text, out var cron))
        {
            faults.Add(new(key, text, "takes a Quartz cron expression: seconds minutes hours day-of-month month day-of-week, such as 0 0 9 ? * MON."));
        }
        else if (cron.GetNextValidTimeAfter(now) is null)
        {
            faults.Add(new(key, text, "never comes due again: its day does not exist or its year is over."));
        }
    }
}
