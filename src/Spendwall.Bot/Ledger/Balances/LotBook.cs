using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Balances;

/// <summary>
/// Movements of a reservoir. A change of the counter of credits by a cent or more between the two newest readings is a
/// lot: a rise is a purchase; a fall is a refund when it takes back just what an observed purchase of the last two days
/// brought, else a correction. The first reading ever makes none: what it sums up was bought at times nobody told.
/// </summary>
internal sealed class LotBook(LedgerDatabase database, AccountCatalog accounts)
{
    private static readonly Usd Least = Usd.FromDollars(0.01m);

    // The provider takes credits back within 24 hours; the counter may follow a day later.
    private static readonly TimeSpan RefundWindow = TimeSpan.FromDays(2);

    public static async Task ObserveAsync(LedgerContext db, BalanceRow before, BalanceRow now, CancellationToken cancellationToken)
    {
        var change = now.TotalCredits - before.TotalCredits;
        if (change < Least && -change < Least)
        {
            return;
        }

        db.Add(new LotRow
        {
            AccountId = now.AccountId,
            Amount = change,
            BoughtAt = now.TakenAt,
            Source = LotRow.Observed,
            Kind = change > Usd.Zero ? LotKind.Purchase : await FallAsync(db, now, -change, cancellationToken),
        });
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

    public Task<CreditLot> AddAsync(CreditLot lot, CancellationToken cancellationToken) =>
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
                await db.SaveChangesAsync(cancellation);

                return ToLot(lot.Account, row);
            },
            cancellationToken);

    private static async Task<LotKind> FallAsync(LedgerContext db, BalanceRow now, Usd amount, CancellationToken cancellationToken)
    {
        var since = now.TakenAt - RefundWindow;
        bool refund = await db.Set<LotRow>().AnyAsync(
            row => row.AccountId == now.AccountId && row.Source == LotRow.Observed && row.Amount == amount && row.BoughtAt >= since, cancellationToken);

        return refund ? LotKind.Refund : LotKind.Correction;
    }

    private static CreditLot ToLot(string name, LotRow row) => new(row.Id, name, row.Amount, row.BoughtAt, row.ExpiresAt, row.Source, row.Kind);
}
