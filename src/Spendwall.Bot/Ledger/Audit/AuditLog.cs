using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Audit;

/// <summary>Who changed what. There is no way to change or delete an entry.</summary>
public sealed class AuditLog(LedgerDatabase database)
{
    /// <summary>Adds an entry inside a write, so that the change and its record stand or fall together.</summary>
    public static void Append(LedgerContext db, AuditRow row) => db.Add(row);

    /// <summary>Entries of a range, newest first.</summary>
    /// <param name="subject">A scope's text or an incident's id; null: everything.</param>
    public Task<IReadOnlyList<AuditRow>> ReadAsync(string? subject, UtcRange range, int most, CancellationToken cancellationToken) =>
        ReadAsync(new AuditQuery(range, most) { Subjects = subject is null ? null : [subject] }, cancellationToken);

    /// <summary>Entries, newest first.</summary>
    public Task<IReadOnlyList<AuditRow>> ReadAsync(AuditQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AuditRow>>(
            async (db, cancellation) =>
            {
                var rows = db.Set<AuditRow>().AsNoTracking().Where(row => row.At >= query.Range.Start && row.At < query.Range.End);
                if (query.Subjects is { } subjects)
                {
                    rows = rows.Where(row => subjects.Contains(row.Subject));
                }

                if (query.Actors is { } actors)
                {
                    rows = rows.Where(row => actors.Contains(row.Actor));
                }

                if (query.ActionsBegin is { } begin)
                {
                    rows = rows.Where(row => row.Action.StartsWith(begin));
                }

                return await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(query.Most).ToListAsync(cancellation);
            },
            cancellationToken);

    /// <summary>Every subject that something was done to.</summary>
    public Task<IReadOnlyList<string>> SubjectsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            static async (db, cancellation) => await db.Set<AuditRow>().AsNoTracking().Select(row => row.Subject).Distinct().ToListAsync(cancellation), cancellationToken);

    /// <summary>The whole log in the order in which it was written.</summary>
    public Task<IReadOnlyList<AuditRow>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AuditRow>>(
            static async (db, cancellation) => await db.Set<AuditRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellation), cancellationToken);
}

/// <summary>Which entries are asked for.</summary>
public sealed record AuditQuery(UtcRange Range, int Most)
{
    /// <summary>Null: everything.</summary>
    public IReadOnlyList<string>? Subjects { get; init; }

    /// <summary>Identities; null: everybody.</summary>
    public IReadOnlyList<string>? Actors { get; init; }

    /// <summary>Such as <c>owner.</c>; null: every action.</summary>
    public string? ActionsBegin { get; init; }
}
