using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Ledger.Events;

/// <summary>Every event that was added. Every change is audited with it.</summary>
public sealed class EventStore(LedgerDatabase database)
{
    /// <summary>Those that end after an instant, newest first.</summary>
    public Task<IReadOnlyList<SpendEvent>> SinceAsync(DateTimeOffset endsAfter, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SpendEvent>>(
            async (db, token) => await db.Set<SpendEvent>().AsNoTracking().Where(row => row.Until > endsAfter).OrderByDescending(row => row.Number).ToListAsync(token),
            cancellationToken);

    public Task<SpendEvent?> FindAsync(long number, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<SpendEvent>().AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, token), cancellationToken);

    /// <summary>Some event ended by an instant, and its end is not on record.</summary>
    public Task<bool> AnyEndedAsync(DateTimeOffset by, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<SpendEvent>().AnyAsync(row => row.ClosedAt == null && row.Until <= by, token), cancellationToken);

    /// <summary>Windows that ended in a range and whose end is not reported, oldest first.</summary>
    public Task<IReadOnlyList<SpendEvent>> UnreportedAsync(DateTimeOffset after, DateTimeOffset by, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SpendEvent>>(
            async (db, token) => await db.Set<SpendEvent>().AsNoTracking()
                .Where(row => row.ReportedAt == null && row.Until > after && row.Until <= by && (row.Kind == EventKind.Launch || row.Kind == EventKind.Renewal))
                .OrderBy(row => row.Number).ToListAsync(token),
            cancellationToken);

    /// <summary>
    /// Adds an event, once: one with the same source id, or without one the same content while it lasts, is there already.
    /// </summary>
    /// <returns>The event that is there now, and whether it is new.</returns>
    public Task<(SpendEvent Event, bool Added)> AddAsync(SpendEvent draft, Func<SpendEvent, AuditEntry> audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                if (await SameAsync(db, draft, token) is { } there)
                {
                    return (there, false);
                }

                var added = draft with { Number = 0 };
                db.Add(added);
                await db.SaveChangesAsync(token);
                AuditLog.Append(db, audit(added).At(added.AddedAt));

                return (added, true);
            },
            cancellationToken);

    /// <summary>Replaces an event by what <paramref name="change"/> makes of it; null changes nothing.</summary>
    /// <returns>Null: it is not there, or nothing was changed.</returns>
    public Task<SpendEvent?> ChangeAsync(long number, Func<SpendEvent, SpendEvent?> change, Func<SpendEvent, SpendEvent, AuditEntry> audit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var before = await db.Set<SpendEvent>().AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, token);
                if (before is null || change(before) is not { } after)
                {
                    return null;
                }

                db.Update(after);
                AuditLog.Append(db, audit(before, after).At(now));

                return after;
            },
            cancellationToken);

    private static async Task<SpendEvent?> SameAsync(LedgerContext db, SpendEvent draft, CancellationToken cancellationToken)
    {
        var rows = db.Set<SpendEvent>().AsNoTracking();
        if (draft.SourceId is { } source)
        {
            return await rows.Where(row => row.SourceId == source).OrderByDescending(row => row.Number).FirstOrDefaultAsync(cancellationToken);
        }

        return draft.Content is { } content
            ? await rows.Where(row => row.Content == content && row.SourceId == null && row.Until > draft.AddedAt).OrderByDescending(row => row.Number).FirstOrDefaultAsync(cancellationToken)
            : null;
    }
}
