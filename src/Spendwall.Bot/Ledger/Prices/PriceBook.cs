using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Prices;

/// <summary>List prices and their history: a row is added only when a price changes.</summary>
internal sealed class PriceBook(LedgerDatabase database, AccountCatalog accounts)
{
    /// <summary>A list may be a part of all prices, so a model that it does not name keeps its price.</summary>
    /// <returns>How many prices are new or changed.</returns>
    public static async Task<int> StoreAsync(LedgerContext db, int account, ProviderFact.Prices fact, CancellationToken cancellationToken)
    {
        var current = await db.Set<PriceRow>().Where(row => row.AccountId == account && row.Until == null)
            .ToDictionaryAsync(row => (row.Model, row.Route), cancellationToken);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(fact.ObservedAt.ToUnixTimeMilliseconds());
        int changed = 0;
        foreach (var price in fact.List)
        {
            if (!current.TryGetValue((price.Model, price.Route), out var row) || (row.Since < now && !Same(Read(row), price)))
            {
                row?.Until = now;
                row = new PriceRow { AccountId = account, Model = price.Model, Route = price.Route, Since = now, Terms = Write(price) };
                db.Add(row);
                current[(price.Model, price.Route)] = row;
                changed++;
            }
            else if (row.Since == now && !Same(Read(row), price))
            {
                row.Terms = Write(price);
                changed++;
            }
        }

        return changed;
    }

    public async Task<IReadOnlyList<ModelPrice>> AllAsync(string name, DateTimeOffset at, CancellationToken cancellationToken) =>
        [.. (await HistoryAsync(name, new(at, at), cancellationToken)).Select(static listed => listed.Price)];

    public Task<IReadOnlyList<ListedPrice>> HistoryAsync(string name, UtcRange range, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ListedPrice>>(
            async (db, cancellation) =>
            {
                var rows = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await db.Set<PriceRow>().AsNoTracking().Where(row => row.AccountId == account && row.Since <= range.End && (row.Until == null || row.Until > range.Start))
                        .OrderBy(row => row.Model).ThenBy(row => row.Route).ThenBy(row => row.Since).ToListAsync(cancellation)
                    : [];

                return [.. rows.Select(static row => new ListedPrice(Read(row), row.Since))];
            },
            cancellationToken);

    private static bool Same(ModelPrice a, ModelPrice b) => a with { Overrides = b.Overrides } == b && a.Overrides.SequenceEqual(b.Overrides);

    private static string Write(ModelPrice price) => JsonSerializer.Serialize(price, PriceJson.Default.ModelPrice);

    private static ModelPrice Read(PriceRow row) =>
        JsonSerializer.Deserialize(row.Terms, PriceJson.Default.ModelPrice) ?? throw new InvalidDataException($"The stored price {row.Id} is empty.");
}
