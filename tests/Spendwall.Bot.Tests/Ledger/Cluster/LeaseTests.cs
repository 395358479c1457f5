using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger.Cluster;

public class LeaseTests : IAsyncLifetime
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [EngineFact]
    public async Task Turn_OfTwo_IsTheFirstOnes()
    {
        var a = Of("a");
        var b = Of("b");

        Assert.True(await a.TurnAsync(default));
        Assert.False(await b.TurnAsync(default));
        Assert.Equal((1L, null), (a.Token, b.Token));
    }

    [EngineFact]
    public async Task Turn_OfManyAtOnce_IsOneOnes()
    {
        var all = Enumerable.Range(0, 8).Select(i => Of($"{i}")).ToList();

        bool[] held = await Task.WhenAll(all.Select(static lease => Task.Run(() => lease.TurnAsync(default))));

        Assert.Single(held, static isHeld => isHeld);
    }

    [EngineFact]
    public async Task Turn_WhileTheHolderBeats_IsNotAnothers()
    {
        var a = Of("a");
        var b = Of("b");
        await a.TurnAsync(default);
        for (int second = 0; second < 30; second++)
        {
            clock.Advance(Lease.Every);

            Assert.True(await a.TurnAsync(default));
            Assert.False(await b.TurnAsync(default));
        }
    }

    [EngineFact]
    public async Task Turn_AfterTheHolderFellSilent_IsTakenWithAGreaterTokenWithinTenSeconds()
    {
        var a = Of("a");
        var b = Of("b");
        await a.TurnAsync(default);
        await b.TurnAsync(default);
        int seconds = 0;
        while (!await b.TurnAsync(default))
        {
            clock.Advance(Lease.Every);
            seconds++;
        }

        Assert.InRange(seconds, 5, 10);
        Assert.Equal((null, 2L), (a.Token, b.Token));
        Assert.False(await a.TurnAsync(default));
    }

    [EngineFact]
    public async Task Token_OfAHolderThatCannotBeat_EndsBeforeAnotherCanTakeIt()
    {
        var a = Of("a");
        var b = Of("b");
        await a.TurnAsync(default);
        await b.TurnAsync(default);

        clock.Advance(Lease.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(a.Token);
        Assert.False(await b.TurnAsync(default));

        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(a.Token);
        Assert.True(await b.TurnAsync(default));
    }

    [EngineFact]
    public async Task Release_LetsAnotherTakeItAtOnce()
    {
        var a = Of("a");
        var b = Of("b");
        await a.TurnAsync(default);
        await b.TurnAsync(default);

        await a.ReleaseAsync(default);

        Assert.True(await b.TurnAsync(default));
        Assert.Equal((null, 2L), (a.Token, b.Token));
    }

    private Lease Of(string replica) => new(new LeaseStore(database.Database), "discord", new(replica), clock);
}

public sealed class LeaseOnPostgresTests : LeaseTests, IOnPostgres
{
    public LeaseOnPostgresTests() => TestEngine.Current = StorageEngine.Postgres;
}
