namespace Spendwall.Bot.Governance;

public static class PrincipalIdentity
{
    extension(Principal principal)
    {
        /// <summary>The actor is this person, or in this group or role.</summary>
        public bool IsHeldBy(Actor actor) => principal.Identities.Any(identity => Matches($"{identity.Key}:{identity.Value}", actor));
    }

    private static bool Matches(string identity, Actor actor) =>
        string.Equals(identity, actor.Identity, StringComparison.Ordinal) || actor.Groups.Contains(identity, StringComparer.Ordinal);
}
