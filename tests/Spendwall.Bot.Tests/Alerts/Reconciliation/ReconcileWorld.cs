using Spendwall.Bot.Alerts.Reconciliation;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;
using Stream = Spendwall.Bot.Tests.Signals.Reconciliation.Stream;

namespace Spendwall.Bot.Tests.Alerts.Reconciliation;

/// <summary>A database with both sides' records and the balance readings around them.</summary>
internal sealed class ReconcileWorld : IAsyncDisposable
{
    public static readonly AccountOptions Account = new() { Name = "openrouter-main", Provider = ProviderKind.OpenRouter, Owner = "@dana" };

    private ReconcileWorld(TestDatabase database)
    {
        Database = database;
        Requests = new(database.Database);
        Charged = new(database.Database);
        Reader = new(database.Ledger, Requests, Charged);
        Buckets = new(database.Ledger, Requests);
    }

    public TestDatabase Database { get; }

    public RequestStore Requests { get; }

    public ProviderRecordStore Charged { get; }

    public ReconcileReader Reader { get; }

    public BucketReconcileReader Buckets { get; }

    public static async Task<ReconcileWorld> CreateAsync() => new(await TestDatabase.CreateAsync());

    /// <param name="shift">How much later than here the provider says that a request began.</param>
    public async Task FillAsync(Stream stream, TimeSpan shift = default)
    {
        foreach (var part in stream.Local.Chunk(700))
        {
            await Requests.StoreAsync([.. part.Select(static one => new RequestRecord
            {
                Account = Account.Name,
                Id = one.Id,
                Attempt = one.Attempt,
                Time = one.At,
                Labels = new() { ModelServed = one.Model },
                Status = one.Failed ? 500 : 200,
                InputTokens = one.InputTokens,
                OutputTokens = one.OutputTokens,
                Cost = one.Cost,
                FromCache = one.FromCache,
                SeenAt = Stream.Settled,
            })], default);
        }

        // Late, repeated and in no order.
        foreach (var part in stream.Charged.Concat(stream.Charged.Take(500)).Chunk(900))
        {
            await Charged.StoreAsync(Account.Name, [.. part.DistinctBy(static one => one.Id).Select(one => new ProviderRecord(Account.Name, one.Id, one.At + shift)
            {
                Model = one.Model,
                Cost = one.Cost,
                InputTokens = one.InputTokens,
                OutputTokens = one.OutputTokens,
                FromCache = one.FromCache ? true : null,
            })], Stream.Settled.AddMinutes(10), default);
        }

        await ReadBalanceAsync(Stream.Start, Usd.FromDollars(100));
        await ReadBalanceAsync(Stream.Settled.AddMinutes(15), Usd.FromDollars(100) + stream.Moved);
    }

    public Task ReadBalanceAsync(DateTimeOffset at, Usd used) =>
        Database.Ledger.StoreAsync(new ProviderFact.Balance(new(Account.Name, at, Usd.FromDollars(1_000_000), used)), null, default);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
