using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Ledger.Incidents;

/// <summary>Everything that one decision about incidents reads and writes, inside one transaction.</summary>
public sealed class IncidentWork
{
    private readonly LedgerContext db;

    internal IncidentWork(LedgerContext db)
    {
        this.db = db;
        Outbox = new OutboxWork(db);
    }

    /// <summary>What is to be posted because of it.</summary>
    public OutboxWork Outbox { get; }

    /// <returns>True when the account was never evaluated before.</returns>
    public async Task<bool> MarkEvaluatedAsync(string account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Set<EvaluationRow>().FindAsync([account], cancellationToken) is { } row)
        {
            row.LastAt = now;

            return false;
        }

        db.Add(new EvaluationRow { Account = account, FirstAt = now, LastAt = now });

        return true;
    }

    /// <summary>The account's unresolved incidents, oldest first.</summary>
    public async Task<IReadOnlyList<Incident>> OpenAsync(string account, CancellationToken cancellationToken) =>
        await db.Set<Incident>().AsNoTracking()
            .Where(incident => incident.Account == account && incident.State != IncidentState.Resolved)
            .OrderBy(incident => incident.Number)
            .ToListAsync(cancellationToken);

    public Task<Incident?> FindAsync(long number, CancellationToken cancellationToken) =>
        db.Set<Incident>().AsNoTracking().SingleOrDefaultAsync(incident => incident.Number == number, cancellationToken);

    /// <summary>Adds or replaces.</summary>
    /// <returns>The incident with its number.</returns>
    public async Task<Incident> PutAsync(Incident incident, CancellationToken cancellationToken)
    {
        var entry = incident.Number == 0 ? db.Add(incident) : db.Update(incident);
        await db.SaveChangesAsync(cancellationToken);
        entry.State = EntityState.Detached;

        return incident;
    }

    public void Add(IncidentTransition transition) => db.Add(transition);

    public void Audit(DateTimeOffset at, AuditEntry entry) => AuditLog.Append(db, entry.At(at));

    /// <summary>Records why nothing was sent; said again in a row, it only counts.</summary>
    public Task SkipAsync(string subject, string channel, string reason, string text, DateTimeOffset now, CancellationToken cancellationToken) =>
        SkipLog.AppendAsync(db, subject, channel, reason, text, now, cancellationToken);
}
