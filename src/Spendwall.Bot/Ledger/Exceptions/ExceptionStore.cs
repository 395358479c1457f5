using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Exceptions;

/// <summary>Every exception that was asked for. Each change is audited with it, and what is to be posted of it goes with it.</summary>
public sealed class ExceptionStore(LedgerDatabase database)
{
    public Task<BudgetException?> FindAsync(long number, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<BudgetException>().AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, token), cancellationToken);

    /// <summary>Those that wait for a decision or last, oldest first.</summary>
    public Task<IReadOnlyList<BudgetException>> OpenAsync(CancellationToken cancellationToken) => SinceAsync(DateTimeOffset.MaxValue, cancellationToken);

    /// <summary>Those that are open or were decided or ended at or after an instant, oldest first.</summary>
    public Task<IReadOnlyList<BudgetException>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<BudgetException>>(
            async (db, token) => await db.Set<BudgetException>().AsNoTracking()
                .Where(row => row.State == ExceptionState.Pending || row.State == ExceptionState.Approved || row.DecidedAt >= since || row.EndedAt >= since)
                .OrderBy(row => row.Number).ToListAsync(token),
            cancellationToken);

    /// <summary>Those that were granted and raise some budget at some instant of a range, oldest first.</summary>
    public Task<IReadOnlyList<BudgetException>> GrantedAsync(UtcRange range, CancellationToken cancellationToken)
    {
        var (start, end) = (range.Start, range.End);

        return database.ReadAsync<IReadOnlyList<BudgetException>>(
            async (db, token) => await db.Set<BudgetException>().AsNoTracking()
                .Where(row => (row.State == ExceptionState.Approved || row.State == ExceptionState.Expired) && row.Until > start && row.DecidedAt < end)
                .OrderBy(row => row.Number).ToListAsync(token),
            cancellationToken);
    }

    /// <summary>Those whose time to be decided, or whose own time, is over by an instant, oldest first.</summary>
    public Task<IReadOnlyList<BudgetException>> OverdueAsync(DateTimeOffset by, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<BudgetException>>(
            async (db, token) => await db.Set<BudgetException>().AsNoTracking()
                .Where(row => (row.State == ExceptionState.Pending && row.LapsesAt <= by) || (row.State == ExceptionState.Approved && row.Until <= by))
                .OrderBy(row => row.Number).ToListAsync(token),
            cancellationToken);

    /// <summary>Adds one, unless <paramref name="refusal"/> finds among those that wait why not.</summary>
    /// <returns>The stored exception, or the one that is in its way.</returns>
    public Task<(BudgetException Exception, bool Added)> AddAsync(
        BudgetException draft,
        Func<IReadOnlyList<BudgetException>, BudgetException?> refusal,
        Func<BudgetException, AuditEntry> audit,
        Func<OutboxWork, BudgetException, CancellationToken, Task> tell,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var waiting = await db.Set<BudgetException>().AsNoTracking().Where(row => row.State == ExceptionState.Pending).OrderBy(row => row.Number).ToListAsync(token);
                if (refusal(waiting) is { } there)
                {
                    return (there, false);
                }

                var added = draft with { Number = 0 };
                db.Add(added);
                await db.SaveChangesAsync(token);
                AuditLog.Append(db, audit(added).At(added.RequestedAt));
                await tell(new OutboxWork(db), added, token);

                return (added, true);
            },
            cancellationToken);

    /// <summary>
    /// Takes an exception from one state to another. Of several who try at once one succeeds, on either engine: the state is
    /// part of what is updated.
    /// </summary>
    /// <returns>What it is now, and whether this call changed it. Null: it is not there.</returns>
    public Task<(BudgetException Exception, bool Changed)?> MoveAsync(
        long number,
        ExceptionState from,
        Func<BudgetException, BudgetException?> change,
        Func<BudgetException, BudgetException, AuditEntry> audit,
        Func<OutboxWork, BudgetException, CancellationToken, Task> tell,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        database.WriteAsync<(BudgetException, bool)?>(
            async (db, token) =>
            {
                var before = await db.Set<BudgetException>().AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, token);
                if (before is null)
                {
                    return null;
                }

                if (before.State != from || change(before) is not { } after)
                {
                    return (before, false);
                }

                int moved = await db.Set<BudgetException>().Where(row => row.Number == number && row.State == from).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.State, after.State).SetProperty(row => row.DecidedBy, after.DecidedBy).SetProperty(row => row.DecidedName, after.DecidedName)
                        .SetProperty(row => row.DecidedAt, after.DecidedAt).SetProperty(row => row.Note, after.Note).SetProperty(row => row.EndedAt, after.EndedAt),
                    token);
                if (moved == 0)
                {
                    return (await db.Set<BudgetException>().AsNoTracking().SingleAsync(row => row.Number == number, token), false);
                }

                AuditLog.Append(db, audit(before, after).At(now));
                await tell(new OutboxWork(db), after, token);

                return (after, true);
            },
            cancellationToken);
}
