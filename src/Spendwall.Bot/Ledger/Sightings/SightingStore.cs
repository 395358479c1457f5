using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Ledger.Sightings;

/// <summary>What was first seen when, and whether people were asked whose it is.</summary>
public sealed class SightingStore(LedgerDatabase database)
{
    /// <summary>Runs one change in one transaction, together with what is posted of it; a throw changes nothing.</summary>
    public Task<T> ChangeAsync<T>(Func<SightingWork, CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => change(new SightingWork(db), token), cancellationToken);

    public Task<IReadOnlyList<Sighting>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (db, token) => new SightingWork(db).AllAsync(null, token), cancellationToken);

    /// <summary>Those that people were asked about since an instant.</summary>
    public Task<IReadOnlyList<Sighting>> AskedAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Sighting>>(
            async (db, token) => (await db.Set<SightingRow>().AsNoTracking().Where(row => row.AskedAt >= since).OrderBy(row => row.Id).ToListAsync(token)).ConvertAll(SightingWork.ToSighting),
            cancellationToken);

    /// <summary>Those of one account; empty: it was never looked at.</summary>
    public Task<IReadOnlyList<Sighting>> OfAsync(string account, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => new SightingWork(db).AllAsync(account, token), cancellationToken);

    public Task<Sighting?> FindAsync(long number, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) => await db.Set<SightingRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == number, token) is { } row ? SightingWork.ToSighting(row) : null,
            cancellationToken);
}

/// <summary>One change of what was seen, inside one transaction.</summary>
public sealed class SightingWork
{
    private readonly LedgerContext db;

    internal SightingWork(LedgerContext db)
    {
        this.db = db;
        Outbox = new OutboxWork(db);
    }

    /// <summary>What is to be posted because of it.</summary>
    public OutboxWork Outbox { get; }

    /// <param name="account">Null: every account's.</param>
    public async Task<IReadOnlyList<Sighting>> AllAsync(string? account, CancellationToken cancellationToken) =>
        (await db.Set<SightingRow>().AsNoTracking().Where(row => account == null || row.Account == account).OrderBy(row => row.Id).ToListAsync(cancellationToken)).ConvertAll(ToSighting);

    /// <summary>Adds what was not seen before.</summary>
    /// <returns>The added ones with their numbers.</returns>
    public async Task<IReadOnlyList<Sighting>> AddAsync(string account, IEnumerable<(string Kind, string Value)> seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = (await AllAsync(account, cancellationToken)).Select(static sighting => (sighting.Kind, sighting.Value)).ToHashSet();
        var added = seen.Distinct().Where(item => !known.Contains(item))
            .Select(item => new SightingRow { Account = account, Kind = item.Kind, Value = item.Value, FirstAt = now })
            .ToList();
        db.AddRange(added);
        await db.SaveChangesAsync(cancellationToken);

        return added.ConvertAll(ToSighting);
    }

    /// <summary>People are asked whose these are.</summary>
    public Task AskedAsync(IReadOnlyList<long> numbers, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Set<SightingRow>().Where(row => numbers.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.AskedAt, now), cancellationToken);

    /// <summary>Somebody owns them now.</summary>
    public Task SettledAsync(IReadOnlyList<long> numbers, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Set<SightingRow>().Where(row => numbers.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.SettledAt, now), cancellationToken);

    internal static Sighting ToSighting(SightingRow row) => new(row.Id, row.Account, row.Kind, row.Value, row.FirstAt, row.AskedAt, row.SettledAt);
}

/// <param name="Kind"><c>account</c>, <c>project</c>, <c>key</c> or <c>model</c>.</param>
/// <param name="AskedAt">Null: nobody was asked whose it is.</param>
/// <param name="SettledAt">When somebody was seen to own it; null: not yet, or nobody was asked.</param>
public sealed record Sighting(long Number, string Account, string Kind, string Value, DateTimeOffset FirstAt, DateTimeOffset? AskedAt, DateTimeOffset? SettledAt)
{
    /// <summary>As people and buttons name it.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"Q-{Number}");

    public Scope Scope => Kind == "account" ? Scope.Account(Account) : Scope.Account(Account).With(Kind, Value);

    /// <summary>Reads <c>Q-12</c>; null: it is none.</summary>
    public static long? NumberOf(string text) =>
        text.StartsWith("Q-", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
