using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Ledger.Reviews;

/// <summary>The reviews of budgets: one for each owner and day, posted with it; an approval is audited.</summary>
public sealed class ReviewStore(LedgerDatabase database)
{
    public Task<BudgetReview?> FindAsync(long number, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<BudgetReview>().AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, token), cancellationToken);

    public Task<bool> AnyAsync(string ownerKey, string day, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<BudgetReview>().AnyAsync(row => row.OwnerKey == ownerKey && row.Day == day, token), cancellationToken);

    /// <summary>Adds the review of an owner's day, once.</summary>
    /// <param name="complete">What is posted needs its number.</param>
    /// <returns>Null: there is one already.</returns>
    public Task<BudgetReview?> AddAsync(
        BudgetReview draft, Func<BudgetReview, BudgetReview> complete, Func<OutboxWork, BudgetReview, CancellationToken, Task> tell, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<BudgetReview>().AnyAsync(row => row.OwnerKey == draft.OwnerKey && row.Day == draft.Day, token))
                {
                    return null;
                }

                var added = draft with { Number = 0 };
                var entry = db.Add(added);
                await db.SaveChangesAsync(token);
                entry.State = EntityState.Detached;
                var completed = complete(added);
                db.Update(completed);
                await tell(new OutboxWork(db), completed, token);

                return completed;
            },
            cancellationToken);

    /// <summary>Approves one; of several who try at once one succeeds.</summary>
    /// <returns>Null: it is not there. Not changed: someone approved it before.</returns>
    public Task<(BudgetReview Review, bool Changed)?> ApproveAsync(
        long number, string by, string name, DateTimeOffset now, Func<BudgetReview, AuditEntry> audit, Func<OutboxWork, BudgetReview, CancellationToken, Task> tell, CancellationToken cancellationToken) =>
        database.WriteAsync<(BudgetReview, bool)?>(
            async (db, token) =>
            {
                int moved = await db.Set<BudgetReview>().Where(row => row.Number == number && row.ApprovedAt == null).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.ApprovedBy, by).SetProperty(row => row.ApprovedName, name).SetProperty(row => row.ApprovedAt, now), token);
                var review = await db.Set<BudgetReview>().AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, token);
                if (review is null)
                {
                    return null;
                }

                if (moved == 1)
                {
                    AuditLog.Append(db, audit(review).At(now));
                    await tell(new OutboxWork(db), review, token);
                }

                return (review, moved == 1);
            },
            cancellationToken);
}
