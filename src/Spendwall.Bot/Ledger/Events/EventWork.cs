using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Ledger.Events;

/// <summary>What a decision about incidents says of events, inside its transaction.</summary>
public sealed class EventWork
{
    private readonly LedgerContext db;

    internal EventWork(LedgerContext db) => this.db = db;

    /// <summary>They explained something; the first time counts.</summary>
    public async Task UsedAsync(IReadOnlyList<long> numbers, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<SpendEvent>().Where(row => numbers.Contains(row.Number) && row.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken);

    /// <summary>Those that ended by an instant and whose end is not on record, oldest first.</summary>
    public async Task<IReadOnlyList<SpendEvent>> EndedAsync(DateTimeOffset by, CancellationToken cancellationToken) =>
        await db.Set<SpendEvent>().AsNoTracking().Where(row => row.ClosedAt == null && row.Until <= by).OrderBy(row => row.Number).ToListAsync(cancellationToken);

    /// <summary>Puts on record that a window's end is reported.</summary>
    /// <returns>False: somebody else did before.</returns>
    public async Task<bool> ReportAsync(long number, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<SpendEvent>().Where(row => row.Number == number && row.ReportedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.ReportedAt, now), cancellationToken) == 1;

    /// <summary>Puts an end on record.</summary>
    public async Task CloseAsync(SpendEvent ended, AuditEntry audit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.Set<SpendEvent>().Where(row => row.Number == ended.Number).ExecuteUpdateAsync(set => set.SetProperty(row => row.ClosedAt, now), cancellationToken);
        AuditLog.Append(db, audit.At(now));
    }
}
