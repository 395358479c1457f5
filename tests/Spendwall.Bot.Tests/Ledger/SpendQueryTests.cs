using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

public class SpendQueryTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    private SpendLedger Ledger => database.Ledger;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        await Ledger.StoreAsync(Answer(
            Monday.AddDays(3), null,
            Bucket(Monday.AddHours(5), "a", "x", 1), Bucket(Monday.AddHours(5), "b", "x", 2), Bucket(Monday.AddHours(23), "a", "y", 4),
            Bucket(Monday.AddHours(25), "a", "x", 8), Bucket(Monday.AddHours(49), "b", "y", 16), Bucket(Monday.AddHours(50), "b", "y", 32)));
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [EngineFact]
    public async Task Spend_ByNothing_IsOneSum()
    {
        var sum = Assert.Single(await Ledger.SpendAsync(SpendDimension.None));

        Assert.Equal((null, new UsageSeries(), Dollars(63)), (sum.Day, sum.Series, sum.Figures.Cost));
    }

    [EngineFact]
    public async Task Spend_ByModelAndDay_HasARowForEachThatWasReported()
    {
        var sums = await Ledger.SpendAsync(SpendDimension.Model, byDay: true);

        var monday = DateOnly.FromDateTime(Monday.UtcDateTime);
        Assert.Equal(
            [(monday, "x", Dollars(3)), (monday, "y", Dollars(4)), (monday.AddDays(1), "x", Dollars(8)), (monday.AddDays(2), "y", Dollars(48))],
            sums.Select(sum => (sum.Day!.Value, sum.Series.Model, sum.Figures.Cost!.Value)));
    }

    [EngineFact]
    public async Task Spend_ByTwoDimensions_KeepsThemApart()
    {
        var sums = await Ledger.SpendAsync(SpendDimension.Key | SpendDimension.Model);

        Assert.Equal([("a", "x", Dollars(9)), ("a", "y", Dollars(4)), ("b", "x", Dollars(2)), ("b", "y", Dollars(48))],
            sums.Select(sum => (sum.Series.Key, sum.Series.Model, sum.Figures.Cost!.Value)));
    }

    [EngineTheory]
    [InlineData(SpendDimension.None, 13)]
    [InlineData(SpendDimension.Key, 13)]
    [InlineData(SpendDimension.Model, 9)]
    [InlineData(SpendDimension.Key | SpendDimension.Model, 9)]
    public async Task Spend_OfOneKey_IsThatKeysAlone(SpendDimension by, int firstDollars)
    {
        var sums = await Ledger.SpendAsync(by, filter: new SeriesFilter { Key = "a" });

        Assert.Equal(Dollars(firstDollars), sums[0].Figures.Cost);
        Assert.Equal(13, sums.Sum(sum => sum.Figures.Cost!.Value.Dollars));
        Assert.All(sums, sum => Assert.Equal(by.HasFlag(SpendDimension.Key) ? "a" : "", sum.Series.Key));
    }

    [EngineFact]
    public async Task Spend_ByADimensionTheViewDoesNotHave_IsOneRowWithoutAName()
    {
        var sum = Assert.Single(await Ledger.SpendAsync(SpendDimension.Project));

        Assert.Equal(("", Dollars(63)), (sum.Series.Project, sum.Figures.Cost));
    }

    [EngineFact]
    public async Task Spend_OfDaysWithoutData_IsEmpty()
    {
        var query = new SpendQuery(Account, UsageView.KeyModel, new UtcRange(Monday.AddDays(20), Monday.AddDays(30)), SpendDimension.None, false, SeriesFilter.All);

        Assert.Empty(await Ledger.SpendAsync(query, default));
        Assert.Empty(await Ledger.SpendAsync(query with { Account = "nobody" }, default));
    }

    [EngineTheory]
    [InlineData(0, 72, 63)]
    [InlineData(6, 72, 60)]
    [InlineData(5, 6, 3)]
    [InlineData(6, 23, null)]
    [InlineData(23, 50, 28)]
    [InlineData(23, 51, 60)]
    [InlineData(24, 48, 8)]
    [InlineData(48, 49, null)]
    public async Task Sum_OfWholeHours_IsExact(int fromHour, int untilHour, int? dollars)
    {
        var range = new UtcRange(Monday.AddHours(fromHour), Monday.AddHours(untilHour));

        Assert.Equal(dollars, (await Ledger.SumAsync(range)).Cost?.Dollars);
    }

    [EngineTheory]
    [InlineData("a", null, 12)]
    [InlineData("b", "y", 48)]
    [InlineData("b", "x", null)]
    public async Task Sum_OfPartsOfDaysWithAFilter_IsExact(string key, string? model, int? dollars)
    {
        var range = new UtcRange(Monday.AddHours(6), Monday.AddHours(51));

        Assert.Equal(dollars, (await Ledger.SumAsync(range, new SeriesFilter { Key = key, Model = model })).Cost?.Dollars);
    }

    [EngineFact]
    public async Task Hours_AreOldestFirstAndWithoutTheUnreported()
    {
        var hours = await Ledger.HoursAsync(Account, UsageView.KeyModel, new UtcRange(Monday.AddHours(6), Monday.AddHours(50)), default);

        Assert.Equal([(Monday.AddHours(23), Dollars(4)), (Monday.AddHours(25), Dollars(8)), (Monday.AddHours(49), Dollars(16))],
            hours.Select(hour => (hour.Start, hour.Figures.Cost!.Value)));
    }

    [EngineFact]
    public async Task Minutes_AreSummedByTheHour()
    {
        await Ledger.StoreAsync(Answer(UsageView.UsageMinutes, Monday.AddDays(1), null,
            Bucket(Monday.AddMinutes(3), "a", "x", null, 2), Bucket(Monday.AddMinutes(4), "b", "x", null, 3), Bucket(Monday.AddMinutes(60), "a", "x", null, 5)));

        var hours = await Ledger.HoursAsync(Account, UsageView.UsageMinutes, Always, default);

        Assert.Equal([(Monday, 5L), (Monday.AddHours(1), 5L)], hours.Select(hour => (hour.Start, hour.Figures.Requests!.Value)));
    }

    [EngineFact]
    public async Task ViewsOfDays_GiveTheirDaysWhereHoursAreAsked()
    {
        await Ledger.StoreAsync(Answer(UsageView.Costs, Monday.AddDays(3), null, Bucket(Monday, "a", "", 5), Bucket(Monday.AddDays(1), "a", "", 7)));

        Assert.Equal([Dollars(5), Dollars(7)], (await Ledger.HoursAsync(Account, UsageView.Costs, Always, default)).Select(hour => hour.Figures.Cost!.Value));
        Assert.Equal(Dollars(7), (await Ledger.SumAsync(new UtcRange(Monday.AddDays(1), Monday.AddDays(2)), view: UsageView.Costs)).Cost);
    }

    [EngineFact]
    public async Task Values_AreTheMostRecentFirst()
    {
        Assert.Equal(["y", "x"], await Ledger.ValuesAsync(Account, UsageView.KeyModel, SpendDimension.Model, default));
        Assert.Empty(await Ledger.ValuesAsync(Account, UsageView.KeyModel, SpendDimension.Project, default));
    }

    [EngineFact]
    public async Task Buckets_OfOneModel_AreInOrder()
    {
        var starts = new List<DateTimeOffset>();
        await foreach (var bucket in Ledger.BucketsAsync(Account, UsageView.KeyModel, new UtcRange(Monday.AddHours(6), Monday.AddHours(50)), new SeriesFilter { Model = "y" }, default))
        {
            starts.Add(bucket.Start);
        }

        Assert.Equal([Monday.AddHours(23), Monday.AddHours(49)], starts);
    }

    [EngineFact]
    public async Task Revisions_AreTheNewestFirstAndNoMoreThanAsked()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(4), null, Bucket(Monday.AddHours(50), "b", "y", 33)));
        await Ledger.StoreAsync(Answer(Monday.AddDays(5), null, Bucket(Monday.AddHours(23), "a", "y", 5)));

        var all = await Ledger.RevisionsAsync(Account, Always, 10, default);

        Assert.Equal([Monday.AddDays(5), Monday.AddDays(4)], all.Select(revision => revision.RevisedAt));
        Assert.Equal(all[0], Assert.Single(await Ledger.RevisionsAsync(Account, Always, 1, default)));
        Assert.Equal(all[1], Assert.Single(await Ledger.RevisionsAsync(Account, new UtcRange(Monday.AddDays(1), Monday.AddDays(7)), 10, default)));
    }
}
