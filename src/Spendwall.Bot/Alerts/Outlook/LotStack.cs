using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>Which lots a balance consists of, when the oldest credits are used first; refunds come off the newest lot before them.</summary>
internal static class LotStack
{
    private const string Typed = "typed";

    /// <summary>A person may type in the day of the invoice; the counter can follow a day later.</summary>
    private static readonly TimeSpan Twin = TimeSpan.FromDays(2);

    /// <summary>The lots with an end that have something left, in the order of their end.</summary>
    /// <param name="balance">What is left in all. More than the lots: the rest is older than them. Less: the oldest lots are used up.</param>
    public static IReadOnlyList<CreditExpiry> Expiries(IReadOnlyList<CreditLot> lots, Usd balance, DateTimeOffset now)
    {
        var left = Lots(lots, now);
        var total = left.Aggregate(Usd.Zero, static (sum, lot) => sum + lot.Amount);
        var ahead = Usd.Max(Usd.Zero, balance - total);
        var used = Usd.Max(Usd.Zero, total - balance);
        var expiries = new List<CreditExpiry>();
        foreach (var (amount, expires) in left)
        {
            var taken = Usd.Min(used, amount);
            used -= taken;
            var remaining = amount - taken;
            if (expires is { } at && remaining > Usd.Zero)
            {
                expiries.Add(new(at, ahead, remaining));
            }

            ahead += remaining;
        }

        return [.. expiries.OrderBy(expiry => expiry.At)];
    }

    /// <summary>Leaves out a purchase that was seen in the counters and typed in as well: the typed one knows its end.</summary>
    public static IReadOnlyList<CreditLot> WithoutTwins(IReadOnlyList<CreditLot> lots)
    {
        var typed = lots.Where(lot => lot is { Source: Typed, Kind: LotKind.Purchase }).ToList();

        return [.. lots.Where(lot => lot.Source == Typed || lot.Kind != LotKind.Purchase || !TakeTwin(typed, lot))];
    }

    private static bool TakeTwin(List<CreditLot> typed, CreditLot seen)
    {
        int twin = typed.FindIndex(lot => lot.Amount == seen.Amount && (lot.BoughtAt - seen.BoughtAt).Duration() <= Twin);
        if (twin >= 0)
        {
            typed.RemoveAt(twin);
        }

        return twin >= 0;
    }

    /// <summary>What typed-in lots leave after the costs since the first of them; credits that expired unused are gone.</summary>
    public static Usd Balance(IReadOnlyList<CreditLot> lots, Usd spent, Usd expired) =>
        lots.Aggregate(Usd.Zero, static (sum, lot) => sum + lot.Amount) - spent - expired;

    private static List<(Usd Amount, DateTimeOffset? ExpiresAt)> Lots(IReadOnlyList<CreditLot> lots, DateTimeOffset now)
    {
        var left = new List<(Usd Amount, DateTimeOffset? ExpiresAt)>();
        foreach (var lot in lots.OrderBy(lot => lot.BoughtAt).ThenBy(lot => lot.Id))
        {
            if (lot.Amount > Usd.Zero)
            {
                left.Add((lot.Amount, lot.ExpiresAt));
            }
            else
            {
                TakeBack(left, -lot.Amount);
            }
        }

        // What ended is no part of the balance any more.
        left.RemoveAll(lot => lot.ExpiresAt <= now);

        return left;
    }

    private static void TakeBack(List<(Usd Amount, DateTimeOffset? ExpiresAt)> left, Usd amount)
    {
        for (int i = left.Count - 1; i >= 0 && amount > Usd.Zero; i--)
        {
            var taken = Usd.Min(left[i].Amount, amount);
            left[i] = (left[i].Amount - taken, left[i].ExpiresAt);
            amount -= taken;
        }
    }
}
