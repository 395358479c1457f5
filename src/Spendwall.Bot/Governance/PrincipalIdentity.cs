namespace Spendwall.Bot.Governance;

public static class PrincipalIdentity
{
    extension(Principal principal)
    {
        /// <summary>The actor is this person, or in this group or role.</summary>
        public bool IsHeldBy(Actor actor) => principal.IsHeldBy(actor, [actor.Identity]);

        /// <param name="identities">The actor's, whatever platforms they are of.</param>
        public bool IsHeldBy(Actor actor, IReadOnlyList<string> identities) => principal.Identities.Any(known =>
        {
            string identity = $"{known.Key}:{known.Value}";

            return identities.Contains(identity, StringComparer.Ordinal) || actor.Groups.Contains(identity, StringComparer.Ordinal);
        });
    }
}
