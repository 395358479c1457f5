using System.Globalization;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>What goes into the thread of a weekly summary: each owner's week, then what was explained and what was granted. Pure.</summary>
public static class SummaryDetails
{
    /// <summary>A thread that is longer is not read.</summary>
    private const int MostOwners = 8;

    private const int MostLines = 12;

    public static IReadOnlyList<AlertPost.Note> Of(WeeklySummary week)
    {
        var notes = week.Owners.Take(MostOwners).Select(Owner).ToList();
        if (week.Owners.Count > MostOwners)
        {
            notes.Add(new($"{Wording.Number(week.Owners.Count - MostOwners, "more owner")}", "/spend by:owner tells of each."));
        }

        if (week.Explained.Count > 0)
        {
            notes.Add(new($"Explained, and told without calling anyone: {week.Explained.Count}", "")
            {
                Lines = Cut([.. week.Explained.Select(static one => $"{one.Incident} {Wording.Instant(one.At)}: {one.Text}")]),
            });
        }

        if (week.Exceptions.Count > 0)
        {
            notes.Add(new($"Exceptions from budgets: {week.Exceptions.Count}", "") { Lines = Cut(week.Exceptions) });
        }

        if (week.Windows.Count > 0)
        {
            notes.Add(new($"Windows: {week.Windows.Count}", "") { Lines = Cut(week.Windows) });
        }

        return notes;
    }

    private static AlertPost.Note Owner(OwnerWeek week)
    {
        string change = week.Before is { } before ? Wording.Change(before, week.Spent) : Wording.Unknown;
        string expected = week.Expected is { } middle ? $"{middle}, {Wording.Change(middle, week.Spent)} against it" : Wording.Unknown;
        var lines = new List<string>();
        if (week.Reasons.Count > 0)
        {
            lines.Add($"Why: {string.Join("; ", week.Reasons)}");
        }

        if (week.Incidents is { Opened: > 0 } incidents)
        {
            lines.Add(Incidents(incidents));
        }

        return new($"{week.Owner ?? "Nobody"}: {week.Spent}", $"Against the week before: {change}. Expected as the week began: {expected}.")
        {
            Lines = lines,
            Table = week.Largest.Count == 0 ? null : new(
                ["What", "Spent", "Change"],
                [.. week.Largest.Select(IReadOnlyList<string> (line) => [line.Label, line.Spent.ToString(), week.Before is null ? Wording.Unknown : Wording.WithSign(line.Change)])],
                [false, true, true]),
        };
    }

    /// <summary>One line about a week's incidents.</summary>
    public static string Incidents(IncidentWeek incidents)
    {
        if (incidents.Opened == 0)
        {
            return "No incidents";
        }

        string median = incidents.MedianMinutes is { } minutes ? $", half of them within {Wording.Duration(TimeSpan.FromMinutes(minutes))}" : "";
        string judged = incidents.Judged > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; {incidents.NotUseful} of {incidents.Judged} judged ({Wording.Percent((double)incidents.NotUseful / incidents.Judged)}) not useful")
            : "; none was judged";

        return string.Create(CultureInfo.InvariantCulture, $"Incidents: {incidents.Opened} opened, {incidents.Acknowledged} acknowledged{median}, {incidents.Resolved} over{judged}");
    }

    private static List<string> Cut(IReadOnlyList<string> lines) =>
        lines.Count <= MostLines ? [.. lines] : [.. lines.Take(MostLines), string.Create(CultureInfo.InvariantCulture, $"… {lines.Count - MostLines} more")];
}
