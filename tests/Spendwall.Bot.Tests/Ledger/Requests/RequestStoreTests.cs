using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Ledger.Requests.Records;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger.Requests;

public class RequestStoreTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    private RequestStore Store => new(database.Database);

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [EngineFact]
    public async Task Store_EveryField_ComesBackAsItWas()
    {
        var record = Record("gen-1", 1.5, 0.25m) with
        {
            Attempt = 3,
            ParentId = "gen-0",
            Labels = new() { Project = "p", Workflow = "w", Caller = "c", Customer = "u", ModelRequested = "a/b", ModelServed = "a/c", Route = "R", Endpoint = "chat" },
            Status = 402,
            Cause = Spendwall.Bot.Providers.Errors.ErrorCause.InFlightBudget,
            ErrorCode = "in_flight",
            InputTokens = 1,
            CachedTokens = 2,
            CacheWriteTokens = 3,
            OutputTokens = 4,
            ReasoningTokens = 5,
            CostAt = Monday.AddDays(1),
            UpstreamCost = Usd.FromDollars(7),
            Accepted = false,
            AcceptedAt = Monday.AddDays(2),
            Tries = 2,
            FromCache = true,
            DurationMs = 1234,
            Fingerprint = -99,
            Source = RequestSource.Lines | RequestSource.Broadcast,
        };

        await Store.StoreAsync([record], default);

        Assert.Equal(record, Assert.Single(await Store.RecordsAsync(Account, Always, default).ToListAsync()));
        Assert.Equal(record, Assert.Single(await Store.FindAsync(Account, ["gen-1", "gen-2"], default).ToListAsync()));
        Assert.Equal(new UtcRange(record.Time!.Value, record.Time.Value), await Store.CoverAsync(Account, default));
    }

    [EngineFact]
    public async Task Store_MarkBeforeItsRequest_CountsOnceTheRequestIsThere()
    {
        await Store.StoreAsync([new RequestRecord { Account = Account, Id = "gen-1", Accepted = true, SeenAt = Monday }], default);
        Assert.Empty(await Store.SumsAsync(new(Account, Always, RequestDimension.None), default));

        await Store.StoreAsync([Record("gen-1", 1, 2)], default);

        var sum = Assert.Single(await Store.SumsAsync(new(Account, Always, RequestDimension.None), default)).Figures;
        Assert.Equal((1, 1, Usd.FromDollars(2)), (sum.Requests, sum.Accepted, sum.Cost!.Value));
    }

    [EngineFact]
    public async Task Store_CorrectedCost_ReplacesItInTheSums()
    {
        await Store.StoreAsync([Record("gen-1", 1, 2), Record("gen-2", 1, 10)], default);

        await Store.StoreAsync([Record("gen-1", 1, 0.5m) with { CostSource = CostSource.Provider }], default);

        var sum = Assert.Single(await Store.SumsAsync(new(Account, Always, RequestDimension.Workflow | RequestDimension.Day), default));
        Assert.Equal((2, Usd.FromDollars(10.5m), Monday), (sum.Figures.Requests, sum.Figures.Cost!.Value, sum.Start!.Value));
    }

    [EngineFact]
    public async Task Sums_NobodyToldACost_IsUnknown()
    {
        await Store.StoreAsync([Record("gen-1")], default);

        Assert.Null(Assert.Single(await Store.SumsAsync(new(Account, Always, RequestDimension.None), default)).Figures.Cost);
    }

    [EngineFact]
    public async Task Sums_OnlyOneWorkflow_LeavesTheOthersOut()
    {
        await Store.StoreAsync([Record("gen-1", 1, 2) with { Labels = new() { Workflow = "search", Customer = "acme" } }, Record("gen-2", 1, 5)], default);

        var query = new RequestQuery(Account, Always, RequestDimension.Customer) { Only = new() { Workflow = "search" } };

        var sum = Assert.Single(await Store.SumsAsync(query, default));
        Assert.Equal(("acme", Usd.FromDollars(2)), (sum.Labels.Customer, sum.Figures.Cost!.Value));
        Assert.Empty(await Store.SumsAsync(query with { Hours = new(Monday, Monday.AddHours(1)) }, default));
        Assert.Empty(await Store.SumsAsync(query with { Account = "nobody" }, default));
    }

    [EngineFact]
    public async Task HighCost_OneDearRequestInFifty_IsNearIt()
    {
        await Store.StoreAsync([.. Enumerable.Range(0, 98).Select(static i => Record($"gen-{i}", 1, 0.01m)), Record("gen-x", 1, 3), Record("gen-y", 2, 3)], default);

        var high = await Store.HighCostAsync(Account, Always, 0.01, default);
        var usual = await Store.HighCostAsync(Account, Always, 0.5, default);

        Assert.InRange(high!.Value.Dollars, 3m, 3.2m);
        Assert.InRange(usual!.Value.Dollars, 0.01m, 0.0107m);
        Assert.Null(await Store.HighCostAsync("nobody", Always, 0.01, default));
    }

    [EngineFact]
    public async Task Prune_OldRecords_KeepsTheirSumsAndDoesNotCountThemTwice()
    {
        var records = Enumerable.Range(0, 20).Select(static day => Record($"gen-{day}", day * 24, 1)).ToList();
        await Store.StoreAsync(records, default);
        await Store.StoreAsync([new RequestRecord { Account = Account, Id = "never-came", Accepted = true, SeenAt = Monday }], default);
        var maintenance = new LedgerMaintenance(database.Database, Store);
        var keep = new RetentionOptions { Requests = TimeSpan.FromDays(5) };

        int deleted = await maintenance.PruneAsync(keep, Monday.AddDays(20), default);
        await Store.StoreAsync(records, default);

        Assert.Equal(16, deleted);
        Assert.Equal(5, (await Store.RecordsAsync(Account, Always, default).ToListAsync()).Count);
        Assert.Equal(20, Assert.Single(await Store.SumsAsync(new(Account, Always, RequestDimension.None), default)).Figures.Requests);
    }

    [EngineFact]
    public async Task Store_Stopped_ChangesNothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.StoreAsync([Record("gen-1")], stop.Token));

        Assert.Null(await Store.CoverAsync(Account, default));
    }
}
