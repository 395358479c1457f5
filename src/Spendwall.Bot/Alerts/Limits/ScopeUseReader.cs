using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>Sums the hours of every account that a scope lies in.</summary>
internal sealed class ScopeUseReader(UseReader use, ISpendLedger ledger, MappingStore mappings, ScopeHomes homes) : IScopeUse
{
    public async Task<ScopeUse?> ReadAsync(Scope scope, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var map = await mappings.ReadAsync(cancellationToken);
        var (cost, requests, known, counted) = (Usd.Zero, 0L, false, true);
        foreach (var account in await homes.HoldersAsync(scope, cancellationToken))
        {
            var all = await use.SumsAsync(account, range, now, cancellationToken);
            if (all.Count == 0)
            {
                // A part that is not known is not nothing.
                return null;
            }

            known = true;
            var names = (await ledger.NamesAsync(account.Name, cancellationToken)).Select(static name => (name.Kind, name.Id, name.Name)).ToList();
            var inside = new EventScope(scope, account, names, map, DateOnly.FromDateTime(range.Start.UtcDateTime));
            foreach (var bucket in all.Where(bucket => inside.Contains(bucket.Series)))
            {
                cost += bucket.Cost ?? Usd.Zero;
                requests += bucket.Requests ?? 0;
                counted &= bucket.Requests is not null;
            }
        }

        return known ? new(cost, counted ? requests : null) : null;
    }
}
