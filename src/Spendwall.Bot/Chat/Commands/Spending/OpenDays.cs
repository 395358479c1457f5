using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>
/// The days whose bill can still grow: today, a day that is not yet 24 h past its end, and what the provider's costs do
/// not cover yet. They lie together at the end.
/// </summary>
public static class OpenDays
{
    private static readonly TimeSpan Settling = TimeSpan.FromHours(24);

    /// <summary>A finished day with a bill is taken for whole after this, whatever the costs say they cover.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromHours(48);

    /// <param name="days">Whole UTC days.</param>
    /// <param name="billedUntil">Up to where costs are covered; null: not told.</param>
    /// <returns>The open part of <paramref name="days"/>, whole days; null when all of it is settled.</returns>
    public static UtcRange? Of(UtcRange days, DateTimeOffset now, DateTimeOffset? billedUntil)
    {
        var first = (now - Settling).FloorDay();
        if (billedUntil?.FloorDay() is { } uncovered && uncovered < first)
        {
            first = uncovered;
        }

        first = first < days.Start ? days.Start : first;

        return first < days.End ? new UtcRange(first, days.End) : null;
    }

    /// <summary>An open day whose bill nobody waits for any longer.</summary>
    public static bool IsOverdue(DateOnly day, DateTimeOffset now) => new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) + AtMost <= now;
}
