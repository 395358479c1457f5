using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>
/// Who decides on an exception: the owner of the scope, else of the next wider one, who is not who asks; else their
/// escalation target; else the admins. What is more than owners may grant is the admins' from the start. Pure.
/// </summary>
public static class ApproverRule
{
    /// <param name="owners">The ownerships that contain the scope, from the narrowest.</param>
    /// <param name="isRequester">Whether an owner is who asks.</param>
    /// <param name="escalation">Who takes over from the owner; null: nobody is named.</param>
    /// <param name="admins">Those of the settings.</param>
    public static Approver Choose(
        IReadOnlyList<Ownership> owners, Func<Principal, bool> isRequester, Principal? escalation, IReadOnlyList<Principal> admins, bool isWithinLimit)
    {
        if (isWithinLimit)
        {
            if (owners.FirstOrDefault(owner => !isRequester(owner.Owner)) is { } owner)
            {
                return new([owner.Owner], owner.Scope, false, $"{owner.Owner.Name}, the owner of {owner.Scope}");
            }

            if (escalation is not null && !isRequester(escalation))
            {
                return new([escalation], null, false, $"{escalation.Name}, to whom {owners[0].Owner.Name} escalates");
            }
        }

        var others = admins.Where(admin => !isRequester(admin)).ToList();
        string why = isWithinLimit ? "an admin, because nobody else owns it" : "an admin, because it is more than an owner may grant";

        return new(others, null, true, others.Count == 0 ? $"{why} (the settings name none: only the bot's own terminal can)" : why);
    }
}

/// <param name="Who">They are called; empty: nobody can be.</param>
/// <param name="Scope">The scope by which an owner decides; null: by something else.</param>
/// <param name="NeedsAdmin">Owners cannot decide it.</param>
/// <param name="Text">Who, and why, as people read it.</param>
public sealed record Approver(IReadOnlyList<Principal> Who, Scope? Scope, bool NeedsAdmin, string Text);
