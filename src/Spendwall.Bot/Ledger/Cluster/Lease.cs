namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>
/// One replica's side of a lease. Nobody compares clocks: a lease is taken from a holder whose beat stood still for
/// <see cref="Lifetime"/> of the taker's own time, and a holder that could not prove its beat for that long, counted from
/// before it asked, knows by itself that it holds nothing any more. Not for use by two threads at once.
/// </summary>
public sealed class Lease(LeaseStore store, string name, ReplicaId replica, TimeProvider transport)
{
    /// <summary>A holder that is silent for so long has lost it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    /// <summary>How often a holder beats and the others look.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private LeaseState? seen;
    private long seenAt;
    private long? fence;
    private long provenAt;

    /// <summary>The fencing token while it is held; null: it is not.</summary>
    public long? Token => fence is { } mine && transport.GetElapsedTime(provenAt) < Lifetime ? mine : null;

    /// <summary>Beats when it is held, and tries to take it when it is not.</summary>
    /// <returns>Whether it is held now.</returns>
    public async Task<bool> TurnAsync(CancellationToken cancellationToken)
    {
        long now = transport.GetTimestamp();
        if (fence is { } mine)
        {
            if (await store.BeatAsync(name, mine, cancellationToken))
            {
                provenAt = now;

                return Token is not null;
            }

            fence = null;
        }

        var there = await store.FindAsync(name, cancellationToken);
        if (there is { Holder.Length: > 0 } && there != seen)
        {
            (seen, seenAt) = (there, transport.GetTimestamp());

            return false;
        }

        if (there is not { Holder.Length: > 0 } || transport.GetElapsedTime(seenAt) >= Lifetime)
        {
            now = transport.GetTimestamp();
            fence = await store.TakeAsync(name, replica.Text, there, cancellationToken);
            (seen, provenAt) = (null, now);
        }

        return Token is not null;
    }

    /// <summary>Gives it back, so that another replica need not wait for its end.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (fence is { } mine)
        {
            fence = null;
            await store.ReleaseAsync(name, mine, cancellationToken);
        }
    }
}
