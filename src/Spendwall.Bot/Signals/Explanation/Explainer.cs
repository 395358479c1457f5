using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Explanation;

/// <summary>
/// Takes the change between two periods apart, exactly. Cost = requests of the caller × share of the model × share of the
/// route × tokens per request × what a cache leaves of them × list price × paid share of it, for input and output
/// tokens apart; each factor's part is its logarithmic mean Divisia share (LMDI-I, Ang 2005, doi:10.1016/j.enpol.2003.10.010),
/// which leaves no remainder and is the same backwards. What appears or disappears is put to the factor that came from or
/// went to nothing. Repeats are taken out before.
/// </summary>
public static class Explainer
{
    /// <param name="scale">Length of the later period over that of the earlier.</param>
    public static ChangeExplanation Explain(IReadOnlyList<UsageSlice> before, IReadOnlyList<UsageSlice> now, double scale = 1)
    {
        var early = PeriodUse.Of(before, scale);
        var late = PeriodUse.Of(now, 1);
        var shares = new List<Share>();
        foreach (var key in early.Slices.Keys.Union(late.Slices.Keys))
        {
            var (was, repeated) = Repeats.Of(early.Slices.GetValueOrDefault(key), late.Slices.GetValueOrDefault(key));
            if (was.Usd != repeated.Usd)
            {
                shares.Add(new(key, Cause.Repeats, repeated.Usd - was.Usd));
                early.Without(key, was);
                late.Without(key, repeated);
            }
        }

        foreach (var key in early.Slices.Keys.Union(late.Slices.Keys))
        {
            FactorSplit.Add(shares, key, early, late);
        }

        var from = Usd.FromEstimate(before.Aggregate(Usd.Zero, static (sum, slice) => sum + slice.Cost).ToDouble() * scale);
        var to = now.Aggregate(Usd.Zero, static (sum, slice) => sum + slice.Cost);

        return new(from, to, Rounded(shares, early, late, to - from));
    }

    /// <summary>Whole nano-dollars; what rounding leaves over goes to the largest.</summary>
    private static List<Contribution> Rounded(List<Share> shares, PeriodUse early, PeriodUse late, Usd change)
    {
        var rounded = shares
            .Select(share => new Contribution(share.Key.Caller, late.OwnerOf(share.Key) ?? early.OwnerOf(share.Key) ?? "", share.Key.Model, share.Key.Route, share.Cause, Usd.FromEstimate(share.Usd)))
            .Where(static part => part.Usd != Usd.Zero)
            .ToList();
        var left = change - rounded.Aggregate(Usd.Zero, static (sum, part) => sum + part.Usd);
        if (left != Usd.Zero)
        {
            int largest = rounded.Count == 0 ? -1 : rounded.IndexOf(rounded.MaxBy(static part => Math.Abs(part.Usd.Nanos))!);
            if (largest < 0)
            {
                return [new("", "", "", "", Cause.Unmeasured, left)];
            }

            rounded[largest] = rounded[largest] with { Usd = rounded[largest].Usd + left };
        }

        return rounded;
    }
}

/// <summary>Who used what over which route.</summary>
internal readonly record struct SliceKey(string Caller, string Model, string Route);

internal readonly record struct Share(SliceKey Key, Cause Cause, double Usd);
