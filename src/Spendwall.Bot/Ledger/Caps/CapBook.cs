using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Caps;

/// <summary>Keys and budget layers: the newest word on each, and when its terms changed.</summary>
internal sealed class CapBook(LedgerDatabase database, AccountCatalog accounts)
{
    /// <summary>The fact names every key there is, so one that it does not name is gone.</summary>
    /// <returns>How many caps say something new.</returns>
    public static async Task<int> StoreAsync(LedgerContext db, int account, ProviderFact.KeyCaps fact, CancellationToken cancellationToken)
    {
        var rows = await db.Set<KeyCapRow>().Where(row => row.AccountId == account).ToDictionaryAsync(row => (row.KeyId, row.Layer), cancellationToken);
        if (rows.Values.Any(row => row.ObservedAt > fact.ObservedAt))
        {
            // An answer that was overtaken by a later one.
            return 0;
        }

        int changed = 0;
        foreach (var cap in fact.Caps)
        {
            bool known = rows.Remove((cap.KeyId, cap.Layer), out var row);
            if (row is null)
            {
                row = new KeyCapRow { AccountId = account, KeyId = cap.KeyId, Layer = cap.Layer, Name = cap.Name, ObservedAt = cap.ObservedAt };
                db.Add(row);
            }

            var terms = Terms(row);
            bool same = known && !row.Gone && ToCap(fact.Account, row) with { ObservedAt = cap.ObservedAt } == cap;
            Copy(cap, row);
            changed += same ? 0 : 1;
            if (!known || Terms(row) != terms)
            {
                db.Add(Change(row));
            }
        }

        foreach (var gone in rows.Values.Where(static row => !row.Gone))
        {
            gone.Gone = true;
            gone.ObservedAt = fact.ObservedAt;
            db.Add(Change(gone));
            changed++;
        }

        return changed;
    }

    public Task<IReadOnlyList<KeyCap>> AllAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<KeyCap>>(
            async (db, cancellation) =>
            {
                var rows = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await db.Set<KeyCapRow>().AsNoTracking().Where(row => row.AccountId == account && !row.Gone)
                        .OrderBy(row => row.Name).ThenBy(row => row.KeyId).ThenBy(row => row.Layer).ToListAsync(cancellation)
                    : [];

                return [.. rows.Select(row => ToCap(name, row))];
            },
            cancellationToken);

    private static (long? Limit, CapReset Reset, bool Disabled, bool Gone) Terms(KeyCapRow row) => (row.Limit?.Nanos, row.Reset, row.Disabled, row.Gone);

    private static KeyCapChangeRow Change(KeyCapRow row) => new()
    {
        AccountId = row.AccountId,
        KeyId = row.KeyId,
        Layer = row.Layer,
        Since = row.ObservedAt,
        Limit = row.Limit,
        Reset = row.Reset,
        Disabled = row.Disabled,
        Gone = row.Gone,
    };

    private static void Copy(KeyCap cap, KeyCapRow row)
    {
        row.Name = cap.Name;
        row.ObservedAt = cap.ObservedAt;
        row.Limit = cap.Limit;
        row.Remaining = cap.Remaining;
        row.Reset = cap.Reset;
        row.Usage = cap.Usage;
        row.UsageToday = cap.UsageToday;
        row.UsageThisWeek = cap.UsageThisWeek;
        row.UsageThisMonth = cap.UsageThisMonth;
        row.Disabled = cap.Disabled;
        row.ExpiresAt = Milliseconds(cap.ExpiresAt);
        row.LastUsedAt = Milliseconds(cap.LastUsedAt);
        row.Workspace = cap.Workspace;
        row.Gone = false;
    }

    private static KeyCap ToCap(string account, KeyCapRow row) => new(account, row.ObservedAt, row.KeyId, row.Name)
    {
        Layer = row.Layer,
        Limit = row.Limit,
        Remaining = row.Remaining,
        Reset = row.Reset,
        Usage = row.Usage,
        UsageToday = row.UsageToday,
        UsageThisWeek = row.UsageThisWeek,
        UsageThisMonth = row.UsageThisMonth,
        Disabled = row.Disabled,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
        Workspace = row.Workspace,
    };

    private static DateTimeOffset? Milliseconds(DateTimeOffset? instant) =>
        instant is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known.ToUnixTimeMilliseconds()) : null;
}
