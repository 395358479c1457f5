using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Proposals;

/// <summary>What waits to be confirmed. Nothing is changed by it, so nothing is audited; the change itself is.</summary>
public sealed class ProposalStore(LedgerDatabase database)
{
    /// <summary>Who looks up an old one is still told that it was used or is over.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public Task<Proposal> AddAsync(Proposal draft, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var old = draft.MadeAt - Kept;
                await db.Set<Proposal>().Where(row => row.MadeAt < old).ExecuteDeleteAsync(token);
                var added = draft with { Number = 0 };
                db.Add(added);
                await db.SaveChangesAsync(token);

                return added;
            },
            cancellationToken);

    public Task<Proposal?> FindAsync(long number, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<Proposal>().AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, token), cancellationToken);

    /// <summary>Uses one up.</summary>
    /// <returns>False: it was used before, or is not there.</returns>
    public Task<bool> UseAsync(long number, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) => await db.Set<Proposal>().Where(row => row.Number == number && row.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), token) == 1,
            cancellationToken);
}
