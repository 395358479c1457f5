using System.Text.RegularExpressions;

namespace Spendwall.Bot.Configuration;

/// <summary>The rules of everything that is told by the clock: quiet hours, repeats and escalations, summaries.</summary>
internal static partial class CadenceCheck
{
    private const string Root = SpendwallOptions.Section;

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static void Check(SpendwallOptions options, List<SettingsFault> faults)
    {
        if (options.QuietHours is { } quiet && !string.IsNullOrWhiteSpace(quiet)
            && !(QuietHours().Match(quiet) is { Success: true } match && TimeZoneInfo.TryFindSystemTimeZoneById(match.Groups["zone"].Value is { Length: > 0 } zone ? zone : "UTC", out _)))
        {
            faults.Add(new($"{Root}:QuietHours", quiet, "takes two times of day, such as 22:00-07:00 (UTC) or 22:00-07:00 Europe/Berlin."));
        }

        CheckCadence(options.Cadence, faults);
        CheckSummary(options.Summary, faults);
    }

    private static void CheckCadence(CadenceOptions cadence, List<SettingsFault> faults)
    {
        (string Key, TimeSpan Value)[] spans =
        [
            (nameof(cadence.RepeatWarning), cadence.RepeatWarning),
            (nameof(cadence.RepeatCritical), cadence.RepeatCritical),
            (nameof(cadence.RepeatExhausted), cadence.RepeatExhausted),
            (nameof(cadence.EscalateWarning), cadence.EscalateWarning),
            (nameof(cadence.EscalateCritical), cadence.EscalateCritical),
            (nameof(cadence.EscalateExhausted), cadence.EscalateExhausted),
            (nameof(cadence.RemindAfter), cadence.RemindAfter),
            (nameof(cadence.BurstWithin), cadence.BurstWithin),
        ];
        faults.AddRange(spans.Where(static span => span.Value < Least || span.Value > Longest)
            .Select(static span => new SettingsFault($"{Root}:Cadence:{span.Key}", span.Value.ToString(), "takes 00:01:00 to 30.00:00:00.")));
        if (cadence.BurstMost is < 1 or > 1000)
        {
            faults.Add(new($"{Root}:Cadence:BurstMost", cadence.BurstMost.ToString(System.Globalization.CultureInfo.InvariantCulture), "takes 1 to 1000."));
        }
    }

    private static void CheckSummary(SummaryOptions summary, List<SettingsFault> faults)
    {
        var zones = new[] { (Key: "TimeZone", Zone: (string?)summary.TimeZone), (Key: "Daily:TimeZone", Zone: summary.Daily.TimeZone) }
            .Concat(summary.Schedules.Select(static (schedule, i) => (Key: $"Schedules:{i}:TimeZone", Zone: schedule.TimeZone)));
        faults.AddRange(zones.Where(static zone => zone.Zone is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
            .Select(static zone => new SettingsFault($"{Root}:Summary:{zone.Key}", zone.Zone, "takes an IANA name, such as UTC or Europe/Berlin.")));
        var twice = summary.Schedules.Select(static (schedule, i) => (schedule.Channel, Index: i)).GroupBy(static one => one.Channel, StringComparer.OrdinalIgnoreCase).SelectMany(static group => group.Skip(1));
        faults.AddRange(twice.Select(static one => new SettingsFault($"{Root}:Summary:Schedules:{one.Index}:Channel", one.Channel, "has a schedule already; a channel gets each week once.")));
    }

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]( +(?<zone>[A-Za-z0-9_+/-]+))?\z")]
    private static partial Regex QuietHours();
}
