using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

/// <summary>Whatever the order, repeats and gaps of the answers: the roll-ups are the sums of the buckets, and the buckets are the last word.</summary>
public class RollUpPropertyTests
{
    private static readonly Gen<ProviderFact.Usage> Answers =
        from view in Gen.Elements(UsageView.KeyModel, UsageView.UsageMinutes, UsageView.Costs)
        from observed in Gen.Choose(0, 100)
        from covers in Gen.Choose(0, 72)
        from buckets in Gen.ListOf(Rows(view))
        select Answer(view, Monday.AddHours(observed), Monday.AddHours(covers), [.. buckets]);

    [EngineFact]
    public void AnySequenceOfAnswers_LeavesRollUpsThatEqualTheBuckets()
    {
        Prop.ForAll(Gen.NonEmptyListOf(Answers).ToArbitrary(), answers => HoldsAsync([.. answers]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(25));
    }

    private static Gen<UsageBucket> Rows(UsageView view) =>
        from hour in Gen.Choose(0, 60)
        from minute in Gen.Choose(0, 2)
        from key in Gen.Elements("a", "b", "c")
        from model in Gen.Elements("x", "y", "")
        from cost in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(0, 5).Select(static dollars => (int?)dollars))
        from requests in Gen.OneOf(Gen.Constant<long?>(null), Gen.Choose(0, 5).Select(static count => (long?)count))
        let start = view == UsageView.Costs ? Monday.AddDays(hour / 24) : view == UsageView.KeyModel ? Monday.AddHours(hour) : Monday.AddHours(hour).AddMinutes(minute)
        select Bucket(start, key, model, cost, requests);

    private static async Task<bool> HoldsAsync(IReadOnlyList<ProviderFact.Usage> answers)
    {
        await using var database = await TestDatabase.CreateAsync();
        var expected = new Dictionary<(UsageView View, DateTimeOffset Start, UsageSeries Series), UsageBucket>();
        foreach (var answer in answers)
        {
            await database.Ledger.StoreAsync(answer);
            Assert.Equal(0, (await database.Ledger.StoreAsync(answer)).Changed);
            Remember(expected, answer);
        }

        foreach (var view in answers.Select(static answer => answer.View).Distinct())
        {
            var stored = await database.Ledger.BucketsAsync(view);
            var told = expected.Where(pair => pair.Key.View == view).ToDictionary(static pair => (pair.Key.Start, pair.Key.Series), static pair => pair.Value);
            Assert.Equal(told.Count, stored.Count);
            Assert.All(stored, bucket => Assert.Equal(told[(bucket.Start, bucket.Series)], bucket));
            await EqualAsync(database.Ledger, view, stored);
        }

        return true;
    }

    private static async Task EqualAsync(SpendLedger ledger, UsageView view, List<UsageBucket> stored)
    {
        foreach (var by in new[] { SpendDimension.None, SpendDimension.Key, SpendDimension.Model, SpendDimension.Key | SpendDimension.Model })
        {
            var sums = await ledger.SpendAsync(by, byDay: true, view: view);
            var raw = stored.GroupBy(bucket => (Day: DateOnly.FromDateTime(bucket.Start.UtcDateTime), Series: Kept(bucket.Series, by))).ToDictionary(group => group.Key, Sum);
            Assert.Equal(raw.Count, sums.Count);
            Assert.All(sums, sum => Assert.Equal(raw[(sum.Day!.Value, sum.Series)], sum.Figures));
        }

        var hours = await ledger.HoursAsync(Account, view, Always, default);
        var byHour = stored.GroupBy(static bucket => bucket.Start.FloorHour()).ToDictionary(static group => group.Key, Sum);
        Assert.Equal(byHour.Count, hours.Count);
        Assert.All(hours, hour => Assert.Equal(byHour[hour.Start], hour.Figures));
        var part = new UtcRange(Monday.AddHours(24), Monday.AddHours(48));
        Assert.Equal(Sum(stored.Where(bucket => part.Contains(bucket.Start) && bucket.Series is { Key: "a", Model: "x" })),
            await ledger.SumAsync(part, new SeriesFilter { Key = "a", Model = "x" }, view));
    }

    /// <summary>The rules of a complete answer, in the plainest words.</summary>
    private static void Remember(Dictionary<(UsageView View, DateTimeOffset Start, UsageSeries Series), UsageBucket> expected, ProviderFact.Usage answer)
    {
        var starts = answer.Buckets.Select(static bucket => bucket.Start).ToHashSet();
        foreach (var (key, bucket) in expected.Where(pair => pair.Key.View == answer.View && starts.Contains(pair.Key.Start)).ToList())
        {
            expected[key] = bucket with { Cost = bucket.Cost is null ? null : Usd.Zero, Requests = bucket.Requests is null ? null : 0 };
        }

        foreach (var group in answer.Buckets.GroupBy(static bucket => (bucket.Start, bucket.Series)))
        {
            var sum = Sum(group);
            expected[(answer.View, group.Key.Start, group.Key.Series)] = new(group.Key.Start, group.Key.Series) { Cost = sum.Cost, Requests = sum.Requests };
        }
    }

    private static UsageSeries Kept(UsageSeries series, SpendDimension by) => new()
    {
        Key = by.HasFlag(SpendDimension.Key) ? series.Key : "",
        Model = by.HasFlag(SpendDimension.Model) ? series.Model : "",
    };

    private static UsageFigures Sum(IEnumerable<UsageBucket> buckets)
    {
        var all = buckets.ToList();
        var costs = all.Where(static bucket => bucket.Cost is not null).Select(static bucket => bucket.Cost!.Value.Nanos).ToList();
        var requests = all.Where(static bucket => bucket.Requests is not null).Select(static bucket => bucket.Requests!.Value).ToList();

        return new() { Cost = costs.Count == 0 ? null : new Usd(costs.Sum()), Requests = requests.Count == 0 ? null : requests.Sum() };
    }
}
