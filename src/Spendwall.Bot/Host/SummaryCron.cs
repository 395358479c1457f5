using Quartz;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host;

/// <summary>The weekly summary's schedule, in the user's time zone.</summary>
internal static class SummaryCron
{
    private const string Key = $"{SpendwallOptions.Section}:Summary:Cron";

    /// <param name="now">The scheduler refuses what never fires from here on.</param>
    public static void Check(SpendwallOptions options, List<SettingsFault> faults, DateTimeOffset now)
    {
        if (!CronExpression.TryParse(options.Summary.Cron, out var cron))
        {
            faults.Add(new(Key, options.Summary.Cron, "takes a Quartz cron expression: seconds minutes hours day-of-month month day-of-week, such as 0 0 9 ? * MON."));
        }
        else if (cron.GetNextValidTimeAfter(now) is null)
        {
            faults.Add(new(Key, options.Summary.Cron, "never comes due again: its day does not exist or its year is over."));
        }
    }

    /// <summary>The last time it should have fired, at most <paramref name="back"/> ago; null when there was none.</summary>
    public static DateTimeOffset? LastDue(SummaryOptions summary, DateTimeOffset now, TimeSpan back)
    {
        var cron = new CronExpression(summary.Cron, TimeZoneInfo.FindSystemTimeZoneById(summary.TimeZone));
        DateTimeOffset? last = null;
        for (var next = cron.GetNextValidTimeAfter(now - back); next is { } due && due <= now; next = cron.GetNextValidTimeAfter(due))
        {
            last = due;
        }

        return last;
    }
}
