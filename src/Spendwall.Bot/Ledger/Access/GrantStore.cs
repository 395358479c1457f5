using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Access;

/// <summary>The rights that were granted by command. Every change is audited with it.</summary>
public sealed class GrantStore(LedgerDatabase database)
{
    public Task<IReadOnlyList<GrantEntry>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (db, token) => new GrantWork(db).AllAsync(token), cancellationToken);

    /// <summary>Runs one decision about rights in one transaction; a throw changes nothing.</summary>
    /// <exception cref="IdentityTakenException">A platform id belongs to another name; nothing was changed.</exception>
    public Task<T> ChangeAsync<T>(Func<GrantWork, CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => change(new GrantWork(db), token), cancellationToken);
}

/// <summary>What one decision about rights reads and writes, inside one transaction.</summary>
public sealed class GrantWork
{
    private readonly LedgerContext db;

    internal GrantWork(LedgerContext db)
    {
        this.db = db;
        Owners = new OwnerWork(db);
    }

    public OwnerWork Owners { get; }

    public async Task<IReadOnlyList<GrantEntry>> AllAsync(CancellationToken cancellationToken) =>
        (await db.Set<GrantRow>().AsNoTracking().OrderBy(row => row.ScopeKey).ThenBy(row => row.WhoKey).ToListAsync(cancellationToken))
            .ConvertAll(static row => new GrantEntry(Scope.Parse(row.Scope), row.Who, row.Level, row.Limit, row.Since, row.Source));

    public async Task PutAsync(GrantEntry entry, CancellationToken cancellationToken)
    {
        var key = (Scope: OwnerStore.Key(entry.Scope), Who: entry.Who.ToLowerInvariant());
        if (await db.Set<GrantRow>().FindAsync([key.Scope, key.Who], cancellationToken) is not { } row)
        {
            row = new GrantRow { ScopeKey = key.Scope, WhoKey = key.Who, Scope = entry.Scope.Text, Who = entry.Who, Source = entry.Source };
            db.Add(row);
        }

        row.Scope = entry.Scope.Text;
        row.Who = entry.Who;
        row.Level = entry.Level;
        row.Limit = entry.Limit;
        row.Since = entry.Since;
        row.Source = entry.Source;
    }

    public async Task RemoveAsync(Scope scope, string who, CancellationToken cancellationToken)
    {
        if (await db.Set<GrantRow>().FindAsync([OwnerStore.Key(scope), who.ToLowerInvariant()], cancellationToken) is { } row)
        {
            db.Remove(row);
        }
    }
}

/// <param name="Who">The principal's name.</param>
/// <param name="Level">A rung of governance's ladder.</param>
/// <param name="Limit">The largest exception that may be approved with it; null: not told.</param>
/// <param name="Source">The identity that granted it.</param>
public sealed record GrantEntry(Scope Scope, string Who, int Level, Usd? Limit, DateTimeOffset Since, string Source);
