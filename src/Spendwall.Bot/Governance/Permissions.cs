using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>
/// The ladder: admins from the settings and people at the machine may do everything, a scope's owner what touches the
/// scope, others what they were granted for it, everyone may look. Operating where an alert was posted is granted beside
/// it, by who knows the incident. Who cannot be told is nobody.
/// </summary>
public sealed class Permissions(AccessBook access) : IPermissions
{
    public async Task<PermissionDecision> DecideAsync(Actor actor, AccessLevel needed, Scope scope, CancellationToken cancellationToken)
    {
        if (needed == AccessLevel.View)
        {
            return new(true, "Everyone may look.");
        }

        var view = await access.ViewAsync(scope, cancellationToken);
        var right = view.Of(actor);

        return right.Level >= needed
            ? new(true, right.Why) { Level = right.Level, Limit = right.Limit }
            : new(false, Refusal(needed, view)) { Level = right.Level };
    }

    private static string Refusal(AccessLevel needed, AccessView view)
    {
        string owner = view.Owner?.Owner.Name ?? "nobody yet";
        string others = view.Holders(needed) is { Count: > 0 } names ? $" ({string.Join(", ", names)})" : " at the machine";

        return needed switch
        {
            AccessLevel.Operate => $"This is done where the alert was posted, by the owner of {view.Scope} ({owner}), by whom it was granted to or by an admin{others}.",
            AccessLevel.Own => $"Only the owner of {view.Scope} ({owner}), whom it was granted to or an admin{others} can change this.",
            _ => $"Only an admin{others} can change this.",
        };
    }
}
