using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Owners;

/// <summary>Who was made owner of what by command, and which platform ids a name has. Every change is audited with it.</summary>
public sealed class OwnerStore(LedgerDatabase database)
{
    public Task<IReadOnlyList<OwnerEntry>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (db, token) => new OwnerWork(db).AllAsync(token), cancellationToken);

    public Task<PeopleEntries> PeopleAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (db, token) => new OwnerWork(db).PeopleAsync(token), cancellationToken);

    /// <summary>Runs one decision about owners in one transaction; a throw changes nothing.</summary>
    /// <exception cref="IdentityTakenException">A platform id belongs to another name; nothing was changed.</exception>
    public Task<T> ChangeAsync<T>(Func<OwnerWork, CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => change(new OwnerWork(db), token), cancellationToken);

    /// <summary>The same change inside another store's transaction.</summary>
    internal static async Task ChangeAsync(LedgerContext db, OwnerEntry entry, PrincipalEntry principal, CancellationToken cancellationToken)
    {
        var work = new OwnerWork(db);
        await work.KeepAsync(principal, cancellationToken);
        await work.PutAsync(entry, cancellationToken);
    }

    internal static string Key(Scope scope) => scope.Text.ToLowerInvariant();
}
