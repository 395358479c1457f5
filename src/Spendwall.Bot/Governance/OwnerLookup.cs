using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>The owner of a scope among all ownerships: its own, else the most specific one that contains it.</summary>
public static class OwnerLookup
{
    extension(IReadOnlyList<Ownership> ownerships)
    {
        /// <returns>Null: nobody owns it.</returns>
        public OwnerMatch? Find(Scope scope)
        {
            Ownership? best = null;
            foreach (var candidate in ownerships)
            {
                if (candidate.Scope.Contains(scope) && (best is null || Compare(candidate.Scope, best.Scope) > 0))
                {
                    best = candidate;
                }
            }

            return best is null ? null : new(best, best.Scope.Equals(scope) ? null : best.Scope);
        }

        /// <summary>Every ownership that the scope lies in, the most specific first: the first one decides.</summary>
        public IReadOnlyList<Ownership> Chain(Scope scope) =>
            [.. ownerships.Where(candidate => candidate.Scope.Contains(scope)).OrderDescending(Comparer<Ownership>.Create(static (a, b) => Compare(a.Scope, b.Scope)))];
    }

    /// <summary>By the narrowest kind, then the next one: a key says more than an account and a project together.</summary>
    private static int Compare(Scope a, Scope b)
    {
        using var left = Ranks(a).GetEnumerator();
        using var right = Ranks(b).GetEnumerator();
        while (true)
        {
            bool more = left.MoveNext();
            if (more != right.MoveNext())
            {
                return more ? 1 : -1;
            }

            if (!more)
            {
                return 0;
            }

            if (left.Current != right.Current)
            {
                return left.Current.CompareTo(right.Current);
            }
        }
    }

    private static IEnumerable<int> Ranks(Scope scope) =>
        Enumerable.Range(0, Scope.Kinds.Count).Reverse().Where(rank => scope.Parts.ContainsKey(Scope.Kinds[rank]));
}

/// <param name="InheritedFrom">The wider scope that the owner was set for; null: this very scope.</param>
public sealed record OwnerMatch(Ownership Ownership, Scope? InheritedFrom)
{
    public Principal Owner => Ownership.Owner;

    /// <summary>Whom the owner named to be called when they do not act; null: nobody.</summary>
    public Principal? Target => Ownership.EscalateTo;
}
