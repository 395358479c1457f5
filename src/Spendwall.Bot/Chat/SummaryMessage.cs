using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat.Commands.Grading;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat;

/// <summary>A week in one message. Pure.</summary>
public static class SummaryMessage
{
    private const string Nobody = "nobody";

    private const int MostLines = 2;

    public static ChatMessage Of(WeeklySummary week)
    {
        var blocks = new List<ChatBlock>();
        if (week.Owners.Count > 0)
        {
            blocks.Add(new ChatBlock.Table(["Owner", "Spent", "Change", "Expected", "Why"], week.Owners.Select(Row).ToList(), [false, true, true, true, false]));
        }

        if (week.Days.Any(static day => day is not null))
        {
            blocks.Add(new ChatBlock.Spark($"USD a day, {Day(week.Start.AddDays(-7))} to {Day(week.End.AddDays(-1))}", week.Days));
        }

        blocks.AddRange(week.Runways.Select(static runway => new ChatBlock.Line($"{runway.Account}: {runway.Balance} left, runway {runway.Now} (a week ago {runway.WeekAgo})")));
        blocks.Add(new ChatBlock.Line(Incidents(week)));
        blocks.AddRange(Named("Exception", week.Exceptions).Concat(Named("Window", week.Windows)).Select(static line => new ChatBlock.Line(line)));
        if (week.Unowned is { } unowned && unowned > Usd.Zero)
        {
            blocks.Add(new ChatBlock.Line($"{unowned} is spent that nobody owns: /owner set names who answers for it"));
        }

        if (week.Waste is { } waste && waste.Total > Usd.Zero)
        {
            blocks.Add(new ChatBlock.Line($"{waste.Total} went into {Wording.Count(waste.Requests)} request{(waste.Requests == 1 ? "" : "s")} that need not have been: /waste shows who can mend it"));
        }

        blocks.AddRange(week.Unexplained.Select(static line => new ChatBlock.Line(line)));
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

    private static IReadOnlyList<string> Row(OwnerWeek owner) =>
    [
        owner.Owner ?? Nobody,
        Wording.Money(owner.Spent),
        owner.Before is { } before ? Wording.Change(before, owner.Spent) : Wording.Unknown,
        Wording.Money(owner.Expected),
        owner.Reasons.Count > 0 ? string.Join("; ", owner.Reasons) : string.Join(", ", owner.Movers.Select(static mover => $"{mover.Label} {Wording.WithSign(mover.Change)}")),
    ];

    private static string Spent(WeeklySummary week) => week.Spent is { } spent
        ? $"{spent} spent{(week.Before is { } before ? $", {Wording.Change(before, spent)} against the week before" : "")}{(week.Expected is { } expected ? $", {expected} expected" : "")}"
        : "spend unknown";

    private static string Incidents(WeeklySummary week) => week.Explained.Count == 0
        ? SummaryDetails.Incidents(week.Incidents)
        : $"{SummaryDetails.Incidents(week.Incidents)}; {Wording.Number(week.Explained.Count, "rise")} explained without calling anyone, in the thread";

    private static IEnumerable<string> Named(string what, IReadOnlyList<string> lines) => lines.Count <= MostLines
        ? lines.Select(line => $"{what}: {line}")
        : [$"{what}s: {lines.Count}, listed in the thread"];

    private static string Estimated(WeeklySummary week) => week.Estimated is { } estimated && estimated > Usd.Zero ? $"; {estimated} of it is estimated" : "";

    private static string Day(DateTimeOffset instant) => Wording.Day(DateOnly.FromDateTime(instant.UtcDateTime));
}
