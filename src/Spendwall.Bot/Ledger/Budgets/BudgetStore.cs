using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Budgets;

/// <summary>The spend limits that were set by command. Every change is audited with it.</summary>
public sealed class BudgetStore(LedgerDatabase database)
{
    public Task<IReadOnlyList<BudgetEntry>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<BudgetEntry>>(
            static async (db, token) => (await db.Set<BudgetRow>().AsNoTracking().OrderBy(row => row.ScopeKey).ThenBy(row => row.Period).ToListAsync(token))
                .ConvertAll(static row => new BudgetEntry(Scope.Parse(row.Scope), row.Amount, row.Period, row.Since, row.Source) { From = row.FromAt, Until = row.UntilAt, Thresholds = row.Thresholds }),
            cancellationToken);

    /// <summary>Sets a budget and, when told, its scope's owner, in one transaction.</summary>
    /// <exception cref="IdentityTakenException">A platform id of the owner belongs to another name; nothing was changed.</exception>
    public Task SetAsync(BudgetEntry entry, (OwnerEntry Entry, PrincipalEntry Principal)? owner, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                if (owner is { } named)
                {
                    await OwnerStore.ChangeAsync(db, named.Entry, named.Principal, token);
                }

                string key = OwnerStore.Key(entry.Scope);
                var row = await db.Set<BudgetRow>().FindAsync([key, entry.Period], token);
                if (row is null)
                {
                    row = new BudgetRow { ScopeKey = key, Period = entry.Period, Scope = entry.Scope.Text, Source = entry.Source };
                    db.Add(row);
                }

                row.Scope = entry.Scope.Text;
                row.Amount = entry.Amount;
                row.Since = entry.Since;
                row.Source = entry.Source;
                row.FromAt = entry.From;
                row.UntilAt = entry.Until;
                row.Thresholds = entry.Thresholds;
                foreach (var line in audit)
                {
                    AuditLog.Append(db, line.At(entry.Since));
                }

                return true;
            },
            cancellationToken);

    /// <param name="period">Null: every period.</param>
    /// <returns>How many budgets were taken away.</returns>
    public Task<int> ClearAsync(Scope scope, BudgetPeriod? period, DateTimeOffset now, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                string key = OwnerStore.Key(scope);
                var rows = await db.Set<BudgetRow>().Where(row => row.ScopeKey == key).ToListAsync(token);
                rows = rows.FindAll(row => period is null || row.Period == period);
                if (rows.Count > 0)
                {
                    db.RemoveRange(rows);
                    AuditLog.Append(db, audit.At(now));
                }

                return rows.Count;
            },
            cancellationToken);
}

/// <param name="Source">The identity that set it.</param>
public sealed record BudgetEntry(Scope Scope, Usd Amount, BudgetPeriod Period, DateTimeOffset Since, string Source)
{
    /// <summary>Of a custom period; null for the others.</summary>
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Percent, parted by commas; null: those of the settings.</summary>
    public string? Thresholds { get; init; }
}
