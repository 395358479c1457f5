using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>The ownerships in force and, for the scopes it was made for, the accounts they lie in.</summary>
public sealed class OwnerView(IReadOnlyList<Ownership> all, IReadOnlyDictionary<Scope, IReadOnlyList<Scope>> whole, ScopeHomes homes)
{
    /// <summary>Every ownership in force.</summary>
    public IReadOnlyList<Ownership> All => all;

    /// <summary>
    /// The owner of a scope: its own, else the most specific one that contains it where it lies. In several accounts with
    /// different owners nobody inherits it.
    /// </summary>
    /// <returns>Null: nobody owns it.</returns>
    public OwnerMatch? Find(Scope scope)
    {
        var matches = whole.GetValueOrDefault(scope, [homes.WithProvider(scope)]).Select(all.Find).ToList();
        var match = matches.TrueForAll(other => other is not null && other.Owner.Name.Equals(matches[0]?.Owner.Name, StringComparison.OrdinalIgnoreCase))
            ? matches[0]
            : all.Find(scope);

        return match is { InheritedFrom: { } from } && from.Equals(scope) ? match with { InheritedFrom = null } : match;
    }

    /// <summary>The ownerships that were looked at for a scope where it lies, the most specific first.</summary>
    public IReadOnlyList<Ownership> Chain(Scope scope) =>
        [.. whole.GetValueOrDefault(scope, [homes.WithProvider(scope)]).SelectMany(all.Chain).DistinctBy(static ownership => ownership.Scope)];
}
