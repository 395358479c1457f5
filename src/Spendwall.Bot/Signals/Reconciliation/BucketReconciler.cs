using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>
/// Reconciles where the provider tells of no single request: sums of ours against its own by hour and series. Every request
/// of our side is in exactly one row, and the local costs plus all differences are what the provider's use is worth.
/// </summary>
public static class BucketReconciler
{
    /// <summary>Less of a model's day is rounding, and no other price.</summary>
    private const long PriceShare = 1000;

    /// <param name="local">One UTC day that is billed and counted whole.</param>
    /// <param name="charged">The same day at the provider.</param>
    /// <param name="price">What a use is worth at the prices of the day's bill; null: not known.</param>
    public static IReadOnlyList<BucketRow> Reconcile(IEnumerable<BucketUse> local, IEnumerable<BucketUse> charged, Func<BucketUse, Usd?> price)
    {
        var cells = BucketCells.Join(local, charged).Select(cell => new Valued(cell, Worth(cell, price))).ToList();

        // The bill is of a day: an hour may well be dearer than the day's mean.
        var dearer = cells.Where(static cell => cell.Local.IsPriced).GroupBy(static cell => cell.Cell.Series.Model, StringComparer.Ordinal)
            .Where(static model => IsAnother(model))
            .Select(static model => model.Key)
            .ToHashSet(StringComparer.Ordinal);

        return [.. cells.SelectMany(cell => Rows(cell, dearer.Contains(cell.Cell.Series.Model) && cell.Local.IsPriced ? RecordClass.PriceMismatch : RecordClass.Matched))];
    }

    /// <summary>Requests of days that are not billed or not counted whole.</summary>
    public static BucketRow Pending(BucketUse use) => Alone(RecordClass.Pending, use);

    /// <summary>Requests that failed before anything was used.</summary>
    public static BucketRow NotCharged(BucketUse use) => Alone(RecordClass.NotCharged, use);

    private static BucketRow Alone(RecordClass recordClass, BucketUse use) =>
        new(recordClass, new(use, new(use.Hour, use.Series) { Requests = 0 }), use.Requests, use.Cost ?? Usd.Zero, Usd.Zero);

    private static bool IsAnother(IEnumerable<Valued> model)
    {
        var (difference, worth, requests) = (0L, 0L, 0L);
        foreach (var cell in model)
        {
            difference += cell.Price.Nanos;
            worth += cell.Here.Nanos;
            requests += cell.Local.Requests;
        }

        return Math.Abs(difference) > Math.Max(Reconciler.Rounding.Nanos * requests, Math.Abs(worth) / PriceShare);
    }

    private static IEnumerable<BucketRow> Rows(Valued cell, RecordClass same)
    {
        long more = cell.Charged.Requests - cell.Local.Requests;
        var quantity = cell.There - cell.Here;
        var told = cell.Told;
        if (more != 0)
        {
            var (less, added) = (Usd.Max(Usd.Zero, -quantity), Usd.Max(Usd.Zero, quantity));
            yield return new(more > 0 ? RecordClass.MissingHere : RecordClass.MissingThere, cell.Cell, Math.Abs(more), less, added);
            told -= less;
        }
        else if (cell.Cell.TokensDiffer)
        {
            yield return new(RecordClass.TokenMismatch, cell.Cell, cell.Local.Requests, told, told + quantity);
            told = Usd.Zero;
        }

        long rest = more == 0 && cell.Cell.TokensDiffer ? 0 : Math.Min(cell.Local.Requests, cell.Charged.Requests);
        if (rest > 0 || told != Usd.Zero || cell.Price != Usd.Zero)
        {
            yield return new(same, cell.Cell, rest, told, told + cell.Price);
        }
    }

    /// <returns>What our side's use is worth, and the provider's; null: no price is known.</returns>
    private static (Usd Here, Usd There)? Worth(BucketCell cell, Func<BucketUse, Usd?> price)
    {
        var (local, charged) = (cell.Local, cell.Charged);
        if (charged.Requests == 0)
        {
            return (local.Cost ?? Usd.Zero, Usd.Zero);
        }

        if (charged is not { Cost: { } there, IsPriced: true })
        {
            return null;
        }

        if (local.Requests == 0 || cell.Agrees)
        {
            return (local.Requests == 0 ? Usd.Zero : there, there);
        }

        return (Told(local, charged) is { } told && price(told) is { } here ? here : Share(there, local.Requests, charged.Requests), there);
    }

    /// <summary>Our side's tokens, those from the cache as there where nobody tells of them here; null: not told of every request.</summary>
    private static BucketUse? Told(BucketUse local, BucketUse charged)
    {
        if (local.InputTokens is not { } input || (local.OutputTokens is null && charged.OutputTokens > 0))
        {
            return null;
        }

        return local.CachedTokens is null && charged is { CachedTokens: { } cached, InputTokens: > 0 and var all }
            ? local with { CachedTokens = (long)((decimal)cached * input / all) }
            : local;
    }

    private static Usd Share(Usd whole, long part, long of) => new((long)((decimal)whole.Nanos * part / of));

    private sealed record Valued(BucketCell Cell, (Usd Here, Usd There)? Worth)
    {
        public BucketUse Local => Cell.Local;

        public BucketUse Charged => Cell.Charged;

        public Usd Told => Local.Cost ?? Usd.Zero;

        /// <summary>At the bill's prices; our own figure where there is none.</summary>
        public Usd Here => Worth?.Here ?? Told;

        public Usd There => Worth?.There ?? Told;

        /// <summary>By how much the same use is dearer there than was told here.</summary>
        public Usd Price => Here - Told;
    }
}
