using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>Who is asked for an exception, and who may decide on it. Nobody grants their own but who is at the machine itself.</summary>
public sealed class ExceptionRights(OwnerBook owners, IPermissions permissions, SpendwallOptions options)
{
    /// <param name="extra">What the budget would be raised by in all: several small ones are one large one.</param>
    public async Task<Approver> ApproverAsync(Budget budget, Usd extra, Actor actor, CancellationToken cancellationToken)
    {
        var people = await owners.PeopleAsync(cancellationToken);
        var chain = (await owners.ViewAsync([budget.Scope], cancellationToken)).Chain(budget.Scope);
        var identities = people.IdentitiesOf(actor.Identity);
        bool IsRequester(Principal who) => who.Kind == PrincipalKind.User && who.Identities.Any(identity => identities.Contains($"{identity.Key}:{identity.Value}", StringComparer.Ordinal));

        return ApproverRule.Choose(
            chain, IsRequester, chain.Select(static owner => owner.EscalateTo).FirstOrDefault(static other => other is not null), [.. new Admins(options).All.Select(people.Configured)], IsWithinLimit(budget, extra));
    }

    /// <returns>Null: they may ask for more; else who can.</returns>
    public async Task<string?> AskRefusalAsync(Ledger.Scope scope, Actor actor, CancellationToken cancellationToken) =>
        await permissions.DecideAsync(actor, AccessLevel.Operate, scope, cancellationToken) is { Allowed: false } no ? no.Reason : null;

    /// <returns>Null: they may; else who can.</returns>
    public async Task<string?> RefusalAsync(BudgetException asked, bool approve, Actor actor, CancellationToken cancellationToken)
    {
        if (actor.LocalAdmin)
        {
            return null;
        }

        var identities = (await owners.PeopleAsync(cancellationToken)).IdentitiesOf(actor.Identity);
        if (identities.Contains(asked.RequestedBy, StringComparer.Ordinal))
        {
            // What one asked for, one may take back.
            return approve ? $"You asked for {asked.Id}, so somebody else decides: it waits for {asked.Approver}." : null;
        }

        if ((await permissions.DecideAsync(actor, AccessLevel.Admin, asked.Scope, cancellationToken)).Allowed || await MayAsOwnerAsync(asked, actor, identities, cancellationToken))
        {
            return null;
        }

        return $"{asked.Id} waits for {asked.Approver}.";
    }

    /// <summary>As people know the actor.</summary>
    public async Task<string> NameAsync(Actor actor, CancellationToken cancellationToken)
    {
        string known = await owners.NameOfAsync(actor.Identity, cancellationToken);

        return known == actor.Identity && actor.Name is { Length: > 0 } name ? name : known;
    }

    private async Task<bool> MayAsOwnerAsync(BudgetException asked, Actor actor, IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        foreach (var scope in new[] { asked.Scope, asked.ApproverScope }.OfType<Ledger.Scope>())
        {
            // A limit that was granted is the limit, above or below that of owners.
            if (await permissions.DecideAsync(actor, AccessLevel.Own, scope, cancellationToken) is { Allowed: true } right && (right.Limit is { } limit ? asked.Amount <= limit : !asked.NeedsAdmin))
            {
                return true;
            }
        }

        // An escalation target owns nothing, and is asked all the same.
        var escalation = (await owners.ViewAsync([asked.Scope], cancellationToken)).Chain(asked.Scope).Select(static owner => owner.EscalateTo).FirstOrDefault(static other => other is not null);

        return asked is { ApproverScope: null, NeedsAdmin: false } && escalation is not null
            && escalation.Identities.Any(identity => $"{identity.Key}:{identity.Value}" is var id && (identities.Contains(id, StringComparer.Ordinal) || actor.Groups.Contains(id, StringComparer.Ordinal)));
    }

    private bool IsWithinLimit(Budget budget, Usd extra) => extra.Dollars <= budget.Amount.Dollars * options.Limits.OwnerMayGrant;
}
