using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Balances;

/// <summary>
/// Movements of a reservoir. Where the counter of credits stands a cent or more away from what the first reading and the
/// lots seen since add up to, there was a movement: a rise is a purchase; a fall is a refund when it takes back just what
/// an observed purchase of the last two days brought, else a correction. A fall counts once it has stayed, because the
/// provider may answer from a cache that is a minute old. The first reading makes no lot: what it sums up was bought at
/// times nobody told.
/// </summary>
internal sealed class LotBook(LedgerDatabase database, AccountCatalog accounts)
{
    private static readonly Usd Least = Usd.FromDollars(0.01m);

    // The provider takes credits back within 24 hours; the counter may follow a day later.
    private static readonly TimeSpan RefundWindow = TimeSpan.FromDays(2);

    /// <summary>Two times the staleness that the provider allows itself.</summary>
    private static readonly TimeSpan FallSettles = TimeSpan.FromMinutes(2);

    /// <param name="now">The newest reading, not stored yet.</param>
    public static async Task ObserveAsync(LedgerContext db, BalanceRow now, CancellationToken cancellationToken)
    {
        var readings = db.Set<BalanceRow>().Where(row => row.AccountId == now.AccountId && row.TakenAt < now.TakenAt).OrderBy(row => row.TakenAt);
        var first = await readings.Select(row => row.TotalCredits).FirstAsync(cancellationToken);
        var seen = await db.Set<LotRow>().Where(row => row.AccountId == now.AccountId && row.Source == LotRow.Observed).Select(row => row.Amount).ToListAsync(cancellationToken);
        var known = seen.Aggregate(first, static (sum, amount) => sum + amount);
        var change = now.TotalCredits - known;
        if (change >= Least)
        {
            Add(db, now, change, now.TakenAt, LotKind.Purchase);
        }
        else if (-change >= Least && await FellAsync(readings, known, cancellationToken) is { } fell && now.TakenAt - fell >= FallSettles)
        {
            // Of several falls this is the first; the next one settles by itself.
            var level = Usd.Max(now.TotalCredits, await readings.Where(row => row.TakenAt >= fell).MaxAsync(row => row.TotalCredits, cancellationToken));
            Add(db, now, level - known, fell, await FallAsync(db, now, known - level, cancellationToken));
        }
    }

    public Task<IReadOnlyList<CreditLot>> AllAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CreditLot>>(
            async (db, cancellation) =>
            {
                var rows = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await db.Set<LotRow>().AsNoTracking().Where(row => row.AccountId == account).OrderBy(row => row.BoughtAt).ThenBy(row => row.Id).ToListAsync(cancellation)
                    : [];

                return [.. rows.Select(row => ToLot(name, row))];
            },
            cancellationToken);

    public Task<CreditLot> AddAsync(CreditLot lot, AuditRow audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, cancellation) =>
            {
                var row = new LotRow
                {
                    AccountId = await accounts.EnsureAsync(db, lot.Account, cancellation),
                    Amount = lot.Amount,
                    BoughtAt = lot.BoughtAt,
                    ExpiresAt = lot.ExpiresAt,
                    Source = LotRow.Typed,
                    Kind = lot.Kind,
                };
                db.Add(row);
                AuditLog.Append(db, audit);
                await db.SaveChangesAsync(cancellation);

                return ToLot(lot.Account, row);
            },
            cancellationToken);

    /// <summary>The first of the readings at the end that are all below what is known; null: the newest one is not.</summary>
    private static async Task<DateTimeOffset?> FellAsync(IOrderedQueryable<BalanceRow> readings, Usd known, CancellationToken cancellationToken)
    {
        var enough = known - Least;
        var stood = await readings.Where(row => row.TotalCredits > enough).MaxAsync(row => (DateTimeOffset?)row.TakenAt, cancellationToken);

        return await readings.Where(row => row.TakenAt > stood).MinAsync(row => (DateTimeOffset?)row.TakenAt, cancellationToken);
    }

    private static void Add(LedgerContext db, BalanceRow now, Usd amount, DateTimeOffset at, LotKind kind) =>
        db.Add(new LotRow { AccountId = now.AccountId, Amount = amount, BoughtAt = at, Source = LotRow.Observed, Kind = kind });

    private static async Task<LotKind> FallAsync(LedgerContext db, BalanceRow now, Usd amount, CancellationToken cancellationToken)
    {
        var since = now.TakenAt - RefundWindow;
        bool refund = await db.Set<LotRow>().AnyAsync(
            row => row.AccountId == now.AccountId && row.Source == LotRow.Observed && row.Amount == amount && row.BoughtAt >= since, cancellationToken);

        return refund ? LotKind.Refund : LotKind.Correction;
    }

    private static CreditLot ToLot(string name, LotRow row) => new(row.Id, name, row.Amount, row.BoughtAt, row.ExpiresAt, row.Source, row.Kind);
}
