using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;
using Stream = Spendwall.Bot.Tests.Signals.Reconciliation.Stream;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Reconciliation;

public class ReconcileReaderTests
{
    [EngineTheory]
    [InlineData(1, 0)]
    [InlineData(2, 7)]
    [InlineData(3, 7)]
    public async Task Read_MonthOfInjectedFaults_FindsEachClassAndTheUnexplainedToTheNanoDollar(int seed, int minutesLater)
    {
        await using var world = await ReconcileWorld.CreateAsync();
        var stream = Stream.Make(seed, 4_000);
        await world.FillAsync(stream, TimeSpan.FromMinutes(minutesLater));
        var rows = new List<ReconciledRow>();

        var found = await world.Reader.ReadAsync(ReconcileWorld.Account, new(Stream.Start, Stream.Settled.AddHours(1)), rows.AddRange, default);

        Assert.Equal(stream.Moved, found!.Moved);
        Assert.Equal(stream.Hidden, found.Unexplained);
        Assert.Equal(stream.Local.Count, rows.Count(static row => row.Local is not null));
        Assert.Equal(stream.Charged.Count, rows.Count(static row => row.Charged is not null));
        Assert.Empty(rows.Where(row => stream.Truth[(row.Id, row.Local?.Attempt ?? 0)] != row.Class).Select(row => $"{row.Id} at {row.At:O}: {row.Class}, truly {stream.Truth[(row.Id, row.Local?.Attempt ?? 0)]}"));
    }

    [EngineFact]
    public async Task Read_NoRecordHere_IsNothingToReconcile()
    {
        await using var world = await ReconcileWorld.CreateAsync();

        Assert.Null(await world.Reader.ReadAsync(ReconcileWorld.Account, new(Stream.Start, Stream.Settled), null, default));
    }

    [EngineFact]
    public async Task Read_WithoutTheProvidersSide_SaysUnknownAndPending()
    {
        await using var world = await ReconcileWorld.CreateAsync();
        await world.Requests.StoreAsync([new() { Account = ReconcileWorld.Account.Name, Id = "gen-1", Time = Stream.Start.AddHours(1), Cost = Usd.FromDollars(2), SeenAt = Stream.Start }], default);

        var found = await world.Reader.ReadAsync(ReconcileWorld.Account, new(Stream.Start, Stream.Settled), null, default);

        Assert.Null(found!.Moved);
        Assert.Null(found.Unexplained);
        Assert.Equal((1L, Usd.FromDollars(2)), (found.Sums[RecordClass.Pending].Records, found.Sums.Charged));
        Assert.Equal(2, found.BlindSpots.Count);
    }
}
