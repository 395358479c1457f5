using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Alerts.Owning;

/// <summary>Who may claim what nobody owns: who may operate it, and who is where its news is told.</summary>
public sealed class ClaimRight(IPermissions permissions, ScopeRoutes routes, DeliveryStore deliveries)
{
    public async Task<PermissionDecision> DecideAsync(Actor actor, Scope scope, CancellationToken cancellationToken)
    {
        var decision = await permissions.DecideAsync(actor, AccessLevel.Operate, scope, cancellationToken);
        if (decision.Allowed || actor.Channel.Length == 0)
        {
            return decision;
        }

        // The settings know a channel by its name, the platform by its id: what was delivered ties the two.
        var here = (await deliveries.ChannelsOfAsync(actor.Channel, cancellationToken)).Append(actor.Channel);
        var told = (await routes.OfAsync(scope, cancellationToken)).Channels;

        return told.Intersect(here, StringComparer.Ordinal).Any()
            ? new(true, "Told of it here.") { Level = AccessLevel.Operate }
            : decision with { Reason = $"{scope} is claimed where it is told of ({string.Join(", ", told)}), or by whom operating it was granted to or by an admin." };
    }
}
