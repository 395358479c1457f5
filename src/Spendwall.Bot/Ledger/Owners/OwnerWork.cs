using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Ledger.Owners;

/// <summary>Everything that one decision about owners reads and writes, inside one transaction.</summary>
public sealed class OwnerWork
{
    private readonly LedgerContext db;

    internal OwnerWork(LedgerContext db) => this.db = db;

    public async Task<IReadOnlyList<OwnerEntry>> AllAsync(CancellationToken cancellationToken) =>
        (await db.Set<OwnerRow>().AsNoTracking().OrderBy(row => row.ScopeKey).ToListAsync(cancellationToken)).ConvertAll(static row => ToEntry(row));

    public async Task<PeopleEntries> PeopleAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<PrincipalRow>().AsNoTracking().Include(row => row.Identities).OrderBy(row => row.NameKey).ToListAsync(cancellationToken);
        var links = await db.Set<LinkedIdentityRow>().AsNoTracking().ToDictionaryAsync(row => row.Identity, row => row.Person, StringComparer.Ordinal, cancellationToken);

        return new(rows.ConvertAll(static row => ToEntry(row)), links);
    }

    /// <summary>Sets the owner of the entry's very scope.</summary>
    public async Task PutAsync(OwnerEntry entry, CancellationToken cancellationToken)
    {
        if (await db.Set<OwnerRow>().FindAsync([OwnerStore.Key(entry.Scope)], cancellationToken) is not { } row)
        {
            row = new OwnerRow { ScopeKey = OwnerStore.Key(entry.Scope), Scope = entry.Scope.Text, Owner = entry.Owner, Source = entry.Source };
            db.Add(row);
        }

        row.Scope = entry.Scope.Text;
        row.Owner = entry.Owner;
        row.Since = entry.Since;
        row.Source = entry.Source;
        row.LeaseUntil = entry.LeaseUntil;
        row.EscalateTo = entry.EscalateTo;
        row.Channels = entry.Channels.Count == 0 ? null : string.Join(' ', entry.Channels);
    }

    /// <returns>False when no command had set an owner of this very scope.</returns>
    public async Task<bool> RemoveAsync(Scope scope, CancellationToken cancellationToken)
    {
        if (await db.Set<OwnerRow>().FindAsync([OwnerStore.Key(scope)], cancellationToken) is not { } row)
        {
            return false;
        }

        db.Remove(row);

        return true;
    }

    /// <summary>Keeps what is new about a name.</summary>
    /// <exception cref="IdentityTakenException">A platform id belongs to another name.</exception>
    public async Task KeepAsync(PrincipalEntry principal, CancellationToken cancellationToken)
    {
        // Another principal of the same change may be here already.
        await db.SaveChangesAsync(cancellationToken);
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

    public void Audit(DateTimeOffset at, AuditEntry entry) => AuditLog.Append(db, entry.At(at));

    private static OwnerEntry ToEntry(OwnerRow row) => new(Scope.Parse(row.Scope), row.Owner, row.Since, row.Source)
    {
        LeaseUntil = row.LeaseUntil,
        EscalateTo = row.EscalateTo,
        Channels = row.Channels?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
    };

    private static PrincipalEntry ToEntry(PrincipalRow row) =>
        new(row.Name, row.Kind, row.Identities.ToDictionary(identity => identity.Platform, identity => identity.NativeId, StringComparer.Ordinal));
}
