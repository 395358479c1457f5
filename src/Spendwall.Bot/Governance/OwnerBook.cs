using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Owners;

namespace Spendwall.Bot.Governance;

/// <summary>Owners from the settings and from commands; for one scope the command wins.</summary>
public sealed class OwnerBook(OwnerStore store, ScopeHomes homes, SpendwallOptions options) : IOwnerBook
{
    public const string FromSettings = "settings";

    public async Task<IReadOnlyList<Ownership>> AllAsync(CancellationToken cancellationToken)
    {
        var principals = await store.PrincipalsAsync(cancellationToken);
        var set = (await store.AllAsync(cancellationToken))
            .Select(entry => new Ownership(entry.Scope, Named(principals, entry.Owner), entry.Since, entry.Source))
            .ToList();
        var configured = options.Accounts
            .Where(static account => !string.IsNullOrWhiteSpace(account.Owner))
            .Select(account => new Ownership(Scope.Account(account.Name), Configured(principals, account.Owner!), DateTimeOffset.UnixEpoch, FromSettings))
            .Where(ownership => !set.Exists(other => other.Scope.Equals(ownership.Scope)));

        return [.. configured, .. set];
    }

    /// <summary>The owner of a scope; one of an account is also looked for under its provider, one of a key under its account.</summary>
    public async Task<OwnerMatch?> FindAsync(Scope scope, CancellationToken cancellationToken) => (await ViewAsync([scope], cancellationToken)).Find(scope);

    /// <summary>Everything that is needed to find the owners of these scopes; of other scopes only what they name themselves is known.</summary>
    public async Task<OwnerView> ViewAsync(IEnumerable<Scope> scopes, CancellationToken cancellationToken)
    {
        var whole = new Dictionary<Scope, IReadOnlyList<Scope>>();
        foreach (var scope in scopes.Distinct())
        {
            whole[scope] = await homes.WholeAsync(scope, cancellationToken);
        }

        return new(await AllAsync(cancellationToken), whole, homes);
    }

    /// <summary>Owners that no platform id is known of: they are shown as text and pinged nowhere.</summary>
    public async Task<IReadOnlyList<Ownership>> UnresolvedAsync(CancellationToken cancellationToken) =>
        [.. (await AllAsync(cancellationToken)).Where(static ownership => ownership.Owner.Identities.Count == 0)];

    /// <summary>Whom an identity such as <c>slack:U123</c> belongs to; the identity itself when nobody is known by it.</summary>
    public async Task<string> NameOfAsync(string identity, CancellationToken cancellationToken) =>
        (await store.PrincipalsAsync(cancellationToken)).FirstOrDefault(entry => Has(entry, identity))?.Name ?? identity;

    /// <summary>Who is meant, with what is known of them already.</summary>
    public async Task<Principal> ResolveAsync(PrincipalText text, CancellationToken cancellationToken) =>
        Resolve(await store.PrincipalsAsync(cancellationToken), text);

    /// <summary>Sets the owner of this very scope.</summary>
    public async Task<ChangeOutcome<Ownership>> SetAsync(Scope scope, PrincipalText who, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var principal = await ResolveAsync(who, cancellationToken);
        var before = (await AllAsync(cancellationToken)).FirstOrDefault(ownership => ownership.Scope.Equals(scope));
        var ownership = new Ownership(scope, principal, now, actor.Identity);
        try
        {
            await store.SetAsync(ToEntry(ownership), ToEntry(principal), SetEntry(ownership, before, actor), cancellationToken);
        }
        catch (IdentityTakenException taken)
        {
            return new ChangeOutcome<Ownership>.Refused("conflict", taken.Message, "Name the owner it belongs to, or give another id.");
        }

        return new ChangeOutcome<Ownership>.Done(ownership);
    }

    /// <summary>Takes back what a command set; what the settings say is in force again.</summary>
    public async Task<ChangeOutcome<OwnerMatch?>> ClearAsync(Scope scope, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = (await AllAsync(cancellationToken)).FirstOrDefault(ownership => ownership.Scope.Equals(scope));
        if (before is null)
        {
            return new ChangeOutcome<OwnerMatch?>.Refused("unknown", $"{scope} has no owner of its own.", "/owner list shows what has.");
        }

        if (before.Source == FromSettings)
        {
            return new ChangeOutcome<OwnerMatch?>.Refused(
                "conflict", $"The owner of {scope} is {before.Owner.Name} by the settings.", "Change the account's Owner there, or name another with /owner set.");
        }

        var audit = new AuditEntry(actor.Identity, actor.Channel, "owner.clear", scope.Text, GovernanceJson.Of(before), null);
        await store.ClearAsync(scope, now, audit, cancellationToken);

        return new ChangeOutcome<OwnerMatch?>.Done(await FindAsync(scope, cancellationToken));
    }

    internal static OwnerEntry ToEntry(Ownership ownership) => new(ownership.Scope, ownership.Owner.Name, ownership.Since, ownership.Source);

    internal static PrincipalEntry ToEntry(Principal principal) => new(principal.Name, principal.Kind.ToString(), principal.Identities);

    internal static AuditEntry SetEntry(Ownership after, Ownership? before, Actor actor) =>
        new(actor.Identity, actor.Channel, "owner.set", after.Scope.Text, before is null ? null : GovernanceJson.Of(before), GovernanceJson.Of(after));

    private static Principal Resolve(IReadOnlyList<PrincipalEntry> principals, PrincipalText text)
    {
        var holder = text.Name is null
            ? principals.FirstOrDefault(entry => text.Identities.Any(identity => Has(entry, $"{identity.Key}:{identity.Value}")))
            : null;
        string name = text.Name ?? holder?.Name ?? text.Label ?? "@" + text.Identities.Values.First();
        var known = Named(principals, name);
        var identities = new Dictionary<string, string>(known.Identities, StringComparer.Ordinal);
        foreach (var (platform, id) in text.Identities)
        {
            identities[platform] = id;
        }

        return new(known.Name, text.Identities.Count > 0 ? text.Kind : known.Kind, identities);
    }

    private static Principal Configured(IReadOnlyList<PrincipalEntry> principals, string text) =>
        PrincipalText.Parse(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { } parsed
            ? Resolve(principals, parsed)
            : Named(principals, text.Trim());

    private static Principal Named(IReadOnlyList<PrincipalEntry> principals, string name) =>
        principals.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } entry
            ? new(entry.Name, Enum.Parse<PrincipalKind>(entry.Kind), entry.Identities)
            : new(name, PrincipalKind.User, new Dictionary<string, string>());

    private static bool Has(PrincipalEntry entry, string identity) =>
        entry.Identities.Any(known => string.Equals($"{known.Key}:{known.Value}", identity, StringComparison.Ordinal));
}
