using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>How much faster a period's money goes now than before: against its own earlier part, else the period before. Pure.</summary>
public static class SpendAcceleration
{
    private const int Day = 24;

    /// <summary>Of a day's hours so many must be known: one late hour is no reason to be blind.</summary>
    private const double KnownShare = 0.85;

    /// <summary>Hours of a day's budget before its pace says anything.</summary>
    private const int LeastHours = 3;

    /// <param name="period">A budget's period.</param>
    /// <param name="history">Hours of the budget's scope, as far back as they are known.</param>
    /// <param name="asOf">How far they reach.</param>
    /// <returns>
    /// The last day against the dearer of the mean day before it and the same day a week earlier, so that a Monday is not held
    /// against a Sunday; a daily budget's hours against the dearer of the same hours a day and a week earlier. Null: there
    /// is nothing to hold it against, or nothing was spent then.
    /// </returns>
    public static SpendPace? Of(UtcRange period, SpendHistory history, DateTimeOffset asOf)
    {
        var end = asOf.FloorHour();

        return period.Length <= TimeSpan.FromHours(Day) ? OfDay(period, history, end) : OfDays(period, history, end);
    }

    private static SpendPace? OfDay(UtcRange period, SpendHistory history, DateTimeOffset end)
    {
        if (end > period.End || end - period.Start < TimeSpan.FromHours(LeastHours))
        {
            return null;
        }

        var hours = new UtcRange(period.Start, end);
        double? now = PerDay(history, hours);
        double? yesterday = PerDay(history, Before(hours, Day));
        double? lastWeek = PerDay(history, Before(hours, 7 * Day));

        return Compare(now, yesterday, lastWeek, "the same hours of the day before");
    }

    private static SpendPace? OfDays(UtcRange period, SpendHistory history, DateTimeOffset end)
    {
        if (end > period.End || end < period.Start)
        {
            return null;
        }

        var recent = new UtcRange(end.AddHours(-Day), end);
        bool hasEarlier = recent.Start - period.Start >= TimeSpan.FromHours(Day);
        double? before = hasEarlier ? PerDay(history, new(period.Start, recent.Start)) : PerDay(history, Least(period, recent));
        double? lastWeek = PerDay(history, Before(recent, 7 * Day));

        return Compare(PerDay(history, recent), before, lastWeek, hasEarlier ? "earlier in the period" : "the period before");
    }

    /// <summary>The period before, up to where the last day begins.</summary>
    private static UtcRange Least(UtcRange period, UtcRange recent) => new(period.Start - period.Length, recent.Start < period.Start ? recent.Start : period.Start);

    private static SpendPace? Compare(double? now, double? before, double? lastWeek, string against) =>
        now is { } current && before is { } usual && Math.Max(usual, lastWeek ?? 0) is var reference and > 0
            ? new(current / reference, Usd.FromEstimate(current), Usd.FromEstimate(reference), lastWeek > usual ? "the same day a week earlier" : against)
            : null;

    private static UtcRange Before(UtcRange range, int hours) => new(range.Start.AddHours(-hours), range.End.AddHours(-hours));

    /// <summary>USD a day over the known hours; null: too few are known.</summary>
    private static double? PerDay(SpendHistory history, UtcRange range)
    {
        var (usd, known) = history.Sum(range);

        // Of a month that reaches back further than the history does, a day is enough.
        double least = Math.Min(range.Length.TotalHours, Day) * KnownShare;

        return known > 0 && known >= least ? usd / known * Day : null;
    }
}

/// <param name="Factor">Times as fast.</param>
/// <param name="PerDay">USD a day now.</param>
/// <param name="Before">USD a day of what it is held against.</param>
/// <param name="Against">What that is, as people read it.</param>
public sealed record SpendPace(double Factor, Usd PerDay, Usd Before, string Against);
