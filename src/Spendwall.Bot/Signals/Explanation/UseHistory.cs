using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Explanation;

/// <summary>The slices of the last intervals, for explaining one stretch of them by another.</summary>
/// <param name="reach">How far back it remembers.</param>
public sealed class UseHistory(TimeSpan reach)
{
    private readonly Queue<(DateTimeOffset At, IReadOnlyList<UsageSlice> Slices)> intervals = new();

    /// <summary>Intervals come in the order of their time.</summary>
    public void Add(DateTimeOffset at, IReadOnlyList<UsageSlice> slices)
    {
        intervals.Enqueue((at, slices));
        while (intervals.Peek().At < at - reach)
        {
            intervals.Dequeue();
        }
    }

    public ChangeExplanation Explain(UtcRange before, UtcRange now) => Explainer.Explain(In(before), In(now), now.Length / before.Length);

    /// <summary>What changed, judged against how much it changes anyway.</summary>
    public ProbableCause? Cause(UtcRange before, UtcRange now)
    {
        var usual = new List<ChangeExplanation>();
        for (var end = before.End; end - now.Length >= before.Start; end -= now.Length)
        {
            usual.Add(Explain(before, new(end - now.Length, end)));
        }

        return ProbableCause.Of(Explain(before, now), usual);
    }

    private List<UsageSlice> In(UtcRange range) => intervals.Where(interval => range.Contains(interval.At)).SelectMany(static interval => interval.Slices).ToList();
}
