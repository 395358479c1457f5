using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Incidents;

/// <summary>Incidents, their history and why they were not told.</summary>
public sealed class IncidentStore(LedgerDatabase database)
{
    /// <summary>Runs one decision in one transaction; a throw changes nothing.</summary>
    public Task<T> ChangeAsync<T>(Func<IncidentWork, CancellationToken, Task<T>> decide, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => decide(new IncidentWork(db), token), cancellationToken);

    public Task<Incident?> FindAsync(long number, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<Incident>().AsNoTracking().SingleOrDefaultAsync(incident => incident.Number == number, token), cancellationToken);

    /// <summary>Every unresolved incident, the most severe first, then the newest.</summary>
    public Task<IReadOnlyList<Incident>> OpenAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Incident>>(
            static async (db, token) => await db.Set<Incident>().AsNoTracking()
                .Where(incident => incident.State != IncidentState.Resolved)
                .OrderByDescending(incident => incident.Level).ThenByDescending(incident => incident.Number)
                .ToListAsync(token),
            cancellationToken);

    /// <summary>Resolved ones too, newest first.</summary>
    public Task<IReadOnlyList<Incident>> OpenedAsync(UtcRange range, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Incident>>(
            async (db, token) =>
            {
                var (start, end) = (range.Start, range.End);

                return await db.Set<Incident>().AsNoTracking()
                    .Where(incident => incident.OpenedAt >= start && incident.OpenedAt < end)
                    .OrderByDescending(incident => incident.Number)
                    .ToListAsync(token);
            },
            cancellationToken);

    /// <summary>What an event explained in a range, each incident by the first time, oldest first.</summary>
    public Task<IReadOnlyList<(Incident Incident, IncidentTransition Transition)>> ExplainedAsync(UtcRange range, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<(Incident, IncidentTransition)>>(
            async (db, token) =>
            {
                var (start, end) = (range.Start, range.End);
                var rows = await db.Set<IncidentTransition>().AsNoTracking()
                    .Where(row => row.Reason == "Explained" && row.At >= start && row.At < end)
                    .Join(db.Set<Incident>().AsNoTracking(), row => row.Incident, incident => incident.Number, (row, incident) => new { row, incident })
                    .OrderBy(pair => pair.row.Id)
                    .ToListAsync(token);

                return [.. rows.DistinctBy(pair => pair.incident.Number).Select(pair => (pair.incident, pair.row))];
            },
            cancellationToken);

    /// <summary>All that is known of how one incident was decided and told.</summary>
    public Task<IncidentFile?> FileAsync(long number, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                if (await db.Set<Incident>().AsNoTracking().SingleOrDefaultAsync(incident => incident.Number == number, token) is not { } incident)
                {
                    return null;
                }

                string id = incident.Id;
                var transitions = await db.Set<IncidentTransition>().AsNoTracking().Where(row => row.Incident == number).OrderBy(row => row.Id).ToListAsync(token);
                var skips = await db.Set<SkipRow>().AsNoTracking().Where(row => row.Subject == id).OrderBy(row => row.Id).ToListAsync(token);
                var deliveries = await db.Set<Delivery>().AsNoTracking().Where(row => row.Subject == id).OrderBy(row => row.Id).ToListAsync(token);

                return new IncidentFile(incident, transitions, skips, deliveries);
            },
            cancellationToken);

    /// <summary>When the bot first judged any account; null: not yet.</summary>
    public Task<DateTimeOffset?> FirstEvaluatedAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (db, token) => db.Set<EvaluationRow>().MinAsync(row => (DateTimeOffset?)row.FirstAt, token), cancellationToken);

    /// <summary>The channels that each incident was posted to, or is about to be, as configured and as the platform names them.</summary>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ChannelsAsync(IReadOnlyList<string> incidents, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, IReadOnlyList<string>>>(
            async (db, token) =>
            {
                var rows = await db.Set<Delivery>().AsNoTracking()
                    .Where(row => incidents.Contains(row.Subject) && row.Kind == DeliveryKind.Root && row.State != DeliveryState.Dropped && row.State != DeliveryState.Failed)
                    .OrderBy(row => row.Id)
                    .Select(row => new { row.Subject, row.Channel, row.HandleChannel })
                    .ToListAsync(token);

                return rows.GroupBy(row => row.Subject).ToDictionary(
                    group => group.Key,
                    group => (IReadOnlyList<string>)group.SelectMany(row => new[] { row.Channel, row.HandleChannel ?? row.Channel }).Distinct().ToList());
            },
            cancellationToken);
}

/// <summary>An incident with its history, oldest first.</summary>
public sealed record IncidentFile(
    Incident Incident, IReadOnlyList<IncidentTransition> Transitions, IReadOnlyList<SkipRow> Skips, IReadOnlyList<Delivery> Deliveries);
