using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Polls;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Storage;

/// <summary>
/// Retention. Buckets, and the sums by series or by hour, go after <see cref="RetentionOptions.Buckets"/>; buckets of a
/// minute go after a week, because their sums by hour say all that is asked of the past. The sums by day and one
/// dimension stay for good, a few rows a day, so that last year's month can still be told. Balances, prices, lots,
/// revisions' sums and the audit log stay too, and so does every incident; how it came about and what was sent of it goes
/// with the buckets, once it is resolved and nothing is left to send. A promise goes with the buckets too, but not
/// before the longest time that can be promised is over. Request records go after <see cref="RetentionOptions.Requests"/>,
/// their hourly sums with the buckets.
/// </summary>
public sealed class LedgerMaintenance(LedgerDatabase database, RequestStore requests)
{
    private static readonly TimeSpan Minutes = TimeSpan.FromDays(7);

    private static readonly TimeSpan Polls = TimeSpan.FromDays(30);

    /// <summary>At least, since a delivery is the proof that last week's summary was posted.</summary>
    private static readonly TimeSpan History = TimeSpan.FromDays(60);

    /// <summary>A runway is promised for up to a year, and its end is known a little later.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromDays(400);

    /// <summary>Deletes what is too old, a day at a time, so that no poll waits long.</summary>
    /// <returns>Rows deleted.</returns>
    public async Task<int> PruneAsync(RetentionOptions retention, DateTimeOffset now, CancellationToken cancellationToken)
    {
        int deleted = 0;
        var views = await database.ReadAsync(
            static (db, cancellation) => db.Set<ViewRow>().AsNoTracking().ToListAsync(cancellation), cancellationToken);
        foreach (var view in views)
        {
            bool minutes = view.View.Width < TimeSpan.FromHours(1);
            var bucketsBefore = (now - (minutes && Minutes < retention.Buckets ? Minutes : retention.Buckets)).FloorDay();
            var sumsBefore = (now - retention.Buckets).FloorDay();
            deleted += await PruneAsync(view.AccountId, view.View, bucketsBefore, cancellationToken);
            deleted += await database.WriteAsync(
                async (db, cancellation) =>
                    await db.Set<DailyRow>().Where(row => row.AccountId == view.AccountId && row.View == view.View && row.Start < sumsBefore).ExecuteDeleteAsync(cancellation)
                    + await db.Set<TotalRow>().Where(row => row.AccountId == view.AccountId && row.View == view.View && row.Width == TotalWidth.Hour && row.Start < sumsBefore)
                        .ExecuteDeleteAsync(cancellation),
                cancellationToken);
        }

        deleted += await database.WriteAsync((db, cancellation) => PruneHistoryAsync(db, now - (retention.Buckets > History ? retention.Buckets : History), cancellation), cancellationToken);
        var promisesBefore = now - (retention.Buckets > Promised ? retention.Buckets : Promised);
        deleted += await database.WriteAsync(
            (db, cancellation) => db.Set<Promise>().Where(row => row.MadeAt < promisesBefore).ExecuteDeleteAsync(cancellation), cancellationToken);
        deleted += await requests.PruneAsync((now - retention.Requests).FloorDay(), (now - retention.Buckets).FloorDay(), cancellationToken);
        var claimsBefore = now - JobClaims.Kept;
        deleted += await database.WriteAsync(
            (db, cancellation) => db.Set<JobClaimRow>().Where(row => row.Due < claimsBefore).ExecuteDeleteAsync(cancellation), cancellationToken);
        var pollsBefore = now - Polls;

        return deleted + await database.WriteAsync(
            (db, cancellation) => db.Set<PollRow>().Where(row => row.EndedAt < pollsBefore).ExecuteDeleteAsync(cancellation), cancellationToken);
    }

    /// <summary>Transitions, skips and the outbox, of resolved incidents and past summaries only; what is not sent yet stays.</summary>
    private static async Task<int> PruneHistoryAsync(LedgerContext db, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var kept = await db.Set<Incident>()
            .Where(incident => incident.State != IncidentState.Resolved || incident.ResolvedAt == null || incident.ResolvedAt >= before)
            .Select(static incident => incident.Number)
            .ToListAsync(cancellationToken);
        var subjects = kept.Select(Incident.IdOf).ToList();

        return await db.Set<IncidentTransition>().Where(row => row.At < before && !kept.Contains(row.Incident)).ExecuteDeleteAsync(cancellationToken)
            + await db.Set<SkipRow>().Where(row => row.LastAt < before && !subjects.Contains(row.Subject)).ExecuteDeleteAsync(cancellationToken)
            + await db.Set<Delivery>().Where(row => row.CreatedAt < before && row.State != DeliveryState.Pending && row.State != DeliveryState.Sending && !subjects.Contains(row.Subject))
                .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<int> PruneAsync(int account, UsageView view, DateTimeOffset before, CancellationToken cancellationToken)
    {
        int deleted = 0;
        while (true)
        {
            int some = await database.WriteAsync(
                async (db, cancellation) =>
                {
                    var buckets = db.Set<BucketRow>().Where(row => row.AccountId == account && row.View == view);
                    var oldest = await buckets.MinAsync(row => (DateTimeOffset?)row.Start, cancellation);
                    if (oldest is not { } start || start >= before)
                    {
                        return 0;
                    }

                    // The mark first says that these days are closed, then they go: an answer that names them again is not added to half of them.
                    var dayEnd = start.FloorDay().AddDays(1);
                    await db.Set<ViewRow>().Where(row => row.AccountId == account && row.View == view)
                        .ExecuteUpdateAsync(set => set.SetProperty(row => row.PrunedBefore, dayEnd), cancellation);

                    return await buckets.Where(row => row.Start < dayEnd).ExecuteDeleteAsync(cancellation);
                },
                cancellationToken);
            if (some == 0)
            {
                return deleted;
            }

            deleted += some;
        }
    }
}
