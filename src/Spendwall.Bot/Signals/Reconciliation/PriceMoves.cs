using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>
/// Which price moved: where requests of one model cost more than was told by the same amount per token of one kind, that
/// kind's price is another; where all cost more by one factor, every price is.
/// </summary>
internal sealed class PriceMoves
{
    /// <summary>Fewer fit anything.</summary>
    private const int Least = 3;

    /// <summary>As a share of the mean: more is no single price.</summary>
    private const double Spread = 0.02;

    private readonly Dictionary<string, Model> models = new(StringComparer.Ordinal);

    public void Add(ReconciledRow row)
    {
        if (row is { Class: RecordClass.PriceMismatch, Local: { Cost: { Nanos: > 0 } here } local, Charged: { Cost: { } there } charged })
        {
            if (!models.TryGetValue(row.Model, out var model))
            {
                models[row.Model] = model = new();
            }

            double more = (there - here).ToDouble();
            long? input = charged.InputTokens ?? local.InputTokens;
            long? cached = charged.CachedTokens ?? local.CachedTokens;
            model.Add(more, there.ToDouble() / here.ToDouble(), input - (cached ?? 0), cached, charged.OutputTokens ?? local.OutputTokens);
        }
    }

    public IReadOnlyList<PriceMove> Find() => [.. models.Select(static pair => pair.Value.Find(pair.Key)).OrderByDescending(static move => Math.Abs(move.Total.Nanos))];

    private sealed class Model
    {
        private readonly Fit factor = new();
        private readonly Fit input = new();
        private readonly Fit cached = new();
        private readonly Fit output = new();
        private double total;

        public void Add(double more, double times, long? inputTokens, long? cachedTokens, long? outputTokens)
        {
            total += more;
            factor.Add(times);
            input.AddRatio(more, inputTokens);
            cached.AddRatio(more, cachedTokens);
            output.AddRatio(more, outputTokens);
        }

        public PriceMove Find(string name)
        {
            var (kind, fit) = new[] { (MovedPrice.Every, factor), (MovedPrice.Output, output), (MovedPrice.Input, input), (MovedPrice.CachedInput, cached) }.MinBy(static candidate => candidate.Item2.Spread);
            bool isClear = fit.Count >= Least && fit.Spread <= PriceMoves.Spread;
            double value = !isClear ? 0 : kind == MovedPrice.Every ? fit.Mean : fit.Mean * 1e6;

            return new(name, isClear ? kind : MovedPrice.Unclear, value, Usd.FromEstimate(total), factor.Count);
        }
    }

    /// <summary>Mean and spread of values that would all be one.</summary>
    private sealed class Fit
    {
        private double sum;
        private double squares;
        private bool broken;

        public int Count { get; private set; }

        public double Mean => sum / Count;

        public double Spread
        {
            get
            {
                if (broken || Count == 0 || Mean == 0)
                {
                    return double.PositiveInfinity;
                }

                return Math.Sqrt(Math.Max(0, (squares / Count) - (Mean * Mean))) / Math.Abs(Mean);
            }
        }

        public void Add(double value)
        {
            Count++;
            sum += value;
            squares += value * value;
        }

        /// <summary>A request without tokens of this kind cannot have become dearer by them.</summary>
        public void AddRatio(double more, long? tokens)
        {
            broken |= tokens is not > 0;
            if (!broken)
            {
                Add(more / tokens!.Value);
            }
        }
    }
}

/// <param name="Value">USD per million tokens that the price is higher by; of <see cref="MovedPrice.Every"/> the factor; of <see cref="MovedPrice.Unclear"/> 0.</param>
/// <param name="Total">What it made in all.</param>
public sealed record PriceMove(string Model, MovedPrice Price, double Value, Usd Total, int Records);

public enum MovedPrice
{
    /// <summary>No single price explains it.</summary>
    Unclear,
    Every,
    Input,
    CachedInput,
    Output,
}
