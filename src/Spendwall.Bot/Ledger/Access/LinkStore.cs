using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Ledger.Access;

/// <summary>Which identities are one person, and the one-time codes that prove it.</summary>
public sealed class LinkStore(LedgerDatabase database)
{
    /// <summary>Runs one decision about links in one transaction; a throw changes nothing.</summary>
    public Task<T> ChangeAsync<T>(Func<LinkWork, CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => change(new LinkWork(db), token), cancellationToken);

    public Task<IReadOnlyList<LinkedIdentity>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (db, token) => new LinkWork(db).AllAsync(token), cancellationToken);
}

/// <summary>What one decision about links reads and writes, inside one transaction.</summary>
public sealed class LinkWork
{
    /// <summary>Longer than any window that tries are counted in.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly LedgerContext db;

    internal LinkWork(LedgerContext db) => this.db = db;

    public async Task<IReadOnlyList<LinkedIdentity>> AllAsync(CancellationToken cancellationToken) =>
        (await db.Set<LinkedIdentityRow>().AsNoTracking().OrderBy(row => row.Person).ThenBy(row => row.Identity).ToListAsync(cancellationToken))
            .ConvertAll(static row => new LinkedIdentity(row.Identity, row.Person, row.Since));

    /// <summary>Keeps a code's hash; the asker's earlier ones are void, and what is long over is forgotten.</summary>
    public async Task PutCodeAsync(string hash, string identity, DateTimeOffset expiresAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = now - Kept;
        await db.Set<LinkCodeRow>().Where(row => row.Identity == identity || row.ExpiresAt < old).ExecuteDeleteAsync(cancellationToken);
        await db.Set<LinkTryRow>().Where(row => row.At < old).ExecuteDeleteAsync(cancellationToken);
        db.Add(new LinkCodeRow { Hash = hash, Identity = identity, ExpiresAt = expiresAt });
    }

    /// <summary>Who asked for the code; null: there is none with that hash that is neither used nor over.</summary>
    public async Task<string?> AskerAsync(string hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<LinkCodeRow>().AsNoTracking().Where(row => row.Hash == hash && row.UsedAt == null && row.ExpiresAt > now).Select(row => row.Identity).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The code is worth nothing from now on.</summary>
    public Task UsedAsync(string hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Set<LinkCodeRow>().Where(row => row.Hash == hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken);

    public void Tried(string identity, DateTimeOffset now) => db.Add(new LinkTryRow { Identity = identity, At = now });

    /// <summary>Codes that were not right since an instant.</summary>
    /// <param name="identity">Null: everybody's.</param>
    public Task<int> TriesAsync(string? identity, DateTimeOffset since, CancellationToken cancellationToken) =>
        db.Set<LinkTryRow>().CountAsync(row => row.At >= since && (identity == null || row.Identity == identity), cancellationToken);

    public async Task PutAsync(LinkedIdentity link, CancellationToken cancellationToken)
    {
        if (await db.Set<LinkedIdentityRow>().FindAsync([link.Identity], cancellationToken) is { } row)
        {
            row.Person = link.Person;

            return;
        }

        db.Add(new LinkedIdentityRow { Identity = link.Identity, Person = link.Person, Since = link.Since });
    }

    public async Task RemoveAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        await db.Set<LinkedIdentityRow>().Where(row => identities.Contains(row.Identity)).ExecuteDeleteAsync(cancellationToken);

    public void Audit(DateTimeOffset at, AuditEntry entry) => AuditLog.Append(db, entry.At(at));
}

/// <param name="Identity">Such as <c>slack:U123</c>.</param>
/// <param name="Person">The same for every identity of one person.</param>
public sealed record LinkedIdentity(string Identity, string Person, DateTimeOffset Since);
