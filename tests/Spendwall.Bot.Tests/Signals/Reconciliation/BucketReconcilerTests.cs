using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Tests.Signals.Reconciliation;

public sealed class BucketReconcilerTests
{
    private static readonly BucketSeries Series = new("m0", "proj_0", "key_0");

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Reconcile_RandomDay_FindsEachClassItsRequestsAndItsDollarsExactly(int seed)
    {
        var day = BucketDay.Make(seed);

        var sums = Sums(BucketReconciler.Reconcile(day.Local, day.Charged, BucketDay.Price));

        Assert.Equal(day.Requests.Where(static pair => pair.Value > 0).OrderBy(static pair => pair.Key), sums.Classes.Select(static sum => KeyValuePair.Create(sum.Class, sum.Records)).OrderBy(static pair => pair.Key));
        Assert.Equal(day.Differences.OrderBy(static pair => pair.Key), sums.Classes.Select(static sum => KeyValuePair.Create(sum.Class, sum.Difference)).OrderBy(static pair => pair.Key));
        Assert.Equal(day.Hidden, sums.Unexplained(day.Billed));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Reconcile_AnythingAtAll_AddsUpToTheBillAndLosesNoRequest(int seed)
    {
        var random = new Random(seed);
        var local = Enumerable.Range(0, 300).Select(_ => Any(random, isLocal: true)).ToList();
        var charged = Enumerable.Range(0, 300).Select(_ => Any(random, isLocal: false)).ToList();
        var billed = new Usd(random.NextInt64(1_000_000_000));

        var rows = BucketReconciler.Reconcile(local, charged, use => use.InputTokens % 5 == 0 ? null : new Usd(use.InputTokens!.Value * 7));

        var told = local.Aggregate(Usd.Zero, static (sum, use) => sum + (use.Cost ?? Usd.Zero));
        var sums = Sums(rows);
        Assert.Equal(told, sums.Local);
        Assert.Equal(billed, sums.Classes.Aggregate(told, static (sum, one) => sum + one.Difference) + sums.Unexplained(billed));
        Assert.Equal(local.Sum(static use => use.Requests), rows.Where(static row => row.Class != RecordClass.MissingHere).Sum(static row => row.Records));
        Assert.Equal(charged.Sum(static use => use.Requests), rows.Where(static row => row.Class != RecordClass.MissingThere).Sum(static row => row.Records));
    }

    [Fact]
    public void Reconcile_RequestsThatRunAcrossTheHour_Match()
    {
        var rows = BucketReconciler.Reconcile(
            [Use(9, 10, 1_000), Use(10, 5, 500), Use(11, 7, 700)],
            [Use(9, 9, 900), Use(10, 4, 400), Use(11, 9, 900)],
            BucketDay.Price);

        Assert.Equal((RecordClass.Matched, 22L), (Assert.Single(rows).Class, rows[0].Records));
    }

    [Fact]
    public void Reconcile_HoursApart_AreNotThrownTogether()
    {
        var rows = BucketReconciler.Reconcile([Use(9, 1, 100)], [Use(11, 1, 100)], BucketDay.Price);

        Assert.Equal([RecordClass.MissingThere, RecordClass.MissingHere], rows.Select(static row => row.Class));
    }

    [Theory]
    [InlineData("", "proj_0")]
    [InlineData("", "")]
    public void Reconcile_KeyThatOurSideDoesNotTell_IsComparedByWhatItTells(string key, string project)
    {
        var rows = BucketReconciler.Reconcile(
            [Use(9, 3, 300) with { Series = new("m0", project, key) }],
            [Use(9, 1, 100), Use(9, 2, 200) with { Series = Series with { Key = "key_1" } }],
            BucketDay.Price);

        Assert.Equal((RecordClass.Matched, 3L), (Assert.Single(rows).Class, rows[0].Records));
    }

    [Fact]
    public void Reconcile_TokensThatNobodyTold_AreNoDifference()
    {
        var local = Use(9, 4, 0) with { InputTokens = null, OutputTokens = null, Cost = Usd.FromDollars(1) };

        var row = Assert.Single(BucketReconciler.Reconcile([local], [Use(9, 4, 4_000) with { Cost = Usd.FromDollars(1) }], BucketDay.Price));

        Assert.Equal((RecordClass.Matched, Usd.Zero), (row.Class, row.Difference));
    }

    [Fact]
    public void Reconcile_PriceThatIsNotKnown_ClaimsNoDifference()
    {
        var rows = BucketReconciler.Reconcile([Use(9, 4, 400) with { Cost = Usd.FromDollars(3) }], [Use(9, 9, 900) with { Cost = null, IsPriced = false }], static _ => null);

        Assert.Equal([(RecordClass.MissingHere, 5L), (RecordClass.Matched, 4L)], rows.Select(static row => (row.Class, row.Records)));
        Assert.All(rows, static row => Assert.Equal(Usd.Zero, row.Difference));
    }

    private static BucketUse Use(int hour, long requests, long tokens)
    {
        var use = new BucketUse(BucketDay.Start.AddHours(hour), Series) { Requests = requests, InputTokens = tokens, OutputTokens = tokens };

        return use with { Cost = BucketDay.Price(use) };
    }

    private static BucketUse Any(Random random, bool isLocal)
    {
        bool isPriced = random.Next(4) > 0;

        return new(BucketDay.Start.AddHours(random.Next(24)), new($"m{random.Next(3)}", random.Next(3) == 0 && isLocal ? "" : "proj_0", random.Next(3) == 0 ? "" : $"key_{random.Next(2)}"))
        {
            Requests = random.Next(1, 9),
            InputTokens = isLocal && random.Next(4) == 0 ? null : random.Next(1_000),
            CachedTokens = random.Next(2) == 0 ? null : random.Next(100),
            OutputTokens = random.Next(4) == 0 ? null : random.Next(1_000),
            Cost = isPriced || (isLocal && random.Next(2) == 0) ? new Usd(random.Next(1_000_000)) : null,
            IsPriced = isPriced,
        };
    }

    private static ReconciliationSums Sums(IEnumerable<BucketRow> rows)
    {
        var sums = new ReconciliationSums();
        sums.Add(rows);

        return sums;
    }
}
