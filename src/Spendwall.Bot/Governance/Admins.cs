using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Governance;

/// <summary>Who may do everything before anyone was granted anything: people at the machine, and the settings' <c>Admins</c>.</summary>
public sealed class Admins(SpendwallOptions options)
{
    /// <summary>Identities as the settings write them.</summary>
    public IReadOnlyList<string> All => [.. options.Admins.Where(static admin => admin.Length > 0)];

    /// <param name="identities">The actor's, whatever platforms they are of.</param>
    public bool IsOne(Actor actor, IReadOnlyList<string> identities) =>
        actor.LocalAdmin || All.Any(admin => identities.Contains(admin, StringComparer.Ordinal) || actor.Groups.Contains(admin, StringComparer.Ordinal));
}
