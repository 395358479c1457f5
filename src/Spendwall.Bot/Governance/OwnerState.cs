using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>What a change of an owner is decided by, as it is inside the transaction.</summary>
/// <param name="Own">The ownership of this very scope.</param>
internal sealed record OwnerState(Scope Scope, OwnerView View, Ownership? Own, People People, Actor Actor, DateTimeOffset Now)
{
    public static ChangeOutcome<Ownership>.Refused Refused(string kind, string message, string fix) => new(kind, message, fix);

    public bool IsSame(Ownership own, PrincipalText who) => own.Owner.Name.Equals(People.Resolve(who).Name, StringComparison.OrdinalIgnoreCase);

    /// <param name="from">The ownership whose channels and escalation stay where nothing else is told.</param>
    public ChangeOutcome<Ownership> Named(PrincipalText who, OwnerTerms terms, Ownership? from) => Of(People.Resolve(who), terms, from);

    public ChangeOutcome<Ownership> Acting(OwnerTerms terms) => Of(People.Acting(Actor, View.All.Select(static ownership => ownership.Owner.Name)), terms, null);

    private ChangeOutcome<Ownership> Of(Principal owner, OwnerTerms terms, Ownership? from)
    {
        var escalation = terms.EscalateTo is { } named ? People.Resolve(named) : from?.EscalateTo;
        bool toSelf = escalation is not null && escalation.Name.Equals(owner.Name, StringComparison.OrdinalIgnoreCase);
        if (toSelf && terms.EscalateTo is not null)
        {
            return Refused("usage", $"{owner.Name} is the owner: an escalation goes to somebody else.", "Such as escalate:@lee.");
        }

        bool isSame = from is not null && from.Owner.Name.Equals(owner.Name, StringComparison.OrdinalIgnoreCase);

        return new ChangeOutcome<Ownership>.Done(new(Scope, owner, isSame ? from!.Since : Now, Actor.Identity)
        {
            LeaseUntil = terms.LeaseUntil ?? Now + OwnerBook.Lease,
            EscalateTo = toSelf ? null : escalation,
            Channels = terms.Channels ?? from?.Channels ?? [],
        });
    }
}
