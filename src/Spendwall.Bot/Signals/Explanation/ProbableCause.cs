namespace Spendwall.Bot.Signals.Explanation;

/// <summary>
/// What most probably happened, of everything that an explanation holds: spend moves with requests every day, seldom with the
/// mix or the prompts. So a part counts by the geometric mean of its dollars and its surprise, which is the dollars over
/// what that part usually comes to.
/// </summary>
public sealed record ProbableCause(string Caller, Driver Driver)
{
    /// <summary>A part that never moved is as surprising as one that moves by this share of the spend; fixed on the development series.</summary>
    private const double Floor = 0.1;

    /// <param name="usual">Earlier stretches of the same length, each explained against the same base.</param>
    /// <returns>Null: nothing became dearer.</returns>
    public static ProbableCause? Of(ChangeExplanation explanation, IReadOnlyList<ChangeExplanation> usual)
    {
        double floor = Floor * explanation.Before.ToDouble();
        var spread = new Dictionary<(string, Driver), double>();
        foreach (var earlier in usual)
        {
            foreach (var (key, usd) in Parts(earlier))
            {
                spread[key] = spread.GetValueOrDefault(key) + (usd * usd / usual.Count);
            }
        }

        var best = Parts(explanation)
            .Where(static part => part.Usd > 0)
            .Select(part => (part.Key, Weight: part.Usd / Math.Sqrt(Math.Sqrt(spread.GetValueOrDefault(part.Key) + (floor * floor) + 1e-18))))
            .OrderByDescending(static part => part.Weight)
            .ThenBy(static part => part.Key)
            .FirstOrDefault();

        return best.Weight > 0 ? new(best.Key.Caller, best.Key.Driver) : null;
    }

    private static IEnumerable<((string Caller, Driver Driver) Key, double Usd)> Parts(ChangeExplanation explanation) =>
        explanation.By(static part => (part.Caller, part.Cause.Driver())).Select(static part => (part.Key, part.Usd.ToDouble()));
}
