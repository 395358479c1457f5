using System.Globalization;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat.Commands.Grading;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat;

/// <summary>A week in one message. Pure.</summary>
public static class SummaryMessage
{
    private const string Nobody = "nobody";

    public static ChatMessage Of(WeeklySummary week)
    {
        var blocks = new List<ChatBlock>();
        if (week.Owners.Count > 0)
        {
            blocks.Add(new ChatBlock.Table(
                ["Owner", "Spent", "Change", "What moved"],
                week.Owners.Select(static IReadOnlyList<string> (owner) => [owner.Owner ?? Nobody, Wording.Money(owner.Spent), owner.Before is { } before ? Wording.Change(before, owner.Spent) : Wording.Unknown, Movers(owner)]).ToList(),
                [false, true, true, false]));
        }

        blocks.AddRange(week.Runways.Select(static runway => new ChatBlock.Line($"{runway.Account}: {runway.Balance} left, runway {runway.Now} (a week ago {runway.WeekAgo})")));
        blocks.Add(new ChatBlock.Line(Incidents(week.Incidents)));
        if (week.Unowned is { } unowned && unowned > Usd.Zero)
        {
            blocks.Add(new ChatBlock.Line($"{unowned} is spent that nobody owns: /owner set names who answers for it"));
        }

        if (week.Grade is { } grade && ScoreMessage.Line(grade) is { } line)
        {
            blocks.Add(new ChatBlock.Line(line));
        }

        return new ChatMessage
        {
            Title = $"Week {Day(week.Start)} to {Day(week.End.AddDays(-1))}: {Spent(week)}",
            Blocks = blocks,
            Footer = [$"as of {Wording.Instant(week.At)}; Monday 00:00 to Monday 00:00 UTC{Estimated(week)}", .. week.BlindSpots],
        };
    }

    private static string Spent(WeeklySummary week) => week.Spent is { } spent
        ? $"{spent} spent{(week.Before is { } before ? $", {Wording.Change(before, spent)} against the week before" : "")}"
        : "spend unknown";

    private static string Movers(OwnerWeek owner) => string.Join(", ", owner.Movers.Select(static mover => $"{mover.Label} {Wording.WithSign(mover.Change)}"));

    private static string Incidents(IncidentWeek incidents)
    {
        if (incidents.Opened == 0)
        {
            return "No incidents";
        }

        string median = incidents.MedianMinutes is { } minutes ? $", half of them within {Wording.Duration(TimeSpan.FromMinutes(minutes))}" : "";

        return string.Create(CultureInfo.InvariantCulture, $"Incidents: {incidents.Opened} opened, {incidents.Acknowledged} acknowledged{median}, {incidents.Resolved} over");
    }

    private static string Estimated(WeeklySummary week) => week.Estimated is { } estimated && estimated > Usd.Zero ? $"; {estimated} of it is estimated" : "";

    private static string Day(DateTimeOffset instant) => Wording.Day(DateOnly.FromDateTime(instant.UtcDateTime));
}
