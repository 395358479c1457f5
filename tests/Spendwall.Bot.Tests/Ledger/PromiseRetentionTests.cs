using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Alerts.Promises;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger;

public class PromiseRetentionTests
{
    /// <summary>A runway can be promised for a year: a shorter retention would grade only what ends soon.</summary>
    [EngineTheory]
    [InlineData(60, 399, 1)]
    [InlineData(60, 401, 0)]
    [InlineData(500, 499, 1)]
    [InlineData(500, 501, 0)]
    public async Task Prune_APromise_GoesWithTheBucketsButNotBeforeItsEndCanBeKnown(int retentionDays, int daysLater, int left)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.CreateDbContext();
        db.Add(PromiseWorld.Exhaustion());
        await db.SaveChangesAsync();

        await new LedgerMaintenance(database.Database, new(database.Database)).PruneAsync(
            new RetentionOptions { Buckets = TimeSpan.FromDays(retentionDays) }, PromiseWorld.Made.AddDays(daysLater), default);

        Assert.Equal(left, await db.Set<Promise>().CountAsync());
    }
}
