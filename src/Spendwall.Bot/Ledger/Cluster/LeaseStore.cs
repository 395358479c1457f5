using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>Leases as the database knows them. Each change is one conditional statement, so that of two replicas one wins.</summary>
public sealed class LeaseStore(LedgerDatabase database)
{
    /// <summary>A replica's own sign of life; the rest of the name is its id.</summary>
    public const string ReplicaPrefix = "replica:";

    public Task<LeaseState?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Set<LeaseRow>().AsNoTracking().Where(row => row.Name == name).Select(row => new LeaseState(row.Name, row.Holder, row.Token, row.Beat)).SingleOrDefaultAsync(token),
            cancellationToken);

    public Task<IReadOnlyList<LeaseState>> ReplicasAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LeaseState>>(
            static async (db, token) => await db.Set<LeaseRow>().AsNoTracking().Where(row => row.Name.StartsWith(ReplicaPrefix)).OrderBy(row => row.Name)
                .Select(row => new LeaseState(row.Name, row.Holder, row.Token, row.Beat)).ToListAsync(token),
            cancellationToken);

    /// <summary>Takes a lease that nobody ever had (<paramref name="seen"/> null), or that is still as it was seen.</summary>
    /// <returns>The fencing token, greater than any before; null when somebody was faster.</returns>
    public async Task<long?> TakeAsync(string name, string holder, LeaseState? seen, CancellationToken cancellationToken)
    {
        if (seen is null)
        {
            int added = await database.StatementAsync(
                (db, token) => db.Database.ExecuteSqlAsync($"INSERT INTO leases (name, holder, token, beat) VALUES ({name}, {holder}, 1, 1) ON CONFLICT (name) DO NOTHING", token), cancellationToken);

            return added == 1 ? 1 : null;
        }

        long next = seen.Token + 1;
        int taken = await database.StatementAsync(
            (db, token) => db.Set<LeaseRow>().Where(row => row.Name == name && row.Token == seen.Token && row.Beat == seen.Beat)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Holder, holder).SetProperty(row => row.Token, next).SetProperty(row => row.Beat, row => row.Beat + 1), token),
            cancellationToken);

        return taken == 1 ? next : null;
    }

    /// <returns>False: it is somebody else's now.</returns>
    public async Task<bool> BeatAsync(string name, long fence, CancellationToken cancellationToken) =>
        await database.StatementAsync(
            (db, token) => db.Set<LeaseRow>().Where(row => row.Name == name && row.Token == fence).ExecuteUpdateAsync(set => set.SetProperty(row => row.Beat, row => row.Beat + 1), token),
            cancellationToken) == 1;

    /// <summary>Gives it back for whoever asks next; the row stays, so that the token goes on rising.</summary>
    public Task<int> ReleaseAsync(string name, long fence, CancellationToken cancellationToken) =>
        database.StatementAsync(
            (db, token) => db.Set<LeaseRow>().Where(row => row.Name == name && row.Token == fence).ExecuteUpdateAsync(set => set.SetProperty(row => row.Holder, ""), token),
            cancellationToken);

    /// <summary>Forgets a replica that shows no life; false when it did meanwhile.</summary>
    public async Task<bool> BuryAsync(LeaseState dead, CancellationToken cancellationToken) =>
        await database.StatementAsync(
            (db, token) => db.Set<LeaseRow>().Where(row => row.Name == dead.Name && row.Token == dead.Token && row.Beat == dead.Beat).ExecuteDeleteAsync(token), cancellationToken) == 1;
}

/// <param name="Holder">Empty: it was given back.</param>
public sealed record LeaseState(string Name, string Holder, long Token, long Beat);
