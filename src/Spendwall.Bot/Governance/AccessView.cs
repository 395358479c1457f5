using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>What decides who may do what to a scope: the settings' admins, its owner, and what was granted. Pure.</summary>
/// <param name="Whole">The scope as it lies in each of its accounts.</param>
public sealed record AccessView(Scope Scope, IReadOnlyList<Scope> Whole, OwnerMatch? Owner, IReadOnlyList<Grant> Grants, People People, Admins Admins)
{
    /// <summary>The grants that reach the scope wherever it lies: one for an account does not reach what is in a second one too.</summary>
    public IReadOnlyList<Grant> Reaching => [.. Grants.Where(grant => grant.Scope.Contains(Scope) || Whole.All(grant.Scope.Contains))];

    /// <summary>The highest rung that the actor holds, and by what.</summary>
    public AccessRight Of(Actor actor)
    {
        var identities = People.IdentitiesOf(actor.Identity);
        if (Admins.IsOne(actor, identities))
        {
            return new(AccessLevel.Admin, actor.LocalAdmin ? "At the machine itself." : "An admin by the settings.", null);
        }

        // What lies in two accounts is reached where each of them is: the lowest of the two counts.
        return Whole.Select(where => In(where, actor, identities)).MinBy(static right => right.Level)!;
    }

    /// <summary>Who holds at least a rung, for a refusal: the owner, those who were granted it, the admins.</summary>
    public IReadOnlyList<string> Holders(AccessLevel needed)
    {
        var admins = Admins.All.Select(identity => People.NameOf(identity) ?? identity).ToList();
        var granted = Reaching.Where(grant => grant.Level >= needed).OrderBy(static grant => grant.Level).Select(static grant => grant.Who.Name);

        return [.. granted.Concat(admins).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private AccessRight In(Scope where, Actor actor, IReadOnlyList<string> identities)
    {
        var rights = Grants.Where(grant => (grant.Scope.Contains(where) || grant.Scope.Contains(Scope)) && grant.Who.IsHeldBy(actor, identities))
            .Select(static grant => new AccessRight(grant.Level, $"Granted to {grant.Who.Name} for {grant.Scope}.", grant.Limit));
        if (Owner is { } owner && owner.Owner.IsHeldBy(actor, identities))
        {
            rights = rights.Prepend(new(AccessLevel.Own, $"The owner of {owner.Ownership.Scope}.", null));
        }

        return rights.Prepend(new(AccessLevel.View, "Everyone may look.", null)).OrderByDescending(static right => right.Level).ThenByDescending(static right => right.Limit?.Nanos ?? -1).First();
    }
}

/// <param name="Why">As a sentence.</param>
/// <param name="Limit">The largest exception that may be approved with it; null: not told.</param>
public sealed record AccessRight(AccessLevel Level, string Why, Usd? Limit);
