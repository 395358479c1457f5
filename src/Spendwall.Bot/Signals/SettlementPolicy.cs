using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>
/// When a day's bill can be taken for whole. Costs come in hours late and fill over a day or two, so an open day is
/// what is billed or what we estimate, whichever is more.
/// </summary>
public static class SettlementPolicy
{
    /// <summary>A finished day that the costs cover fills no more after this.</summary>
    public static readonly TimeSpan FillsFor = TimeSpan.FromHours(24);

    /// <summary>A finished day with results is taken for whole after this, whatever the costs say they cover.</summary>
    public static readonly TimeSpan AtMost = TimeSpan.FromHours(48);

    /// <param name="costsCover">Up to where costs can be trusted; null: never read.</param>
    /// <param name="billed">What is billed of the day so far; null: no result yet.</param>
    public static bool IsOpen(DateOnly day, DateTimeOffset now, DateTimeOffset? costsCover, Usd? billed)
    {
        var end = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        if (now < end)
        {
            return true;
        }

        bool whole = costsCover >= end && now >= end + FillsFor;

        return !whole && !(billed is not null && now >= end + AtMost);
    }

    /// <summary>Parts a day's spend into what is billed and what is estimated on top.</summary>
    /// <returns>Null when neither is known. A settled day has no estimate, even where the estimate was higher.</returns>
    public static DaySpend? Settle(bool open, Usd? billed, Usd? estimate)
    {
        if (!open || estimate is not { } guess)
        {
            return billed is { } bill ? new(bill, Usd.Zero) : null;
        }

        var known = billed ?? Usd.Zero;

        return new(known, Usd.Max(Usd.Zero, guess - known));
    }
}

/// <param name="Billed">USD that the provider has billed.</param>
/// <param name="Estimated">USD that we expect on top for what was used already.</param>
public sealed record DaySpend(Usd Billed, Usd Estimated)
{
    public Usd Total => Billed + Estimated;
}
