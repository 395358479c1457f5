using System.Globalization;
using System.Text;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>A replay for people: what would have been said, how early, and how right.</summary>
internal static class ReplayText
{
    /// <summary>More than so many lines of a kind nobody reads.</summary>
    private const int Most = 12;

    public static string Render(ReplayReport report)
    {
        var text = new StringBuilder();
        var past = report.Past;
        text.AppendLine(Invariant($"{past.Name}: {Dollars(past.Total)} from {Wording.Instant(past.Start)} to {Wording.Instant(past.End)}{Holes(past)}"));
        text.AppendLine(Invariant($"Spendwall would have warned you {Times(report.Warnings)} here."));
        text.AppendLine();
        if (report is { Credits: { } credits, Plan.Lead: { } lead })
        {
            Pools(text, report, credits, lead);
        }

        Periods(text, report);
        Alarms(text, report);

        return text.ToString();
    }

    private static void Pools(StringBuilder text, ReplayReport report, double credits, TimeSpan lead)
    {
        string size = report.Plan.Credits is null ? "seven average days" : "as asked";
        text.AppendLine(Invariant($"Credits of {Dollars(credits)} ({size}), bought again when gone; lead time {Wording.Duration(lead)}:"));
        foreach (var pool in report.Pools.TakeLast(Most))
        {
            text.AppendLine($"  {Line(pool, lead)}");
        }

        Left(text, report.Pools.Count);
        var ended = report.Pools.Where(static pool => pool.EmptyAt is not null).ToList();
        if (ended.Count > 0)
        {
            int inTime = ended.Count(pool => pool.Ahead >= lead - TimeSpan.FromHours(1));
            text.AppendLine(Invariant($"  {Wording.Number(ended.Count, "exhaustion")}: {inTime} warned in time, {ended.Count(static pool => pool.CriticalAt is null)} not at all."));
        }

        text.AppendLine();
    }

    private static string Line(PoolStory pool, TimeSpan lead)
    {
        string bought = $"bought {Wording.Instant(pool.BoughtAt)}";
        string headsUp = pool.HeadsUpAt is { } at ? $", heads-up {Wording.Instant(at)}" : "";
        string alert = pool.CriticalAt is { } critical ? $", alert {Wording.Instant(critical)}" : ", no alert";
        string end = (pool.EmptyAt, pool.Ahead) switch
        {
            (null, _) => ", not empty at the end",
            ({ } empty, { } ahead) => $", empty {Wording.Instant(empty)}: {Wording.Duration(ahead)} ahead{(ahead > 2 * lead ? ", early" : ahead < lead - TimeSpan.FromHours(1) ? ", late" : "")}",
            ({ } empty, null) => $", empty {Wording.Instant(empty)}: not warned",
        };

        return bought + headsUp + alert + end;
    }

    private static void Periods(StringBuilder text, ReplayReport report)
    {
        text.AppendLine("Forecast of the period's end:");
        foreach (var period in report.Periods.TakeLast(Most))
        {
            string told = string.Join(", ", period.Told.Select(one => Invariant($"{Dollars(one.P50)} after {one.Share:0 %} ({Signed(one.Error(period.Actual))}{(one.Holds(period.Actual) ? "" : ", outside the band")})")));
            text.AppendLine(Invariant($"  {Wording.Day(Date(period.Range.Start))} to {Wording.Day(Date(period.Range.End))}: {Dollars(period.Actual)}; said {(told.Length > 0 ? told : "nothing")}{Budget(period)}"));
        }

        Left(text, report.Periods.Count);
        text.AppendLine();
    }

    private static string Budget(PeriodStory period) => period.Budget is not { } budget ? "" : (period.SaidOverAt, period.OverAt) switch
    {
        (null, null) => $"; within {Dollars(budget)}",
        ({ } said, { } over) => $"; over {Dollars(budget)} on {Wording.Day(Date(over))}, said on {Wording.Day(Date(said))}",
        ({ } said, null) => $"; said to pass {Dollars(budget)} on {Wording.Day(Date(said))}, it did not",
        (null, { } over) => $"; over {Dollars(budget)} on {Wording.Day(Date(over))}, not said before",
    };

    private static void Alarms(StringBuilder text, ReplayReport report)
    {
        text.AppendLine(Invariant($"{Wording.Number(report.Alarms.Count, "alarm")}{(report.Alarms.Count > 0 ? ":" : ".")}"));
        foreach (var alarm in report.Alarms.TakeLast(Most))
        {
            text.AppendLine($"  {Wording.Instant(alarm.At)}: {string.Join(", ", alarm.What)}");
        }

        Left(text, report.Alarms.Count);
    }

    private static void Left(StringBuilder text, int count)
    {
        if (count > Most)
        {
            text.AppendLine(Invariant($"  (the last {Most} of {count}; --json has all)"));
        }
    }

    private static string Holes(PastSpend past) => (past.Missing, past.Unknown) switch
    {
        (0, 0) => "",
        (var missing, 0) => Invariant($" ({missing} missing {(past.Step.TotalHours > 1 ? "days" : "hours")}, taken as zero)"),
        (_, var unknown) => Invariant($" ({unknown} hours unknown)"),
    };

    /// <summary>What rounds to nothing has no sign: that is what the third part is for.</summary>
    internal static string Signed(double share) => share.ToString("+0 %;-0 %;0 %", CultureInfo.InvariantCulture);

    private static string Times(int count) => count switch
    {
        0 => "not once",
        1 => "once",
        2 => "twice",
        _ => Invariant($"{count} times"),
    };

    private static DateOnly Date(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static string Dollars(double usd) => Usd.FromEstimate(usd).ToString();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
