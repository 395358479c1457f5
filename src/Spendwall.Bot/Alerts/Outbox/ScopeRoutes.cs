using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Alerts.Outbox;

/// <summary>
/// Where what concerns a scope is said: in its owner's own channels, else in the channels of the accounts that it lies in,
/// else in the fallback channel.
/// </summary>
public sealed class ScopeRoutes(OwnerBook owners, ScopeHomes homes, SpendwallOptions options, AlertSettings settings)
{
    public async Task<AlertRoute> OfAsync(Scope scope, CancellationToken cancellationToken)
    {
        var accounts = await homes.AccountsAsync(scope, cancellationToken);
        if (accounts.Count == 0 && scope["account"] is { } name)
        {
            accounts = [.. options.Accounts.Where(account => account.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        }

        return Of(await owners.FindAsync(scope, cancellationToken), accounts);
    }

    /// <param name="owner">By the most specific ownership; null: nobody.</param>
    /// <param name="accounts">Those that the scope lies in.</param>
    public AlertRoute Of(OwnerMatch? owner, IEnumerable<AccountOptions> accounts) => AlertRouter.Route(owner, accounts, settings);
}
