using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>
/// The days whose bill can still grow, by <see cref="SettlementPolicy"/>: today, a day that ended lately, and what the
/// provider's costs do not cover yet. They lie together at the end.
/// </summary>
public static class OpenDays
{
    /// <param name="days">Whole UTC days.</param>
    /// <param name="billedUntil">Up to where costs are covered; null: not told.</param>
    /// <returns>The open part of <paramref name="days"/>, whole days; null when all of it is settled.</returns>
    public static UtcRange? Of(UtcRange days, DateTimeOffset now, DateTimeOffset? billedUntil)
    {
        var first = (now - SettlementPolicy.FillsFor).FloorDay();
        if (billedUntil?.FloorDay() is { } uncovered && uncovered < first)
        {
            first = uncovered;
        }

        first = first < days.Start ? days.Start : first;

        return first < days.End ? new UtcRange(first, days.End) : null;
    }

    /// <summary>An open day whose bill nobody waits for any longer.</summary>
    public static bool IsOverdue(DateOnly day, DateTimeOffset now) => new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) + SettlementPolicy.AtMost <= now;
}
