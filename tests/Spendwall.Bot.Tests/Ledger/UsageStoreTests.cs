using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

public class UsageStoreTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    private SpendLedger Ledger => database.Ledger;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [EngineFact]
    public async Task Store_NewBuckets_AreReadBackAsTheyWere()
    {
        var bucket = new UsageBucket(Monday.AddHours(3), new UsageSeries { Project = "p", Key = "k", Model = "m", Route = "r", Endpoint = "e" })
        {
            Requests = 7,
            InputTokens = 100,
            CachedTokens = 40,
            OutputTokens = 30,
            ReasoningTokens = 10,
            Cost = new Usd(1_234_567_891),
            ByokCost = new Usd(5),
        };

        var result = await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, bucket));

        Assert.Equal(new StoreResult(1, 1), result);
        Assert.Equal([bucket], await Ledger.BucketsAsync());
    }

    [EngineFact]
    public async Task Store_AnyFiguresThatChangeTogether_AreReadBackAndNoOthersMove()
    {
        var series = new UsageSeries { Key = "k", Model = "m" };
        for (int i = 0; i < 128; i++)
        {
            // Gray's code: each answer tells one figure more or one fewer than the one before, and every set once.
            int told = i ^ (i >> 1);
            long? Figure(int place) => (told & (1 << place)) == 0 ? null : (i * 10) + place;
            Usd? Money(int place) => Figure(place) is { } nanos ? new Usd(nanos) : null;
            var bucket = new UsageBucket(Monday, series)
            {
                Requests = Figure(0),
                InputTokens = Figure(1),
                CachedTokens = Figure(2),
                OutputTokens = Figure(3),
                ReasoningTokens = Figure(4),
                Cost = Money(5),
                ByokCost = Money(6),
            };

            Assert.Equal(1, (await Ledger.StoreAsync(Answer(Monday.AddDays(1 + i), null, bucket))).Changed);
            Assert.Equal([bucket], await Ledger.BucketsAsync());
        }
    }

    [EngineFact]
    public async Task Store_TheSameAnswerTwice_ChangesNothing()
    {
        var answer = Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1, 10), Bucket(Monday.AddHours(1), "a", "y", 2, 20));
        await Ledger.StoreAsync(answer);

        var again = await Ledger.StoreAsync(answer with { ObservedAt = Monday.AddDays(2) });

        Assert.Equal(new StoreResult(0, 2), again);
        Assert.Equal(Dollars(3), (await Ledger.SumAsync(Always)).Cost);
        Assert.Empty(await Ledger.RevisionsAsync(Account, Always, 10, default));
    }

    [EngineFact]
    public async Task Store_AChangedCostOfAWholeBucket_KeepsTheFirstOneVisible()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1)));
        await Ledger.StoreAsync(Answer(Monday.AddDays(2), null, Bucket(Monday, "a", "x", 1.5m)));
        var result = await Ledger.StoreAsync(Answer(Monday.AddDays(3), null, Bucket(Monday, "a", "x", 1.75m)));

        Assert.Equal(1, result.Changed);
        var revision = Assert.Single(await Ledger.RevisionsAsync(Account, Always, 10, default));
        Assert.Equal(
            new Revision(Monday, UsageView.KeyModel, new UsageSeries { Key = "a", Model = "x" }, Dollars(1), Dollars(1.75m), Monday.AddDays(1), Monday.AddDays(3), 2),
            revision);
        Assert.Equal(Dollars(1.75m), (await Ledger.SumAsync(Always)).Cost);
    }

    [EngineFact]
    public async Task Store_ABucketThatWasStillFilling_GrowsWithoutARevision()
    {
        var hour = Monday.AddHours(10);
        await Ledger.StoreAsync(Answer(hour.AddMinutes(5), hour.AddMinutes(5), Bucket(hour, "a", "x", 1)));
        await Ledger.StoreAsync(Answer(hour.AddMinutes(65), hour.AddMinutes(65), Bucket(hour, "a", "x", 4)));

        Assert.Empty(await Ledger.RevisionsAsync(Account, Always, 10, default));

        await Ledger.StoreAsync(Answer(hour.AddMinutes(70), hour.AddMinutes(70), Bucket(hour, "a", "x", 5)));

        var revision = Assert.Single(await Ledger.RevisionsAsync(Account, Always, 10, default));
        Assert.Equal((Dollars(4), Dollars(5), hour.AddMinutes(65)), (revision.First, revision.Now, revision.FirstSeenAt));
    }

    [EngineFact]
    public async Task Store_ChangedCountsAtTheSameCost_AreNoRevision()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1, 10)));

        var result = await Ledger.StoreAsync(Answer(Monday.AddDays(2), null, Bucket(Monday, "a", "x", 1, 11)));

        Assert.Equal(1, result.Changed);
        Assert.Equal(11, (await Ledger.SumAsync(Always)).Requests);
        Assert.Empty(await Ledger.RevisionsAsync(Account, Always, 10, default));
    }

    [EngineFact]
    public async Task Store_AStartThatNoLongerNamesASeries_TakesItBackToZero()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1), Bucket(Monday, "b", "x", 2)));

        var result = await Ledger.StoreAsync(Answer(Monday.AddDays(2), null, Bucket(Monday, "b", "x", 2)));

        Assert.Equal(1, result.Changed);
        var gone = Assert.Single(await Ledger.BucketsAsync(), bucket => bucket.Series.Key == "a");
        Assert.Equal((Usd.Zero, (long?)null), (gone.Cost, gone.Requests));
        var revision = Assert.Single(await Ledger.RevisionsAsync(Account, Always, 10, default));
        Assert.Equal((Dollars(1), Usd.Zero), (revision.First, revision.Now));
        Assert.Equal(Dollars(2), (await Ledger.SumAsync(Always)).Cost);
        Assert.Equal(0, (await Ledger.StoreAsync(Answer(Monday.AddDays(3), null, Bucket(Monday, "b", "x", 2)))).Changed);
    }

    [EngineFact]
    public async Task Store_AStartWithoutAnyRow_IsLeftAlone()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1), Bucket(Monday.AddHours(1), "a", "x", 2), Bucket(Monday.AddHours(2), "a", "x", 4)));

        await Ledger.StoreAsync(Answer(Monday.AddDays(2), null, Bucket(Monday, "a", "x", 1), Bucket(Monday.AddHours(2), "a", "x", 4)));
        await Ledger.StoreAsync(Answer(Monday.AddDays(3), null));

        Assert.Equal(Dollars(7), (await Ledger.SumAsync(Always)).Cost);
        Assert.Empty(await Ledger.RevisionsAsync(Account, Always, 10, default));
    }

    [EngineFact]
    public async Task Store_TwoRowsOfOneBucketInOneAnswer_AreAddedUp()
    {
        var answer = Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1, 3), Bucket(Monday, "b", "x", 8), Bucket(Monday, "a", "x", 2));

        Assert.Equal(2, (await Ledger.StoreAsync(answer)).Changed);
        Assert.Equal(0, (await Ledger.StoreAsync(answer)).Changed);
        Assert.Equal(Dollars(3), (await Ledger.SumAsync(Always, new SeriesFilter { Key = "a" })).Cost);
    }

    [EngineFact]
    public async Task Sums_WhereNoBucketTold_AreUnknownAndNotZero()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", null, 3), Bucket(Monday, "b", "x", 0)));

        var both = await Ledger.SumAsync(Always);
        var one = await Ledger.SumAsync(Always, new SeriesFilter { Key = "a" });

        Assert.Equal((Usd.Zero, 3L, (long?)null), (both.Cost, both.Requests, both.InputTokens));
        Assert.Null(one.Cost);
        Assert.Null((await Ledger.SumAsync(new UtcRange(Monday.AddDays(3), Monday.AddDays(4)))).Requests);
    }

    [EngineFact]
    public async Task Store_AFigureThatIsNoLongerTold_BecomesUnknown()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1, 10)));

        await Ledger.StoreAsync(Answer(Monday.AddDays(2), null, Bucket(Monday, "a", "x", 1)));

        Assert.Null((await Ledger.SumAsync(Always)).Requests);
        Assert.Null(Assert.Single(await Ledger.HoursAsync(Account, UsageView.KeyModel, Always, default)).Figures.Requests);
    }

    [EngineFact]
    public async Task Views_OfTheSameMoney_AreNeverAddedUp()
    {
        var routes = new UsageBucket(Monday, new UsageSeries { Model = "x", Route = "r" }) { Cost = Dollars(3) };
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 3)));
        await Ledger.StoreAsync(Answer(UsageView.ModelRoute, Monday.AddDays(1), null, routes));

        Assert.Equal(Dollars(3), (await Ledger.SumAsync(Always)).Cost);
        Assert.Equal(Dollars(3), Assert.Single(await Ledger.SpendAsync(SpendDimension.Model)).Figures.Cost);
        Assert.Equal(Dollars(3), Assert.Single(await Ledger.SpendAsync(SpendDimension.Route, view: UsageView.ModelRoute)).Figures.Cost);
    }

    [EngineFact]
    public async Task Accounts_OfOneProvider_AreApart()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 3)));
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 5)) with { Account = "other" });

        Assert.Equal(Dollars(3), (await Ledger.SumAsync(Always)).Cost);
        Assert.Equal(Dollars(5), (await Ledger.SumAsync("other", UsageView.KeyModel, Always, SeriesFilter.All, default)).Cost);
        Assert.Null((await Ledger.SumAsync("nobody", UsageView.KeyModel, Always, SeriesFilter.All, default)).Cost);
    }

    [EngineTheory]
    [InlineData("m\0odel")]
    [InlineData("half a pair \ud83d")]
    [InlineData("quotes \" ' \\ and [brackets], {\"json\": 1}")]
    [InlineData("Ünïcödé 🚀")]
    public async Task Store_StrangeText_IsOneSeriesForGood(string model)
    {
        var answer = Answer(Monday.AddDays(1), null, Bucket(Monday, "a", model, 3));

        Assert.Equal(1, (await Ledger.StoreAsync(answer)).Changed);
        Assert.Equal(0, (await Ledger.StoreAsync(answer)).Changed);
        Assert.Equal(0, (await new SpendLedger(database.Database).StoreAsync(answer)).Changed);
        Assert.Equal(Dollars(3), Assert.Single(await Ledger.SpendAsync(SpendDimension.Key | SpendDimension.Model)).Figures.Cost);
    }

    [EngineFact]
    public async Task Store_MoreRowsThanOneStatementTakes_AllArrive()
    {
        var buckets = Enumerable.Range(0, 12_003).Select(i => Bucket(Monday.AddHours(i % 48), $"key-{i / 48 % 20}", $"model-{i / 960}", 0.01m, 1)).ToArray();

        var result = await Ledger.StoreAsync(Answer(Monday.AddDays(2), null, buckets));

        Assert.Equal(12_003, result.Changed);
        Assert.Equal((Dollars(120.03m), 12_003L), ((await Ledger.SumAsync(Always)).Cost, (await Ledger.SumAsync(Always)).Requests));
        Assert.Equal(0, (await Ledger.StoreAsync(Answer(Monday.AddDays(2), null, buckets))).Changed);
    }

    [EngineFact]
    public async Task Store_SeriesThatAnotherProcessAdded_AreFoundAndSummed()
    {
        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1)));
        await new SpendLedger(database.Database).StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday.AddHours(1), "b", "y", 2)));

        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday.AddHours(2), "c", "y", 4)));

        Assert.Equal(Dollars(7), (await Ledger.SumAsync(Always)).Cost);
        Assert.Equal(["x", "y"], (await Ledger.SpendAsync(SpendDimension.Model)).Select(sum => sum.Series.Model));
    }

    [EngineFact]
    public async Task Store_ThatIsCutOff_LeavesNeitherHalfAChunkNorAMark()
    {
        using var stop = new CancellationTokenSource();
        var mark = new DatasetMark(Account, "analytics", Monday.AddDays(1), Monday.AddDays(1), null);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Ledger.StoreAsync(new ProviderFact.Usage(Account, Monday, UsageView.KeyModel, Always, Monday, new CuttingOff(stop)), mark, stop.Token));

        Assert.Empty(await Ledger.BucketsAsync());
        Assert.Empty(await Ledger.MarksAsync(Account, default));
        Assert.Equal(2, (await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1), Bucket(Monday.AddDays(1), "b", "x", 1)))).Changed);
        Assert.Equal(Dollars(2), (await Ledger.SumAsync(Always)).Cost);
    }

    /// <summary>Cancels once the series were inserted and the buckets are being read.</summary>
    private sealed class CuttingOff(CancellationTokenSource stop) : IReadOnlyList<UsageBucket>
    {
        private int readings;

        public int Count => 2;

        public UsageBucket this[int index] => Bucket(Monday.AddDays(index), "a", "x", 1);

        public IEnumerator<UsageBucket> GetEnumerator()
        {
            if (++readings > 1)
            {
                stop.Cancel();
            }

            yield return this[0];
            yield return this[1];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
