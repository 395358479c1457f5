using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger.Cluster;

/// <summary>Two replicas on one database: what one does the other does not.</summary>
#pragma warning disable CA1001 // xunit disposes by IAsyncLifetime.
public class SharedWorkTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock clock = new(Now);
    private TestDatabase database = null!;
    private LedgerDatabase other = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        other = new LedgerDatabase(database);
    }

    public async Task DisposeAsync()
    {
        other.Dispose();
        await database.DisposeAsync();
    }

    [EngineFact]
    public async Task Claim_OfOneFiring_IsOneReplicas()
    {
        var a = new JobClaims(database.Database, new("a"));
        var b = new JobClaims(other, new("b"));

        bool[][] taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.WhenAll(a.TakeAsync("poll x", Now.AddSeconds(i), default), b.TakeAsync("poll x", Now.AddSeconds(i), default))));

        Assert.All(taken, static both => Assert.Single(both, static isMine => isMine));
        Assert.True(await a.TakeAsync("poll y", Now, default));
    }

    [EngineFact]
    public async Task Take_OfTwoPumps_SharesTheOutboxWithoutATwin()
    {
        var a = Store(database.Database, "a");
        var b = Store(other, "b");
        for (int i = 0; i < 40; i++)
        {
            await EnqueueAsync(a, $"note-{i}");
        }

        var taken = await Task.WhenAll(DrainAsync(a), DrainAsync(b));

        Assert.Equal(40, taken.Sum(static ids => ids.Count));
        Assert.Equal(40, taken.SelectMany(static ids => ids).Distinct().Count());
    }

    [EngineFact]
    public async Task Writes_OfTwoReplicas_NeverDecideOnTheSameState()
    {
        // Each reads how many there are and adds one with that number: a second decision on the same state would repeat a key.
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => EnqueueAsync(Store(i % 2 == 0 ? database.Database : other, "x"), "one")));

        await using var db = database.CreateDbContext();
        Assert.Equal(Enumerable.Range(1, 30).Select(static i => $"one:{i}:terminal").Order(), db.Set<Delivery>().Select(static row => row.Key).ToList().Order());
    }

    [EngineFact]
    public async Task Watch_AReplicaThatFellSilent_FreesWhatItWasSendingWithinTenSeconds()
    {
        var dying = new ReplicaWatch(new LeaseStore(other), Store(other, "dying"), new("dying"), clock);
        var alive = new ReplicaWatch(new LeaseStore(database.Database), Store(database.Database, "alive"), new("alive"), clock);
        await EnqueueAsync(Store(other, "dying"), "note");
        await dying.TurnAsync(default);
        var held = await TakeAsync(Store(other, "dying"));
        Assert.NotNull(held);
        Assert.Null(await TakeAsync(Store(database.Database, "alive")));

        int seconds = 0;
        while (await alive.TurnAsync(default) == 0)
        {
            clock.Advance(Lease.Every);
            seconds++;
        }

        var again = await TakeAsync(Store(database.Database, "alive"));
        Assert.InRange(seconds, 5, 10);
        Assert.Equal((held.Id, held.Key, 2), (again!.Id, again.Key, again.Attempts));
        Assert.Equal(["alive"], (await new LeaseStore(other).ReplicasAsync(default)).Select(static state => state.Holder));
    }

    [EngineFact]
    public async Task Watch_AReplicaThatLives_KeepsWhatItIsSending()
    {
        var slow = new ReplicaWatch(new LeaseStore(other), Store(other, "slow"), new("slow"), clock);
        var alive = new ReplicaWatch(new LeaseStore(database.Database), Store(database.Database, "alive"), new("alive"), clock);
        await EnqueueAsync(Store(other, "slow"), "note");
        await TakeAsync(Store(other, "slow"));
        for (int second = 0; second < 20; second++)
        {
            await slow.TurnAsync(default);
            Assert.Equal(0, await alive.TurnAsync(default));
            clock.Advance(Lease.Every);
        }

        Assert.Null(await TakeAsync(Store(database.Database, "alive")));
    }

    [EngineFact]
    public async Task Leave_WhileSomethingIsBeingSent_LeavesItToTheOthersPatience()
    {
        var leaving = new ReplicaWatch(new LeaseStore(other), Store(other, "leaving"), new("leaving"), clock);
        await EnqueueAsync(Store(other, "leaving"), "note");
        await leaving.TurnAsync(default);
        var held = await TakeAsync(Store(other, "leaving"));

        await leaving.LeaveAsync(default);

        Assert.Null(await TakeAsync(Store(database.Database, "alive")));
        Assert.Single(await new LeaseStore(other).ReplicasAsync(default));
        await Store(other, "leaving").SentAsync(held!.Id, Now, "terminal", "1", default);
        await leaving.LeaveAsync(default);
        Assert.Empty(await new LeaseStore(other).ReplicasAsync(default));
    }

    [EngineFact]
    public async Task Retry_OfAReplicaThatLostTheDelivery_DoesNotTakeItFromTheOtherOne()
    {
        var late = Store(other, "late");
        var next = Store(database.Database, "next");
        await EnqueueAsync(late, "note");
        var held = await TakeAsync(late);
        await next.ReclaimAsync("late", default);
        await TakeAsync(next);

        await late.RetryAsync(held!.Id, Now, "too late", default);

        Assert.Null(await TakeAsync(next));
    }

    private static DeliveryStore Store(LedgerDatabase database, string replica) => new(database, new(replica));

    private static Task<bool> EnqueueAsync(DeliveryStore store, string subject) =>
        store.ChangeAsync(
            async (outbox, token) =>
            {
                await outbox.EnqueueAsync(new(subject, "terminal", DeliveryKind.Reply, "test", "{}"), Now, token);

                return true;
            },
            default);

    private static Task<ClaimedDelivery?> TakeAsync(DeliveryStore store) => store.TakeAsync("terminal", Now, Now, Now.AddMinutes(2), default);

    private static async Task<List<long>> DrainAsync(DeliveryStore store)
    {
        var ids = new List<long>();
        while (await TakeAsync(store) is { } delivery)
        {
            ids.Add(delivery.Id);
            await store.SentAsync(delivery.Id, Now, "terminal", $"{delivery.Id}", default);
        }

        return ids;
    }
}

public sealed class SharedWorkOnPostgresTests : SharedWorkTests, IOnPostgres
{
    public SharedWorkOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
