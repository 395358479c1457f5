using Spendwall.Bot.Host.Polling;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Host.Polling;

public sealed class ReadPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 34, 56, TimeSpan.Zero);

    private static readonly Dataset Hourly =
        new("hourly", TimeSpan.Zero, Reach: TimeSpan.FromDays(365), Chunk: TimeSpan.FromDays(7), Reread: TimeSpan.FromHours(3), Align: TimeSpan.FromHours(1), Essential: true);

    [Fact]
    public void Ranges_FirstRead_GoesBackAsFarAsAskedInChunksWithoutAGap()
    {
        var ranges = ReadPlan.Ranges(Hourly, null, TimeSpan.FromDays(30), Now);

        Assert.Equal(5, ranges.Count);
        Assert.Equal(new DateTimeOffset(2026, 10, 22, 12, 0, 0, TimeSpan.Zero), ranges[0].Start);
        Assert.Equal(Now, ranges[^1].End);
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    }

    [Fact]
    public void Ranges_FirstReadBeyondTheProvidersReach_StopsAtTheReach()
    {
        var ranges = ReadPlan.Ranges(Hourly with { Reach = TimeSpan.FromDays(2) }, null, TimeSpan.FromDays(30), Now);

        Assert.Equal(new DateTimeOffset(2026, 11, 19, 12, 0, 0, TimeSpan.Zero), Assert.Single(ranges).Start);
    }

    [Fact]
    public void Ranges_LaterRead_StartsAgainBehindTheLastEnd()
    {
        var mark = Mark(readUntil: Now.AddMinutes(-1));

        var range = Assert.Single(ReadPlan.Ranges(Hourly, mark, TimeSpan.FromDays(30), Now));

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero), range.Start);
    }

    [Fact]
    public void Ranges_AfterALongStop_FillsTheGap()
    {
        var ranges = ReadPlan.Ranges(Hourly, Mark(readUntil: Now.AddDays(-20)), TimeSpan.FromDays(1), Now);

        Assert.Equal(3, ranges.Count);
        Assert.True(ranges[0].Start <= Now.AddDays(-20));
    }

    [Fact]
    public void IsDue_ReadThatWasCutShort_GoesOnAtTheNextPoll()
    {
        var slow = Hourly with { Every = TimeSpan.FromDays(1) };

        Assert.True(ReadPlan.IsDue(slow, Mark(readUntil: Now.AddDays(-20), doneAt: Now.AddSeconds(-1)), Now, TimeSpan.Zero));
        Assert.False(ReadPlan.IsDue(slow, Mark(readUntil: Now.AddSeconds(-1), doneAt: Now.AddSeconds(-1)), Now, TimeSpan.Zero));
    }

    [Fact]
    public void IsDue_ALittleEarly_IsOnTime()
    {
        var hourly = Dataset.Snapshot("keys", TimeSpan.FromMinutes(15));

        Assert.True(ReadPlan.IsDue(hourly, Mark(null, Now.AddMinutes(-14.7)), Now, TimeSpan.FromSeconds(30)));
        Assert.False(ReadPlan.IsDue(hourly, Mark(null, Now.AddMinutes(-14)), Now, TimeSpan.FromSeconds(30)));
    }

    private static DatasetMark Mark(DateTimeOffset? readUntil, DateTimeOffset? doneAt = null) => new("a", "hourly", doneAt ?? Now, readUntil, readUntil);
}
