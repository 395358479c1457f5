using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Balances;

/// <summary>Readings of a reservoir, thinned as they come.</summary>
internal sealed class BalanceBook(LedgerDatabase database, AccountCatalog accounts)
{
    /// <returns>1 when the reading says something new, else 0: extending a run by a later equal reading is nothing new.</returns>
    public static async Task<int> StoreAsync(LedgerContext db, int account, BalanceReading reading, CancellationToken cancellationToken)
    {
        var rows = db.Set<BalanceRow>().Where(row => row.AccountId == account);
        var row = new BalanceRow { AccountId = account, TakenAt = reading.ObservedAt.ToUniversalTime(), TotalCredits = reading.TotalCredits, TotalUsage = reading.TotalUsage };
        var after = await rows.Where(other => other.TakenAt >= row.TakenAt).OrderBy(other => other.TakenAt).FirstOrDefaultAsync(cancellationToken);
        var before = await rows.Where(other => other.TakenAt < row.TakenAt).OrderByDescending(other => other.TakenAt).Take(2).ToListAsync(cancellationToken);
        if (after is not null && after.TakenAt == Millisecond(row.TakenAt))
        {
            int changed = after.SameAs(row) ? 0 : 1;
            (after.TotalCredits, after.TotalUsage) = (row.TotalCredits, row.TotalUsage);

            return changed;
        }

        bool repeats = before.Count > 0 && before[0].SameAs(row);
        if (repeats && after is not null && after.SameAs(row))
        {
            return 0;
        }

        if (repeats && before.Count == 2 && before[1].SameAs(row))
        {
            db.Remove(before[0]);
        }

        db.Add(row);
        if (after is null && before.Count > 0)
        {
            await LotBook.ObserveAsync(db, row, cancellationToken);
        }

        return repeats ? 0 : 1;
    }

    public Task<BalanceReading?> LatestAsync(string name, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, cancellation) =>
            {
                var row = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await db.Set<BalanceRow>().AsNoTracking().Where(row => row.AccountId == account && row.TakenAt <= at)
                        .OrderByDescending(row => row.TakenAt).FirstOrDefaultAsync(cancellation)
                    : null;

                return row is null ? null : ToReading(name, row);
            },
            cancellationToken);

    public Task<IReadOnlyList<BalanceReading>> AllAsync(string name, UtcRange range, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<BalanceReading>>(
            async (db, cancellation) =>
            {
                var rows = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await db.Set<BalanceRow>().AsNoTracking().Where(row => row.AccountId == account && row.TakenAt >= range.Start && row.TakenAt < range.End)
                        .OrderBy(row => row.TakenAt).ToListAsync(cancellation)
                    : [];

                return [.. rows.Select(row => ToReading(name, row))];
            },
            cancellationToken);

    private static DateTimeOffset Millisecond(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());

    private static BalanceReading ToReading(string name, BalanceRow row) => new(name, row.TakenAt, row.TotalCredits, row.TotalUsage);
}
