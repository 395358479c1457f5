using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>
/// Who carries out which firing. The scheduler's own bookkeeping fires a trigger twice when two replicas start at once;
/// a firing that is claimed here happens once.
/// </summary>
public sealed class JobClaims(LedgerDatabase database, ReplicaId replica)
{
    /// <summary>How long a claim is kept: longer than any firing can be late.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    /// <returns>True: it is this replica's; false: it was somebody's already.</returns>
    public Task<bool> TakeAsync(string trigger, DateTimeOffset due, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<JobClaimRow>().AnyAsync(row => row.Trigger == trigger && row.Due == due, token))
                {
                    return false;
                }

                db.Add(new JobClaimRow { Trigger = trigger, Due = due, Holder = replica.Text });

                return true;
            },
            cancellationToken);
}
