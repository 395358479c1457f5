using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>Rights that were granted by command, beside those that come from the settings and from owning.</summary>
public sealed class AccessBook(GrantStore store, OwnerBook owners, ScopeHomes homes, SpendwallOptions options)
{
    public async Task<IReadOnlyList<Grant>> AllAsync(CancellationToken cancellationToken)
    {
        var people = await owners.PeopleAsync(cancellationToken);

        return [.. (await store.AllAsync(cancellationToken)).Select(entry => ToGrant(entry, people.Named(entry.Who)))];
    }

    /// <summary>Everything that decides who may do what to a scope.</summary>
    public async Task<AccessView> ViewAsync(Scope scope, CancellationToken cancellationToken) => new(
        scope,
        await homes.WholeAsync(scope, cancellationToken),
        await owners.FindAsync(scope, cancellationToken),
        await AllAsync(cancellationToken),
        await owners.PeopleAsync(cancellationToken),
        new Admins(options));

    /// <param name="grant">With the principal as it is to be known.</param>
    public async Task<ChangeOutcome<Grant>> GrantAsync(Grant grant, Actor actor, CancellationToken cancellationToken)
    {
        if (grant.Who.Identities.Count == 0)
        {
            return new ChangeOutcome<Grant>.Refused(
                "usage", $"{grant.Who.Name} is known on no platform, so nobody would hold the right.", "Add an id, such as slack:U0123ABCD, or choose the person from the platform's list.");
        }

        var all = await owners.AllAsync(cancellationToken);
        try
        {
            return await store.ChangeAsync<ChangeOutcome<Grant>>(
                async (work, token) =>
                {
                    var people = new People(await work.Owners.PeopleAsync(token));
                    if (OwnerBook.IdRefusal(grant.Who, people, all, new Admins(options), actor) is { } untied)
                    {
                        return new ChangeOutcome<Grant>.Refused(untied.Kind, untied.Message, untied.Fix);
                    }

                    var before = Find(await work.AllAsync(token), grant.Scope, grant.Who.Name);
                    await work.Owners.KeepAsync(OwnerBook.ToEntry(grant.Who), token);
                    await work.PutAsync(new(grant.Scope, grant.Who.Name, (int)grant.Level, grant.Limit, grant.Since, grant.Source), token);
                    work.Owners.Audit(
                        grant.Since,
                        actor.Entry("access.grant", grant.Scope.Text, before is null ? null : GovernanceJson.Of(ToGrant(before, people.Written(before.Who))), GovernanceJson.Of(grant)));

                    return new ChangeOutcome<Grant>.Done(grant);
                },
                cancellationToken);
        }
        catch (IdentityTakenException taken)
        {
            return new ChangeOutcome<Grant>.Refused("conflict", taken.Message, "Name whom it belongs to, or give another id.");
        }
    }

    public Task<ChangeOutcome<Grant>> RevokeAsync(Scope scope, string who, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.ChangeAsync<ChangeOutcome<Grant>>(
            async (work, token) =>
            {
                if (Find(await work.AllAsync(token), scope, who) is not { } before)
                {
                    return new ChangeOutcome<Grant>.Refused("unknown", $"{who} was granted nothing for {scope} itself.", "/access list shows what was granted.");
                }

                var people = new People(await work.Owners.PeopleAsync(token));
                var was = ToGrant(before, people.Written(before.Who));
                await work.RemoveAsync(scope, who, token);
                work.Owners.Audit(now, actor.Entry("access.revoke", before.Scope.Text, GovernanceJson.Of(was), null));

                return new ChangeOutcome<Grant>.Done(was);
            },
            cancellationToken);

    private static GrantEntry? Find(IReadOnlyList<GrantEntry> all, Scope scope, string who) =>
        all.FirstOrDefault(entry => entry.Scope.Equals(scope) && entry.Who.Equals(who, StringComparison.OrdinalIgnoreCase));

    private static Grant ToGrant(GrantEntry entry, Principal who) => new(entry.Scope, who, (AccessLevel)entry.Level, entry.Since, entry.Source) { Limit = entry.Limit };
}

/// <param name="Source">The identity that granted it.</param>
public sealed record Grant(Scope Scope, Principal Who, AccessLevel Level, DateTimeOffset Since, string Source)
{
    /// <summary>The largest exception that may be approved with it; null: not told.</summary>
    public Usd? Limit { get; init; }
}
