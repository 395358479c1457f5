using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>Shows that this replica lives, and frees what another one held that does not any more.</summary>
public sealed class ReplicaWatch(LeaseStore leases, DeliveryStore deliveries, ReplicaId replica, [FromKeyedServices("transport")] TimeProvider transport)
{
    private readonly Lease own = new(leases, LeaseStore.ReplicaPrefix + replica.Text, replica, transport);
    private readonly Dictionary<string, (LeaseState State, long Since)> others = new(StringComparer.Ordinal);

    /// <returns>How many deliveries of dead replicas can be sent now.</returns>
    /// <exception cref="StorageException">The storage cannot be used.</exception>
    public async Task<int> TurnAsync(CancellationToken cancellationToken)
    {
        await own.TurnAsync(cancellationToken);
        int freed = 0;
        var there = (await leases.ReplicasAsync(cancellationToken)).Where(state => state.Holder != replica.Text).ToList();
        foreach (string gone in others.Keys.Except(there.Select(static state => state.Name)).ToList())
        {
            others.Remove(gone);
        }

        foreach (var state in there)
        {
            if (!others.TryGetValue(state.Name, out var known) || known.State != state)
            {
                others[state.Name] = (state, transport.GetTimestamp());
            }
            else if (transport.GetElapsedTime(known.Since) >= Lease.Lifetime)
            {
                // First what it held, then its name: a replica that dies in between leaves both to the next one.
                freed += await deliveries.ReclaimAsync(state.Name[LeaseStore.ReplicaPrefix.Length..], cancellationToken);
                await leases.BuryAsync(state, cancellationToken);
            }
        }

        return freed;
    }

    /// <summary>
    /// The replica ends in order. What it is still sending is left to the others' patience: to free it now could have it
    /// sent twice.
    /// </summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (!await deliveries.IsSendingAsync(replica.Text, cancellationToken) && await leases.FindAsync(LeaseStore.ReplicaPrefix + replica.Text, cancellationToken) is { } mine)
        {
            await leases.BuryAsync(mine, cancellationToken);
        }
    }
}
