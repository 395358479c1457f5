using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Accounts;

/// <summary>Account names to numbers. Only what another transaction committed is remembered: a rolled-back number may be given out again.</summary>
internal sealed class AccountCatalog
{
    private readonly ConcurrentDictionary<string, int> known = new(StringComparer.Ordinal);

    /// <summary>For reads; null when nothing was ever stored for the account.</summary>
    public async Task<int?> FindAsync(LedgerContext db, string name, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(name, out int id))
        {
            return id;
        }

        int? found = await LookUpAsync(db, name, cancellationToken);
        if (found is { } committed)
        {
            known[name] = committed;
        }

        return found;
    }

    /// <summary>For writes: the account's number, given out now if it has none.</summary>
    public async Task<int> EnsureAsync(LedgerContext db, string name, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(name, out int id))
        {
            return id;
        }

        if (await LookUpAsync(db, name, cancellationToken) is { } found)
        {
            return found;
        }

        var row = new AccountRow { Name = name };
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);

        return row.Id;
    }

    private static Task<int?> LookUpAsync(LedgerContext db, string name, CancellationToken cancellationToken) =>
        db.Set<AccountRow>().Where(row => row.Name == name).Select(row => (int?)row.Id).SingleOrDefaultAsync(cancellationToken);
}
