using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Promises;

namespace Spendwall.Bot.Ledger.Incidents;

/// <summary>Everything that one decision about incidents reads and writes, inside one transaction.</summary>
public sealed class IncidentWork
{
    /// <summary>More incidents of one kind than this do not happen in the time that is asked about.</summary>
    private const int MostRecent = 200;

    private readonly LedgerContext db;

    internal IncidentWork(LedgerContext db)
    {
        this.db = db;
        Outbox = new OutboxWork(db);
        Events = new EventWork(db);
        Promises = new PromiseWork(db);
    }

    /// <summary>What is to be posted because of it.</summary>
    public OutboxWork Outbox { get; }

    /// <summary>What explains some of them.</summary>
    public EventWork Events { get; }

    /// <summary>What the forecasts behind it are held to.</summary>
    public PromiseWork Promises { get; }

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

    /// <summary>Where incidents of a kind have a root message that was put there since an instant, the latest first.</summary>
    /// <param name="but">Not those of this incident.</param>
    public async Task<IReadOnlyList<(string Incident, string Channel)>> RootsSinceAsync(string kind, DateTimeOffset since, string but, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var numbers = await db.Set<Incident>().AsNoTracking()
            .Where(incident => incident.Kind == kind && incident.NotifiedAt != null)
            .OrderByDescending(incident => incident.Number).Take(MostRecent).Select(incident => incident.Number).ToListAsync(cancellationToken);
        var subjects = numbers.ConvertAll(static number => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"INC-{number}"));
        var rows = await db.Set<Delivery>().AsNoTracking()
            .Where(row => row.Kind == DeliveryKind.Root && row.CreatedAt > since && row.State != DeliveryState.Dropped && row.State != DeliveryState.Failed && subjects.Contains(row.Subject) && row.Subject != but)
            .OrderByDescending(row => row.Id).ToListAsync(cancellationToken);

        // An edit is a root again: the first one counts.
        var old = await db.Set<Delivery>().AsNoTracking()
            .Where(row => row.Kind == DeliveryKind.Root && row.CreatedAt <= since && subjects.Contains(row.Subject)).Select(row => new { row.Subject, row.Channel }).ToListAsync(cancellationToken);

        return [.. rows.Select(static row => (row.Subject, row.Channel)).Distinct().Where(place => !old.Exists(row => row.Subject == place.Subject && row.Channel == place.Channel))];
    }

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
