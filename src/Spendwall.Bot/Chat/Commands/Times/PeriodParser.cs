using System.Globalization;
using System.Text.RegularExpressions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Times;

/// <summary>The periods that a word can name, in UTC.</summary>
public static partial class PeriodParser
{
    public const string Choices = "today, yesterday, week, month, 7d, 30d, 2026-11 or 2026-11-03";

    private const int MostDays = 3660;

    /// <summary>The words that complete to a period.</summary>
    public static readonly IReadOnlyList<string> Words = ["today", "yesterday", "week", "month", "7d", "30d"];

    public static PeriodReading Parse(string word, DateTimeOffset now)
    {
        string text = word.Trim().ToLowerInvariant();
        var today = now.FloorDay();
        switch (text)
        {
            case "today":
                return Running(text, today, now, today.AddDays(-1), "the same part of yesterday");
            case "yesterday":
                return Whole(text, today.AddDays(-1), today, today.AddDays(-2), "the day before");
            case "week":
                return Running(text, now.FloorWeek(), now, now.FloorWeek().AddDays(-7), "the same part of last week");
            case "month":
                return Month(text, now.FloorMonth(), now);
        }

        if (DaysBack().Match(text) is { Success: true } days)
        {
            return int.TryParse(days.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostDays
                ? Running(text, today.AddDays(1 - count), now, today.AddDays(1 - (2 * count)), count == 1 ? "the same part of yesterday" : $"the {count} days before")
                : new PeriodReading.Impossible($"'{ForeignText.Excerpt(word)}' is no period: from 1d to {MostDays}d");
        }

        return CalendarShape().IsMatch(text) ? Calendar(text, now) : new PeriodReading.Other();
    }

    private static PeriodReading Calendar(string text, DateTimeOffset now)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isMonth = text.Length == 7;
        if (!DateTimeOffset.TryParseExact(text, isMonth ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out var start) || start.Year is < 2015 or > 9000)
        {
            return new PeriodReading.Impossible($"'{text}' is no date");
        }

        if (start > now)
        {
            return new PeriodReading.Impossible($"{text} lies in the future");
        }

        return isMonth
            ? Month(text, start, now)
            : start == now.FloorDay()
                ? Running(text, start, now, start.AddDays(-1), "the same part of the day before")
                : Whole(text, start, start.AddDays(1), start.AddDays(-1), "the day before");
    }

    private static PeriodReading.Found Month(string name, DateTimeOffset start, DateTimeOffset now)
    {
        var end = start.AddMonths(1);
        var before = start.AddMonths(-1);
        if (end <= now)
        {
            return new(new(name, new(start, end), new(before, start)) { BeforeName = "the month before" });
        }

        // The 31st has no counterpart in a shorter month: the whole of it is compared.
        var sameDay = before + (now - start);

        return new(new(name, new(start, now), new(before, sameDay < start ? sameDay : start)) { BeforeName = "the same part of the month before" });
    }

    private static PeriodReading.Found Running(string name, DateTimeOffset start, DateTimeOffset now, DateTimeOffset before, string beforeName) =>
        new(new(name, new(start, now), new(before, before + (now - start))) { BeforeName = beforeName });

    private static PeriodReading.Found Whole(string name, DateTimeOffset start, DateTimeOffset end, DateTimeOffset before, string beforeName) =>
        new(new(name, new(start, end), new(before, start)) { BeforeName = beforeName });

    [GeneratedRegex(@"^([0-9]{1,9})d$")]
    private static partial Regex DaysBack();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?$")]
    private static partial Regex CalendarShape();
}
