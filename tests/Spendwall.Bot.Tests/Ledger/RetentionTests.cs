using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

public class RetentionTests : IAsyncLifetime
{
    private static readonly RetentionOptions TenDays = new() { Buckets = TimeSpan.FromDays(10) };

    private TestDatabase database = null!;

    private SpendLedger Ledger => database.Ledger;

    private LedgerMaintenance Maintenance => new(database.Database, new(database.Database));

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [EngineFact]
    public async Task Prune_OldBuckets_KeepsTheSumsOfTheirDays()
    {
        await Ledger.StoreAsync(Answer(Monday, null, [.. Enumerable.Range(0, 20).Select(day => Bucket(Monday.AddDays(day).AddHours(3), "a", "x", 1))]));

        int deleted = await Maintenance.PruneAsync(TenDays, Monday.AddDays(20).AddHours(5), default);

        // Ten buckets, ten rows by series, and ten hours of six rows.
        Assert.Equal(80, deleted);
        Assert.Equal(Monday.AddDays(10).AddHours(3), (await Ledger.BucketsAsync())[0].Start);
        Assert.Equal(Dollars(20), Assert.Single(await Ledger.SpendAsync(SpendDimension.Model)).Figures.Cost);
        Assert.Equal(Dollars(10), Assert.Single(await Ledger.SpendAsync(SpendDimension.Model | SpendDimension.Key)).Figures.Cost);
        Assert.Equal(0, await Maintenance.PruneAsync(TenDays, Monday.AddDays(20).AddHours(5), default));
    }

    [EngineFact]
    public async Task Store_DaysThatWerePruned_LeavesTheirSumsAlone()
    {
        var answer = Answer(Monday, null, [.. Enumerable.Range(0, 20).Select(day => Bucket(Monday.AddDays(day), "a", "x", 1)), Bucket(Monday, "b", "x", 5)]);
        await Ledger.StoreAsync(answer);
        await Maintenance.PruneAsync(TenDays, Monday.AddDays(20), default);

        var result = await Ledger.StoreAsync(answer with { Buckets = [.. answer.Buckets.Take(20), Bucket(Monday, "b", "x", 7), Bucket(Monday.AddDays(15), "b", "x", 100)] });

        Assert.Equal(1, result.Changed);
        Assert.Equal(Dollars(125), Assert.Single(await Ledger.SpendAsync(SpendDimension.None)).Figures.Cost);
    }

    [EngineFact]
    public async Task Prune_Minutes_KeepsAWeekOfThemAndTheirHours()
    {
        await Ledger.StoreAsync(Answer(UsageView.UsageMinutes, Monday, null, [.. Enumerable.Range(0, 20).Select(day => Bucket(Monday.AddDays(day), "a", "x", null, 1))]));

        await Maintenance.PruneAsync(new RetentionOptions(), Monday.AddDays(20), default);

        Assert.Equal(7, (await Ledger.BucketsAsync(UsageView.UsageMinutes)).Count);
        Assert.Equal(20, (await Ledger.HoursAsync(Account, UsageView.UsageMinutes, Always, default)).Count);
    }

    [EngineFact]
    public async Task Prune_Polls_KeepsThirtyDays()
    {
        foreach (int day in new[] { 0, 1, 15 })
        {
            await Ledger.RecordPollAsync(new(Account, Monday.AddDays(day), Monday.AddDays(day), null, null, null, 0), default);
        }

        Assert.Equal(1, await Maintenance.PruneAsync(new RetentionOptions(), Monday.AddDays(31), default));
        Assert.Equal(2, (await Ledger.PollsAsync(Account, 10, default)).Count);
    }
}
