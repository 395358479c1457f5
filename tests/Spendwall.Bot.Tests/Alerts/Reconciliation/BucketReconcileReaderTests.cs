using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Jobs;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Reconciliation;

public sealed class BucketReconcileReaderTests
{
    private static readonly Usd One = BucketWorld.One;

    private static readonly Usd Day = new(One.Nanos * 240);

    [Fact]
    public async Task Read_BothSidesAlike_MatchesTheBilledDayAndWaitsForTheOther()
    {
        await using var world = await BucketWorld.CreateAsync();
        await world.TellAsync();
        await world.CountAsync();

        var found = await world.ReadAsync();

        Assert.Equal((Day, Usd.Zero, BucketWorld.First.AddDays(1)), (found!.Moved!.Value, found.Unexplained!.Value, found.SettledUntil));
        Assert.Equal((240L, Usd.Zero), (found.Sums[RecordClass.Matched].Records, found.Sums[RecordClass.Matched].Difference));
        Assert.Equal((60L, new Usd(-60 * One.Nanos)), (found.Sums[RecordClass.Pending].Records, found.Sums[RecordClass.Pending].Difference));
        Assert.Equal(2, found.Sums.Classes.Count);
    }

    [Fact]
    public async Task Read_EachFault_IsFoundWithItsRequestsAndItsDollars()
    {
        await using var world = await BucketWorld.CreateAsync();
        var hidden = Usd.FromDollars(1.25m);

        // Hour 3: two are not told. Hour 8: one is told that is not counted. Hour 12: reasoning is not told. Two failed at no cost.
        await world.TellAsync(static (hour, number, record) => hour == 3 && number < 2 ? null : record);
        await world.Requests.StoreAsync(
            [.. (await RecordsAsync(world)).Take(3).Select(static (record, i) => i == 0
                ? record with { Id = "elsewhere", Time = BucketWorld.First.AddHours(8) }
                : record with { Id = $"failed-{i}", Status = 429, InputTokens = null, CachedTokens = null, OutputTokens = null, Cost = null })],
            default);
        await world.CountAsync(static (hour, bucket) => hour == 12 ? bucket with { OutputTokens = bucket.OutputTokens + 5_000 } : bucket, hidden);

        var found = await world.ReadAsync();

        Assert.Equal((2L, One + One), Of(RecordClass.MissingHere));
        Assert.Equal((1L, -One), Of(RecordClass.MissingThere));
        Assert.Equal((10L, new Usd(5_000 * 8_000)), Of(RecordClass.TokenMismatch));
        Assert.Equal((2L, Usd.Zero), Of(RecordClass.NotCharged));
        Assert.Equal(228L, found!.Sums[RecordClass.Matched].Records);
        Assert.Equal(hidden, found.Unexplained);
        Assert.Equal(Day + new Usd(5_000 * 8_000) + hidden, found.Moved);

        (long, Usd) Of(RecordClass recordClass) => (found!.Sums[recordClass].Records, found.Sums[recordClass].Difference);
    }

    [Fact]
    public async Task Read_CallersWithAnotherPriceThanTheBill_AreAPriceMismatch()
    {
        await using var world = await BucketWorld.CreateAsync();
        await world.TellAsync(static (_, _, record) => record with { Cost = new Usd(One.Nanos / 2) });
        await world.CountAsync();

        var sum = (await world.ReadAsync())!.Sums[RecordClass.PriceMismatch];

        Assert.Equal((240L, new Usd(Day.Nanos / 2)), (sum.Records, sum.Difference));
    }

    [Fact]
    public async Task Read_FirstRecordInTheMiddleOfADay_LeavesThatDayOut()
    {
        await using var world = await BucketWorld.CreateAsync();
        await world.TellAsync(static (hour, _, record) => hour < 5 ? null : record);
        await world.CountAsync();

        var found = await world.ReadAsync();

        Assert.Equal(BucketWorld.First.AddDays(1), found!.Span.Start);
        Assert.Equal((0L, 60L), (found.Sums[RecordClass.MissingHere].Records, found.Sums[RecordClass.Pending].Records));
        Assert.Null(found.Moved);
        Assert.Equal(2, found.BlindSpots.Count);
    }

    [Fact]
    public async Task Read_NothingReadFromTheProvider_IsPendingAndUnknown()
    {
        await using var world = await BucketWorld.CreateAsync();
        await world.TellAsync();

        var found = await world.ReadAsync();

        Assert.Equal((300L, null, null), (found!.Sums[RecordClass.Pending].Records, found.Moved, found.Unexplained));
    }

    [Fact]
    public async Task Read_ModelThatNoBillNames_IsNamedAndNeitherZeroNorADifference()
    {
        await using var world = await BucketWorld.CreateAsync();
        await world.TellAsync();
        await world.CountAsync(static (hour, bucket) => hour == 4 ? bucket with { Series = bucket.Series with { Model = "gpt-free" } } : bucket);

        var found = await world.ReadAsync();

        Assert.Contains(found!.BlindSpots, static text => text.Contains("gpt-free", StringComparison.Ordinal));
        Assert.Equal((10L, Usd.Zero), (found.Sums[RecordClass.MissingHere].Records, found.Sums[RecordClass.MissingHere].Difference));
    }

    [Fact]
    public async Task Job_DayIsBilled_KeepsWhatIsUnexplainedOnceADay()
    {
        await using var world = await BucketWorld.CreateAsync();
        await world.TellAsync();
        await world.CountAsync(hidden: Usd.FromDollars(3));
        var clock = new ManualClock(BucketWorld.Now);
        var job = new ReconcileJob(null!, null!, world.Reader, world.Store, new SpendwallOptions { Accounts = [BucketWorld.Account] }, clock, NullLogger<ReconcileJob>.Instance);

        await job.RunAsync(BucketWorld.Account, default);

        var kept = await world.Store.ResultAsync(BucketWorld.Account.Name, default);
        Assert.Equal(new ReconcileResult(BucketWorld.First, BucketWorld.First.AddDays(1), Day + Usd.FromDollars(3), Usd.FromDollars(3)), kept);

        await world.CountAsync(hidden: Usd.FromDollars(7));
        await job.RunAsync(BucketWorld.Account, default);
        Assert.Equal(kept, await world.Store.ResultAsync(BucketWorld.Account.Name, default));
    }

    private static async Task<List<Bot.Ledger.Requests.RequestRecord>> RecordsAsync(BucketWorld world)
    {
        var records = new List<Bot.Ledger.Requests.RequestRecord>();
        await foreach (var record in world.Requests.RecordsAsync(BucketWorld.Account.Name, new(BucketWorld.First, BucketWorld.First.AddDays(2)), default))
        {
            records.Add(record);
        }

        return records;
    }
}
