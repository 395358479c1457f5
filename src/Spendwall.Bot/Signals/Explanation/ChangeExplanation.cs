using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Explanation;

/// <summary>Why a period cost another amount than the one before; the contributions sum to the change to the nano-dollar.</summary>
/// <param name="Before">What the earlier period cost, for the length of the later one.</param>
/// <param name="Now">What the later period cost.</param>
public sealed record ChangeExplanation(Usd Before, Usd Now, IReadOnlyList<Contribution> Contributions)
{
    public Usd Change => Now - Before;

    /// <summary>Largest first, by what they add in the direction of the change.</summary>
    public IReadOnlyList<(Cause Key, Usd Usd)> ByCause => By(static part => part.Cause);

    public IReadOnlyList<(Driver Key, Usd Usd)> ByDriver => By(static part => part.Cause.Driver());

    public IReadOnlyList<(string Key, Usd Usd)> ByCaller => By(static part => part.Caller);

    public IReadOnlyList<(string Key, Usd Usd)> ByModel => By(static part => part.Model);

    public IReadOnlyList<(string Key, Usd Usd)> ByRoute => By(static part => part.Route);

    public IReadOnlyList<(string Key, Usd Usd)> ByOwner => By(static part => part.Owner);

    public IReadOnlyList<(TKey Key, Usd Usd)> By<TKey>(Func<Contribution, TKey> key)
        where TKey : notnull
    {
        int sign = Change < Usd.Zero ? -1 : 1;

        return [.. Contributions.GroupBy(key)
            .Select(static group => (group.Key, Usd: group.Aggregate(Usd.Zero, static (sum, part) => sum + part.Usd)))
            .OrderByDescending(group => sign * group.Usd.Nanos)];
    }
}

/// <param name="Usd">Positive: it made the period dearer.</param>
public sealed record Contribution(string Caller, string Owner, string Model, string Route, Cause Cause, Usd Usd);
