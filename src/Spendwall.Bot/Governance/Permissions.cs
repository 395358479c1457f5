using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>
/// The first ladder: admins from the settings and people at the machine may do everything, a scope's owner what touches
/// the scope, everyone may look. Operating where an alert was posted is granted beside it, by who knows the incident.
/// </summary>
public sealed class Permissions(OwnerBook owners, SpendwallOptions options) : IPermissions
{
    public async Task<PermissionDecision> DecideAsync(Actor actor, AccessLevel needed, Scope scope, CancellationToken cancellationToken)
    {
        if (needed == AccessLevel.View)
        {
            return new(true, "Everyone may look.");
        }

        if (actor.LocalAdmin)
        {
            return new(true, "At the machine itself.");
        }

        if (options.Admins.Any(admin => IsHeldBy(admin, actor)))
        {
            return new(true, "An admin by the settings.");
        }

        var owner = await owners.FindAsync(scope, cancellationToken);
        if (needed is AccessLevel.Operate or AccessLevel.Own && owner is not null && owner.Owner.IsHeldBy(actor))
        {
            return new(true, $"The owner of {owner.Ownership.Scope}.");
        }

        return new(false, Refusal(needed, scope, owner?.Owner.Name));
    }

    private static bool IsHeldBy(string identity, Actor actor) =>
        identity.Length > 0 && (string.Equals(identity, actor.Identity, StringComparison.Ordinal) || actor.Groups.Contains(identity, StringComparer.Ordinal));

    private static string Refusal(AccessLevel needed, Scope scope, string? owner) => needed switch
    {
        AccessLevel.Operate => $"This is done where the alert was posted, by the owner of {scope} ({owner ?? "nobody yet"}) or by an admin.",
        AccessLevel.Own => $"Only the owner of {scope} ({owner ?? "nobody yet"}) or an admin can change this.",
        _ => "Only an admin can change this.",
    };
}
