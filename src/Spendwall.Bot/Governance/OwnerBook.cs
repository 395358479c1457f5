using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Owners;

namespace Spendwall.Bot.Governance;

/// <summary>Owners from the settings and from commands; for one scope the command wins.</summary>
public sealed class OwnerBook(OwnerStore store, ScopeHomes homes, SpendwallOptions options) : IOwnerBook
{
    public const string FromSettings = "settings";

    /// <summary>How long an ownership holds before it is asked about, unless told.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<Ownership>> AllAsync(CancellationToken cancellationToken)
    {
        var people = await PeopleAsync(cancellationToken);

        return Ownerships(await store.AllAsync(cancellationToken), people, people.Named);
    }

    /// <summary>Who is known by which names and ids.</summary>
    public async Task<People> PeopleAsync(CancellationToken cancellationToken) => new(await store.PeopleAsync(cancellationToken));

    /// <summary>The owner of a scope; one of an account is also looked for under its provider, one of a key under its account.</summary>
    public async Task<OwnerMatch?> FindAsync(Scope scope, CancellationToken cancellationToken) => (await ViewAsync([scope], cancellationToken)).Find(scope);

    /// <summary>Everything that is needed to find the owners of these scopes; of other scopes only what they name themselves is known.</summary>
    public async Task<OwnerView> ViewAsync(IEnumerable<Scope> scopes, CancellationToken cancellationToken) =>
        new(await AllAsync(cancellationToken), await WholeAsync(scopes, cancellationToken), homes);

    /// <summary>Owners that no platform id is known of: they are shown as text and pinged nowhere.</summary>
    public async Task<IReadOnlyList<Ownership>> UnresolvedAsync(CancellationToken cancellationToken) =>
        [.. (await AllAsync(cancellationToken)).Where(static ownership => ownership.Owner.Identities.Count == 0)];

    /// <summary>Whom an identity such as <c>slack:U123</c> belongs to; the identity itself when nobody is known by it.</summary>
    public async Task<string> NameOfAsync(string identity, CancellationToken cancellationToken) => (await PeopleAsync(cancellationToken)).NameOf(identity) ?? identity;

    /// <summary>Who is meant, with what is known of them already.</summary>
    public async Task<Principal> ResolveAsync(PrincipalText text, CancellationToken cancellationToken) => (await PeopleAsync(cancellationToken)).Resolve(text);

    /// <summary>Why the actor may not tie an id to that name; null: they may, or do not.</summary>
    public async Task<ChangeOutcome<Ownership>.Refused?> IdRefusalAsync(PrincipalText who, Actor actor, CancellationToken cancellationToken)
    {
        var people = await PeopleAsync(cancellationToken);

        return IdRefusal(people.Resolve(who), people, Ownerships(await store.AllAsync(cancellationToken), people, people.Written), new(options), actor);
    }

    /// <summary>Sets the owner of this very scope.</summary>
    public Task<ChangeOutcome<Ownership>> SetAsync(Scope scope, PrincipalText who, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        SetAsync(scope, who, OwnerTerms.None, actor, now, cancellationToken);

    /// <summary>The same with terms; for the owner that it has already, what is not told stays.</summary>
    public Task<ChangeOutcome<Ownership>> SetAsync(Scope scope, PrincipalText who, OwnerTerms terms, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(scope, "owner.set", terms, actor, now, state => state.Named(who, terms, state.Own is { } own && state.IsSame(own, who) ? own : null), cancellationToken);

    /// <summary>Gives a scope that has an owner of its own to another one, with its channels and its escalation.</summary>
    public Task<ChangeOutcome<Ownership>> HandoverAsync(Scope scope, PrincipalText who, OwnerTerms terms, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(
            scope,
            "owner.handover",
            terms,
            actor,
            now,
            state => state switch
            {
                { Own: null } => OwnerState.Refused("unknown", $"{scope} has no owner of its own to hand over.", "/owner set names one."),
                { Own: { } own } when state.IsSame(own, who) => OwnerState.Refused("conflict", $"{own.Owner.Name} owns {scope} already.", "/owner renew makes the lease longer."),
                { Own: { } own } => state.Named(who, terms, own),
            },
            cancellationToken);

    /// <summary>Begins the lease anew.</summary>
    public Task<ChangeOutcome<Ownership>> RenewAsync(Scope scope, OwnerTerms terms, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(
            scope,
            "owner.renew",
            terms,
            actor,
            now,
            state => state.Own switch
            {
                null => OwnerState.Refused("unknown", $"{scope} has no owner of its own.", "/owner list shows what has."),
                { LeaseUntil: null } own => OwnerState.Refused("conflict", $"{own.Owner.Name} owns {scope} without a lease.", own.Source == FromSettings ? "It is in the settings, and stays." : "/owner set with lease:90d begins one."),
                { } own => new ChangeOutcome<Ownership>.Done(own with { LeaseUntil = terms.LeaseUntil ?? now + Lease }),
            },
            cancellationToken);

    /// <summary>Makes the actor the owner of what nobody owns.</summary>
    public Task<ChangeOutcome<Ownership>> ClaimAsync(Scope scope, OwnerTerms terms, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(
            scope,
            "owner.claim",
            terms,
            actor,
            now,
            state => state.View.Find(scope) is { } match
                ? OwnerState.Refused("conflict", $"{match.Owner.Name} owns {scope}{(match.InheritedFrom is { } from ? $", by owning {from}" : "")}.", "Only what nobody owns can be claimed; its owner can hand it over.")
                : state.Acting(terms),
            cancellationToken);

    /// <summary>Takes back what a command set; what the settings say is in force again.</summary>
    public async Task<ChangeOutcome<OwnerMatch?>> ClearAsync(Scope scope, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var refused = await store.ChangeAsync<ChangeOutcome<OwnerMatch?>?>(
            async (work, token) =>
            {
                var people = new People(await work.PeopleAsync(token));
                var before = Ownerships(await work.AllAsync(token), people, people.Written).FirstOrDefault(ownership => ownership.Scope.Equals(scope));
                if (before is null)
                {
                    return new ChangeOutcome<OwnerMatch?>.Refused("unknown", $"{scope} has no owner of its own.", "/owner list shows what has.");
                }

                if (before.Source == FromSettings)
                {
                    return new ChangeOutcome<OwnerMatch?>.Refused(
                        "conflict", $"The owner of {scope} is {before.Owner.Name} by the settings.", "Change the account's Owner there, or name another with /owner set.");
                }

                await work.RemoveAsync(scope, token);
                work.Audit(now, actor.Entry("owner.clear", before.Scope.Text, GovernanceJson.Of(before), null));

                return null;
            },
            cancellationToken);

        return refused ?? new ChangeOutcome<OwnerMatch?>.Done(await FindAsync(scope, cancellationToken));
    }

    /// <summary>Whoever may change one scope could give a name their own id, and hold all that the name holds: only an admin ties ids to known names.</summary>
    /// <returns>Null: they may, or do not.</returns>
    internal static ChangeOutcome<Ownership>.Refused? IdRefusal(Principal principal, People people, IReadOnlyList<Ownership> all, Admins admins, Actor actor) =>
        people.GivesAnId(principal, all.Select(static ownership => ownership.Owner.Name)) && !admins.IsOne(actor, people.IdentitiesOf(actor.Identity))
            ? new("permission", $"{principal.Name} is known already, and whoever has that id would hold all that {principal.Name} holds: only an admin of the settings can tie it.", $"Name {principal.Name} without an id, or ask an admin.")
            : null;

    internal static OwnerEntry ToEntry(Ownership ownership) => new(ownership.Scope, ownership.Owner.Name, ownership.Since, ownership.Source)
    {
        LeaseUntil = ownership.LeaseUntil,
        EscalateTo = ownership.EscalateTo?.Name,
        Channels = ownership.Channels,
    };

    internal static PrincipalEntry ToEntry(Principal principal) => new(principal.Name, principal.Kind.ToString(), principal.Identities);

    internal static AuditEntry SetEntry(Ownership after, Ownership? before, Actor actor) =>
        actor.Entry("owner.set", after.Scope.Text, before is null ? null : GovernanceJson.Of(before), GovernanceJson.Of(after));

    private async Task<ChangeOutcome<Ownership>> ChangeAsync(
        Scope scope, string action, OwnerTerms terms, Actor actor, DateTimeOffset now, Func<OwnerState, ChangeOutcome<Ownership>> decide, CancellationToken cancellationToken)
    {
        var whole = await WholeAsync([scope], cancellationToken);
        try
        {
            return await store.ChangeAsync(
                async (work, token) =>
                {
                    var people = new People(await work.PeopleAsync(token));
                    var all = Ownerships(await work.AllAsync(token), people, people.Written);
                    var own = all.FirstOrDefault(ownership => ownership.Scope.Equals(scope));
                    var decided = decide(new OwnerState(scope, new(all, whole, homes), own, people, actor, now));
                    if (decided is not ChangeOutcome<Ownership>.Done { Value: var after })
                    {
                        return decided;
                    }

                    foreach (var principal in new[] { after.Owner, after.EscalateTo }.OfType<Principal>())
                    {
                        if (IdRefusal(principal, people, all, new(options), actor) is { } refusal)
                        {
                            return refusal;
                        }

                        await work.KeepAsync(ToEntry(principal), token);
                    }

                    await work.PutAsync(ToEntry(after), token);
                    work.Audit(now, actor.Entry(action, after.Scope.Text, own is null ? null : GovernanceJson.Of(own), GovernanceJson.Of(after, terms.Reason)));

                    return new ChangeOutcome<Ownership>.Done(after with { Owner = people.Linked(after.Owner) });
                },
                cancellationToken);
        }
        catch (IdentityTakenException taken)
        {
            return new ChangeOutcome<Ownership>.Refused("conflict", taken.Message, "Name the owner it belongs to, or give another id.");
        }
    }

    private async Task<IReadOnlyDictionary<Scope, IReadOnlyList<Scope>>> WholeAsync(IEnumerable<Scope> scopes, CancellationToken cancellationToken)
    {
        var whole = new Dictionary<Scope, IReadOnlyList<Scope>>();
        foreach (var scope in scopes.Distinct())
        {
            whole[scope] = await homes.WholeAsync(scope, cancellationToken);
        }

        return whole;
    }

    private IReadOnlyList<Ownership> Ownerships(IReadOnlyList<OwnerEntry> entries, People people, Func<string, Principal> named)
    {
        var set = entries.Select(entry => new Ownership(entry.Scope, named(entry.Owner), entry.Since, entry.Source)
        {
            LeaseUntil = entry.LeaseUntil,
            EscalateTo = entry.EscalateTo is { } other ? named(other) : null,
            Channels = entry.Channels,
        }).ToList();
        var configured = options.Accounts
            .Where(static account => !string.IsNullOrWhiteSpace(account.Owner))
            .Select(account => new Ownership(Scope.Account(account.Name), people.Configured(account.Owner!), DateTimeOffset.UnixEpoch, FromSettings))
            .Where(ownership => !set.Exists(other => other.Scope.Equals(ownership.Scope)));

        return [.. configured, .. set];
    }
}
