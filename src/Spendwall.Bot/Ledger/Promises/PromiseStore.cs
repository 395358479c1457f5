using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Promises;

/// <summary>Promises, and what became of them.</summary>
public sealed class PromiseStore(LedgerDatabase database)
{
    /// <summary>Those whose end is still to be seen, oldest first.</summary>
    public Task<IReadOnlyList<Promise>> FollowedAsync(string account, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Promise>>(
            async (db, token) => await db.Set<Promise>().AsNoTracking()
                .Where(row => row.Account == account && (row.State == PromiseState.Open || row.State == PromiseState.Outlasted))
                .OrderBy(row => row.Id)
                .ToListAsync(token),
            cancellationToken);

    /// <summary>Every promise of these accounts that is open, or was decided in the range; oldest first.</summary>
    /// <param name="range">Its end belongs to it, its start does not: a month is decided as it ends. Null: whenever.</param>
    public Task<IReadOnlyList<Promise>> ReadAsync(IReadOnlyCollection<string> accounts, UtcRange? range, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Promise>>(
            async (db, token) =>
            {
                var rows = db.Set<Promise>().AsNoTracking().Where(row => accounts.Contains(row.Account));
                if (range is { Start: var start, End: var end })
                {
                    rows = rows.Where(row => row.DecidedAt == null || (row.DecidedAt > start && row.DecidedAt <= end));
                }

                return await rows.OrderBy(row => row.Id).ToListAsync(token);
            },
            cancellationToken);

    /// <summary>Writes what became of promises; one that was decided meanwhile, by another process, keeps its end.</summary>
    public Task<int> SettleAsync(IReadOnlyList<Promise> settled, CancellationToken cancellationToken) =>
        settled.Count == 0 ? Task.FromResult(0) : database.WriteAsync(
            async (db, token) =>
            {
                var ids = settled.Select(static row => row.Id).ToList();
                var followed = (await db.Set<Promise>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(token))
                    .Where(static row => row.IsFollowed).Select(static row => row.Id).ToHashSet();
                var changed = settled.Where(row => followed.Contains(row.Id)).ToList();
                db.UpdateRange(changed);

                return changed.Count;
            },
            cancellationToken);
}
