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
        database.ReadAsync<IReadOnlyList<AuditRow>>(
            async (db, cancellation) =>
            {
                var rows = db.Set<AuditRow>().AsNoTracking().Where(row => row.At >= range.Start && row.At < range.End);
                if (subject is not null)
                {
                    rows = rows.Where(row => row.Subject == subject);
                }

                return await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(most).ToListAsync(cancellation);
            },
            cancellationToken);
}
