using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Promises;

/// <summary>What a decision about incidents promises, inside its transaction.</summary>
public sealed class PromiseWork
{
    private readonly LedgerContext db;

    internal PromiseWork(LedgerContext db) => this.db = db;

    /// <summary>Adds those that are not there yet: what was promised first that day stays.</summary>
    public async Task AddAsync(IReadOnlyList<Promise> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0)
        {
            return;
        }

        var keys = drafts.Select(static draft => draft.Key).ToList();
        var there = await db.Set<Promise>().Where(row => keys.Contains(row.Key)).Select(static row => row.Key).ToListAsync(cancellationToken);
        db.AddRange(drafts.Where(draft => !there.Contains(draft.Key)).DistinctBy(static draft => draft.Key));
    }
}
