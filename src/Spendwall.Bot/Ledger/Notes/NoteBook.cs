using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Notes;

/// <summary>Small things that a provider says about itself: names, limits, blind spots. All return how many rows changed.</summary>
internal sealed class NoteBook(LedgerDatabase database, AccountCatalog accounts)
{
    /// <summary>Longer than the slowest dataset's cadence, a day.</summary>
    private static readonly TimeSpan EndsAfter = TimeSpan.FromHours(26);

    public static async Task<int> StoreAsync(LedgerContext db, int account, ProviderFact.Names fact, CancellationToken cancellationToken)
    {
        var rows = await db.Set<NameRow>().Where(row => row.AccountId == account).ToDictionaryAsync(row => (row.Kind, row.ItemId), cancellationToken);
        int changed = 0;
        foreach (var name in fact.List)
        {
            if (!rows.TryGetValue((name.Kind, name.Id), out var row))
            {
                row = new NameRow { AccountId = account, Kind = name.Kind, ItemId = name.Id, Name = name.Name };
                rows.Add((name.Kind, name.Id), row);
                db.Add(row);
                changed++;
            }
            else if (row.Name != name.Name)
            {
                row.Name = name.Name;
                changed++;
            }
        }

        return changed;
    }

    /// <summary>The fact names every limit there is: those that it does not name are gone.</summary>
    public static async Task<int> StoreAsync(LedgerContext db, int account, ProviderFact.Limits fact, CancellationToken cancellationToken)
    {
        var rows = await db.Set<LimitRow>().Where(row => row.AccountId == account).ToListAsync(cancellationToken);
        var missing = fact.List.ToList();
        var gone = rows.Where(row => !missing.Remove(ToLimit(row))).ToList();
        db.RemoveRange(gone);
        db.AddRange(missing.Select(limit => new LimitRow { AccountId = account, Scope = limit.Scope, Kind = limit.Kind, Threshold = limit.Threshold, Enforcing = limit.Enforcing }));

        return gone.Count + missing.Count;
    }

    /// <summary>An empty text says that the topic is no blind spot any more.</summary>
    public static async Task<int> StoreAsync(LedgerContext db, int account, ProviderFact.BlindSpot fact, CancellationToken cancellationToken)
    {
        var row = await db.FindAsync<BlindSpotRow>([account, fact.Topic], cancellationToken);
        if (row is null)
        {
            if (fact.Text.Length == 0)
            {
                return 0;
            }

            db.Add(new BlindSpotRow { AccountId = account, Topic = fact.Topic, Text = fact.Text, ObservedAt = fact.ObservedAt });

            return 1;
        }

        int changed = row.Text == fact.Text ? 0 : 1;
        if (fact.Text.Length == 0)
        {
            db.Remove(row);
        }
        else
        {
            (row.Text, row.ObservedAt) = (fact.Text, fact.ObservedAt);
        }

        return changed;
    }

    public Task<IReadOnlyList<DimensionName>> NamesAsync(string name, CancellationToken cancellationToken) =>
        AllAsync<NameRow, DimensionName>(
            name, static (rows, account) => rows.Where(row => row.AccountId == account).OrderBy(row => row.Kind).ThenBy(row => row.ItemId),
            static row => new(row.Kind, row.ItemId, row.Name), cancellationToken);

    public Task<IReadOnlyList<ProviderLimit>> LimitsAsync(string name, CancellationToken cancellationToken) =>
        AllAsync<LimitRow, ProviderLimit>(
            name, static (rows, account) => rows.Where(row => row.AccountId == account).OrderBy(row => row.Scope).ThenBy(row => row.Kind).ThenBy(row => row.Threshold),
            ToLimit, cancellationToken);

    /// <summary>A reader repeats what it does not see for as long as that is so: what it stopped saying has ended.</summary>
    public async Task<IReadOnlyList<string>> BlindSpotsAsync(string name, CancellationToken cancellationToken)
    {
        var rows = await AllAsync<BlindSpotRow, BlindSpotRow>(
            name, static (rows, account) => rows.Where(row => row.AccountId == account).OrderBy(row => row.Topic), static row => row, cancellationToken);
        var newest = rows.Select(static row => row.ObservedAt).DefaultIfEmpty().Max();

        return [.. rows.Where(row => newest - row.ObservedAt < EndsAfter).Select(static row => row.Text)];
    }

    private Task<IReadOnlyList<TResult>> AllAsync<TRow, TResult>(
        string name, Func<IQueryable<TRow>, int, IQueryable<TRow>> pick, Func<TRow, TResult> convert, CancellationToken cancellationToken)
        where TRow : class =>
        database.ReadAsync<IReadOnlyList<TResult>>(
            async (db, cancellation) =>
            {
                var rows = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await pick(db.Set<TRow>().AsNoTracking(), account).ToListAsync(cancellation)
                    : [];

                return [.. rows.Select(convert)];
            },
            cancellationToken);

    private static ProviderLimit ToLimit(LimitRow row) => new(row.Scope, row.Kind, row.Threshold, row.Enforcing);
}
