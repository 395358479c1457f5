using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Promises;

/// <summary>Promises in a real file, and a ledger of plain lists that tells what came of them.</summary>
internal sealed class PromiseWorld : IAsyncDisposable
{
    public static readonly DateTimeOffset Made = Outlooks.Now;

    private readonly TestDatabase database;

    private PromiseWorld(TestDatabase database) => this.database = database;

    public FakeLedger Ledger { get; } = new();

    public PromiseStore Store => new(database.Database);

    public static async Task<PromiseWorld> CreateAsync() => new(await TestDatabase.CreateAsync());

    public async Task PromiseAsync(params Promise[] promises)
    {
        await using var db = database.CreateDbContext();
        db.AddRange(promises);
        await db.SaveChangesAsync();
    }

    /// <summary>Twenty dollars left of a hundred spent, told to last 16, 24 and 36 hours.</summary>
    public static Promise Exhaustion(string key = "one") => new()
    {
        Key = key,
        Kind = PromiseKind.Exhaustion,
        Account = Outlooks.Account.Name,
        Scope = Scope.Account(Outlooks.Account.Name),
        MadeAt = Made,
        AtP10 = Made.AddHours(16),
        AtP50 = Made.AddHours(24),
        AtP90 = Made.AddHours(36),
        Spent = Usd.FromDollars(100),
        Target = Usd.FromDollars(120),
        State = PromiseState.Open,
    };

    /// <summary>What November costs, told as 800, 1000 and 1200.</summary>
    public static Promise Month(AccountOptions account, Scope? scope = null) => new()
    {
        Key = "month",
        Kind = PromiseKind.PeriodEnd,
        Account = account.Name,
        Scope = scope ?? Scope.Account(account.Name),
        MadeAt = Made,
        PeriodStart = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
        PeriodEnd = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
        UsdP10 = Usd.FromDollars(800),
        UsdP50 = Usd.FromDollars(1000),
        UsdP90 = Usd.FromDollars(1200),
        State = PromiseState.Open,
    };

    /// <summary>A reading of the counters so many hours after the promise.</summary>
    public void Read(double hours, double used, double credits = 120) =>
        Ledger.Balances.Add(new(Outlooks.Account.Name, Made.AddHours(hours), Usd.FromEstimate(credits), Usd.FromEstimate(used)));

    public void Lot(double hours, double usd, LotKind kind = LotKind.Purchase, string source = "observed", DateTimeOffset? expires = null, string? account = null) =>
        Ledger.Lots.Add(new(0, account ?? Outlooks.Account.Name, Usd.FromEstimate(usd), Made.AddHours(hours), expires, source, kind));

    /// <summary>Billed costs of a day of the metered account.</summary>
    public void Bill(DateTimeOffset day, double usd, string key = "") =>
        Ledger.Add(Outlooks.Metered.Name, UsageView.Costs, new UsageBucket(day, new UsageSeries { Key = key }) { Cost = Usd.FromEstimate(usd) });

    /// <summary>A keeper of its own, as after a restart.</summary>
    public Task<int> SettleAsync(DateTimeOffset now, AccountOptions? account = null) =>
        new PromiseKeeper(Store, Ledger, new AccountLines(Ledger), new ScopeHomes(Ledger, new() { Accounts = [Outlooks.Account, Outlooks.Metered] })).SettleAsync(account ?? Outlooks.Account, now, default);

    public Task<int> SettleAsync(double hours) => SettleAsync(Made.AddHours(hours));

    public async Task<Promise> OnlyAsync()
    {
        await using var db = database.CreateDbContext();

        return await db.Set<Promise>().AsNoTracking().SingleAsync();
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
