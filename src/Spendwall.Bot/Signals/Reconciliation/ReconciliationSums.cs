using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>Rows summed by class, a part at a time.</summary>
public sealed class ReconciliationSums
{
    private readonly Dictionary<RecordClass, ClassSum> classes = [];
    private readonly PriceMoves moves = new();

    public IReadOnlyList<ClassSum> Classes => [.. classes.Values.OrderByDescending(static sum => Math.Abs(sum.Difference.Nanos)).ThenBy(static sum => sum.Class)];

    public ClassSum this[RecordClass recordClass] => classes.GetValueOrDefault(recordClass) ?? new(recordClass);

    /// <summary>All that our side tells.</summary>
    public Usd Local => Sum(static sum => sum.Local);

    /// <summary>All that the provider's records tell, with our own figure where they cannot tell yet.</summary>
    public Usd Charged => Sum(static sum => sum.Charged);

    public long Records => classes.Values.Sum(static sum => sum.Records);

    public IReadOnlyList<PriceMove> Moves => moves.Find();

    public void Add(IEnumerable<ReconciledRow> rows)
    {
        foreach (var row in rows)
        {
            classes[row.Class] = this[row.Class].With(row);
            moves.Add(row);
        }
    }

    /// <param name="moved">By how much the account's counter of usage rose meanwhile.</param>
    /// <returns>What no record explains; negative: records tell of more than was taken.</returns>
    public Usd Unexplained(Usd moved) => moved - Charged;

    private Usd Sum(Func<ClassSum, Usd> of) => classes.Values.Aggregate(Usd.Zero, (sum, one) => sum + of(one));
}

/// <summary>The records of one class.</summary>
public sealed record ClassSum(RecordClass Class)
{
    private const int MostExamples = 3;

    public long Records { get; private init; }

    public Usd Local { get; private init; }

    public Usd Charged { get; private init; }

    /// <summary>What the class adds to our figure on the way to the provider's.</summary>
    public Usd Difference => Charged - Local;

    /// <summary>The first ids.</summary>
    public IReadOnlyList<string> Examples { get; private init; } = [];

    public ClassSum With(ReconciledRow row) => this with
    {
        Records = Records + 1,
        Local = Local + row.LocalCost,
        Charged = Charged + row.ChargedCost,
        Examples = Examples.Count < MostExamples ? [.. Examples, row.Id] : Examples,
    };
}
