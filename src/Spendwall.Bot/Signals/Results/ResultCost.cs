using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Results;

/// <summary>
/// Whether an accepted result costs less than before. What nobody marked counts as accepted before and as not accepted
/// now, so that marks which are missing, late or new can never make a rise look good. Pure.
/// </summary>
/// <param name="Before">USD for an accepted result, at least; null: not known.</param>
/// <param name="Now">The same of now, at most; null: not known.</param>
/// <param name="Fell">By more than chance.</param>
public sealed record ResultCost(Usd? Before, Usd? Now, bool Fell)
{
    /// <summary>A count wavers by about its root: with fewer accepted results on either side that is more than a tenth, and no price of one is known.</summary>
    public const long Enough = 100;

    public static readonly ResultCost Unknown = new(null, null, false);

    /// <summary>Every result of both times was marked: the prices are no bounds.</summary>
    public bool IsExact { get; init; }

    public static ResultCost Of(PaidResults before, PaidResults now)
    {
        if (!IsKnown(before) || !IsKnown(now))
        {
            return Unknown;
        }

        long acceptable = before.Accepted + Unmarked(before);
        var least = Usd.FromDollars(before.Cost!.Value.Dollars / acceptable);
        var most = Usd.FromDollars(now.Cost!.Value.Dollars / now.Accepted);
        double chance = Math.Sqrt((1.0 / before.Accepted) + (1.0 / now.Accepted));

        return new(least, most, most.ToDouble() < least.ToDouble() * (1 - chance))
        {
            IsExact = Unmarked(before) == 0 && Unmarked(now) == 0,
        };
    }

    /// <summary>More accepted results than charged requests are results of other money.</summary>
    private static bool IsKnown(PaidResults paid) => paid is { Cost.Nanos: > 0, Charged: { } charged, Accepted: >= Enough } && paid.Accepted <= charged;

    private static long Unmarked(PaidResults paid) => Math.Max(Math.Max(paid.Charged!.Value, paid.Recorded) - paid.Accepted - paid.Rejected, 0);
}
