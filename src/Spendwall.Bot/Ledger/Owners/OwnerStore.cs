using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Ledger.Owners;

/// <summary>Who was made owner of what by command, and which platform ids a name has. Every change is audited with it.</summary>
public sealed class OwnerStore(LedgerDatabase database)
{
    public Task<IReadOnlyList<OwnerEntry>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OwnerEntry>>(
            static async (db, token) => (await db.Set<OwnerRow>().AsNoTracking().OrderBy(row => row.ScopeKey).ToListAsync(token)).ConvertAll(ToEntry),
            cancellationToken);

    public Task<IReadOnlyList<PrincipalEntry>> PrincipalsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PrincipalEntry>>(
            static async (db, token) => (await db.Set<PrincipalRow>().AsNoTracking().Include(row => row.Identities).OrderBy(row => row.NameKey).ToListAsync(token)).ConvertAll(ToEntry),
            cancellationToken);

    /// <summary>Sets the owner of a scope and keeps what is new about the principal, in one transaction.</summary>
    /// <exception cref="IdentityTakenException">A platform id belongs to another name; nothing was changed.</exception>
    public Task SetAsync(OwnerEntry entry, PrincipalEntry principal, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                await ChangeAsync(db, entry, principal, token);
                AuditLog.Append(db, audit.At(entry.Since));

                return true;
            },
            cancellationToken);

    /// <returns>False when no command had set an owner of this very scope.</returns>
    public Task<bool> ClearAsync(Scope scope, DateTimeOffset now, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<OwnerRow>().FindAsync([Key(scope)], token) is not { } row)
                {
                    return false;
                }

                db.Remove(row);
                AuditLog.Append(db, audit.At(now));

                return true;
            },
            cancellationToken);

    /// <summary>The same change inside another store's transaction.</summary>
    internal static async Task ChangeAsync(LedgerContext db, OwnerEntry entry, PrincipalEntry principal, CancellationToken cancellationToken)
    {
        await KeepAsync(db, principal, cancellationToken);
        if (await db.Set<OwnerRow>().FindAsync([Key(entry.Scope)], cancellationToken) is not { } row)
        {
            db.Add(new OwnerRow { ScopeKey = Key(entry.Scope), Scope = entry.Scope.Text, Owner = entry.Owner, Since = entry.Since, Source = entry.Source });

            return;
        }

        row.Scope = entry.Scope.Text;
        row.Owner = entry.Owner;
        row.Since = entry.Since;
        row.Source = entry.Source;
    }

    internal static string Key(Scope scope) => scope.Text.ToLowerInvariant();

    private static async Task KeepAsync(LedgerContext db, PrincipalEntry principal, CancellationToken cancellationToken)
    {
        string key = principal.Name.ToLowerInvariant();
        var row = await db.Set<PrincipalRow>().Include(known => known.Identities).SingleOrDefaultAsync(known => known.NameKey == key, cancellationToken);
        if (row is null)
        {
            row = new PrincipalRow { NameKey = key, Name = principal.Name, Kind = principal.Kind };
            db.Add(row);
        }

        foreach (var (platform, id) in principal.Identities)
        {
            var holder = await db.Set<PrincipalIdentityRow>().AsNoTracking()
                .FirstOrDefaultAsync(known => known.Platform == platform && known.NativeId == id && known.NameKey != key, cancellationToken);
            if (holder is not null)
            {
                throw new IdentityTakenException($"{platform}:{id} is {holder.NameKey} already.");
            }

            row.Kind = principal.Kind;
            if (row.Identities.Find(known => known.Platform == platform) is { } identity)
            {
                identity.NativeId = id;
            }
            else
            {
                row.Identities.Add(new PrincipalIdentityRow { NameKey = key, Platform = platform, NativeId = id });
            }
        }
    }

    private static OwnerEntry ToEntry(OwnerRow row) => new(Scope.Parse(row.Scope), row.Owner, row.Since, row.Source);

    private static PrincipalEntry ToEntry(PrincipalRow row) =>
        new(row.Name, row.Kind, row.Identities.ToDictionary(identity => identity.Platform, identity => identity.NativeId, StringComparer.Ordinal));
}

/// <param name="Owner">The principal's name.</param>
/// <param name="Source">The identity that set it.</param>
public sealed record OwnerEntry(Scope Scope, string Owner, DateTimeOffset Since, string Source);

/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>Role</c>.</param>
/// <param name="Identities">Platform to native id.</param>
public sealed record PrincipalEntry(string Name, string Kind, IReadOnlyDictionary<string, string> Identities);

/// <summary>A platform id already belongs to another name.</summary>
public sealed class IdentityTakenException(string message) : Exception(message);
