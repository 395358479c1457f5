using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Tests.Signals.Explanation;

public sealed class ExplainerTests
{
    private static readonly UsageSlice Slice = new("search", "@dana", "small", "")
    {
        Cost = Usd.FromDollars(10m),
        Requests = 1000,
        Input = 2_000_000,
        Output = 200_000,
    };

    [Fact]
    public void Explain_AnyTwoPeriods_PartsSumToTheChangeExactly()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (before, now) = (Some(random), Some(random));
            double scale = random.Next(3) == 0 ? 1 : random.NextDouble() * 3;

            var change = Explainer.Explain(before, now, scale);

            Assert.Equal(change.Change, Sum(change.Contributions.Select(static part => part.Usd)));
            Assert.Equal(change.Change, Sum(change.ByCause.Select(static part => part.Usd)));
            Assert.Equal(change.Change, Sum(change.ByOwner.Select(static part => part.Usd)));
            Assert.Equal(Sum(now.Select(static slice => slice.Cost)), change.Now);
            if (scale == 1)
            {
                Assert.Equal(Sum(before.Select(static slice => slice.Cost)), change.Before);
            }
        }
    }

    /// <summary>Corrections below zero, BYOK that costs nothing here, requests and tokens that nobody tells, more cached than there was, nothing at all.</summary>
    [Fact]
    public void Explain_HostilePeriods_PartsSumToTheChangeExactly()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var (before, now) = (Hostile(random), Hostile(random));
            double scale = random.Next(4) switch { 0 => 1, 1 => 1.0 / 720, 2 => 720, _ => random.NextDouble() * 3 };

            var change = Explainer.Explain(before, now, scale);

            Assert.Equal(change.Change, Sum(change.Contributions.Select(static part => part.Usd)));
            Assert.Equal(change.Change, Sum(change.ByDriver.Select(static part => part.Usd)));
            Assert.Equal(change.Change, Sum(change.ByCaller.Select(static part => part.Usd)));
        }
    }

    [Fact]
    public void Explain_DollarsTimesK_GivesPartsTimesK()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var (before, now) = (Some(random), Some(random));

            var one = Explainer.Explain(before, now).ByCause.ToDictionary(static part => part.Key, static part => part.Usd.ToDouble());
            var many = Explainer.Explain(Times(before, 1000), Times(now, 1000)).ByCause.ToDictionary(static part => part.Key, static part => part.Usd.ToDouble());

            foreach (var cause in one.Keys.Union(many.Keys))
            {
                Assert.Equal(1000 * one.GetValueOrDefault(cause), many.GetValueOrDefault(cause), 0.001);
            }
        }
    }

    [Fact]
    public void Explain_Backwards_IsTheSameWithTheOtherSign()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var (before, now) = (Some(random), Some(random));
            var there = Explainer.Explain(before, now).ByCause.ToDictionary(static part => part.Key, static part => part.Usd.ToDouble());
            var back = Explainer.Explain(now, before).ByCause.ToDictionary(static part => part.Key, static part => part.Usd.ToDouble());

            Assert.All(there.Keys.Union(back.Keys), cause => Assert.Equal(there.GetValueOrDefault(cause), -back.GetValueOrDefault(cause), 0.000001));
        }
    }

    [Fact]
    public void Explain_TwiceTheRequests_IsAllRequests() =>
        Only(Cause.Requests, 10, [Slice], [Slice with { Cost = Usd.FromDollars(20m), Requests = 2000, Input = 4_000_000, Output = 400_000 }]);

    [Fact]
    public void Explain_NewCaller_IsAllRequests() =>
        Only(Cause.Requests, 10, [Slice], [Slice, Slice with { Caller = "batch" }]);

    [Fact]
    public void Explain_SameTokensAtATenthMore_IsThePricePaid() =>
        Only(Cause.PaidPrice, 1, [Slice], [Slice with { Cost = Usd.FromDollars(11m) }]);

    [Fact]
    public void Explain_ListTwiceAsDear_IsTheListPrice() =>
        Only(Cause.ListPrice, 10, [Slice with { List = new(1, 0.1, 4) }], [Slice with { Cost = Usd.FromDollars(20m), List = new(2, 0.2, 8) }]);

    [Fact]
    public void Explain_LongerPrompts_IsInputOnly()
    {
        // Input is worth 2, output 0.8 of 2.8 parts: twice the input costs 2 / 2.8 more.
        var change = Explainer.Explain([Slice], [Slice with { Cost = Usd.FromDollars(10m * 4.8m / 2.8m), Input = 4_000_000 }]);

        Assert.Equal([Cause.InputTokens], change.ByCause.Select(static part => part.Key));
    }

    [Fact]
    public void Explain_CacheLost_IsTheCache()
    {
        var cached = Slice with { Cached = 1_000_000, Cost = Usd.FromDollars(1.9m) };
        var change = Explainer.Explain([cached], [Slice with { Cost = Usd.FromDollars(2.8m) }]);

        var (cause, usd) = Assert.Single(change.ByCause);
        Assert.Equal((Cause.Cache, 0.9m), (cause, usd.Dollars));
    }

    [Fact]
    public void Explain_FifthMovesToATenfoldModel_IsMostlyTheMix()
    {
        var change = Explainer.Explain([Slice], [Part(0.8, 1, "small"), Part(0.2, 10, "large")]);

        Assert.Equal((Cause.ModelMix, 18m), (change.ByCause[0].Key, change.Change.Dollars));
        Assert.Equal(18, change.ByCause[0].Usd.ToDouble(), 0.000001);
        Assert.Equal("large", change.ByModel[0].Key);
    }

    [Fact]
    public void Explain_OtherRouteAtTwiceThePrice_IsTheRoute()
    {
        var change = Explainer.Explain([Slice with { Route = "a" }], [Slice with { Route = "b", Cost = Usd.FromDollars(20m) }]);

        Assert.Equal((Cause.RouteMix, 10m), (Assert.Single(change.ByCause).Key, change.Change.Dollars));
    }

    [Fact]
    public void Explain_HalfAskedTwiceForNothing_IsRepeats()
    {
        var now = Slice with { Requests = 1500, Input = 3_000_000, Cost = Usd.FromDollars(10m * 3.8m / 2.8m) };
        var change = Explainer.Explain([Slice], [now]);

        Assert.Equal(Cause.Repeats, change.ByCause[0].Key);
        Assert.Equal(change.Change.ToDouble(), change.ByCause[0].Usd.ToDouble(), 0.000001);
    }

    [Fact]
    public void Explain_MoneyWithoutCounts_SaysSo() =>
        Only(Cause.Unmeasured, 5, [new UsageSlice("", "", "", "") { Cost = Usd.FromDollars(5m) }], [new UsageSlice("", "", "", "") { Cost = Usd.FromDollars(10m) }]);

    [Fact]
    public void ProbableCause_SmallPartThatNeverMoves_BeatsALargeOneThatAlwaysDoes()
    {
        var history = new UseHistory(TimeSpan.FromDays(30));
        var start = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
        for (int hour = 0; hour < 24 * 8; hour++)
        {
            double k = hour / 24 % 2 == 0 ? 1.6 : 0.4;
            bool isLast = hour >= 24 * 7;
            double prompt = isLast ? 1.5 : 1;
            history.Add(start.AddHours(hour), [Slice with { Cost = Usd.FromEstimate(10 * (isLast ? 1.5 : k) * ((2 * prompt) + 0.8) / 2.8), Requests = 1000 * (isLast ? 1.5 : k), Input = 2_000_000 * (isLast ? 1.5 : k) * prompt, Output = 200_000 * (isLast ? 1.5 : k) }]);
        }

        var (before, now) = (new UtcRange(start, start.AddDays(7)), new UtcRange(start.AddDays(7), start.AddDays(8)));

        Assert.Equal(Driver.Context, history.Cause(before, now)!.Driver);
        Assert.Equal("search", history.Cause(before, now)!.Caller);
    }

    private static void Only(Cause cause, decimal usd, UsageSlice[] before, UsageSlice[] now)
    {
        var change = Explainer.Explain(before, now);

        Assert.Equal([(cause, Usd.FromDollars(usd))], change.ByCause.Where(static part => Math.Abs(part.Usd.Nanos) > 1));
    }

    private static UsageSlice Part(double share, double price, string model) => Slice with
    {
        Model = model,
        Cost = Usd.FromEstimate(10 * share * price),
        Requests = 1000 * share,
        Input = 2_000_000 * share,
        Output = 200_000 * share,
    };

    private static List<UsageSlice> Some(Random random)
    {
        var slices = new List<UsageSlice>();
        foreach (string caller in new[] { "a", "b", "c" })
        {
            foreach (string model in new[] { "x", "y" })
            {
                if (random.Next(4) == 0)
                {
                    continue;
                }

                double requests = random.Next(5) == 0 ? 0 : random.Next(1, 5000);
                double input = requests * random.Next(0, 3000);
                slices.Add(new(caller, random.Next(2) == 0 ? "@dana" : "", model, random.Next(2) == 0 ? "r1" : "r2")
                {
                    Cost = new Usd(random.NextInt64(0, 50_000_000_000)),
                    Requests = requests,
                    Input = input,
                    Cached = input * random.NextDouble(),
                    Output = requests * random.Next(0, 500),
                    List = random.Next(3) == 0 ? null : new(1 + random.NextDouble(), 0.1, 4),
                });
            }
        }

        return slices;
    }

    private static List<UsageSlice> Hostile(Random random)
    {
        double[] odd = [0, 0, 1, 3, 1e-3, 1e12];

        return [.. Enumerable.Range(0, random.Next(4)).Select(_ => new UsageSlice(Pick(["a", ""]), "", Pick(["x", ""]), Pick(["r", ""]))
        {
            Cost = new Usd(Pick([0, 1, -1, -5_000_000_000, 999, 1_000_000_000_000_000])),
            Requests = Pick(odd),
            Input = Pick(odd),
            Cached = Pick(odd),
            Output = Pick(odd),
            List = Pick<ListPrice?>([null, new(1e-9, 0, 1e-9), new(5, 0.5, 25)]),
        })];

        T Pick<T>(T[] of) => of[random.Next(of.Length)];
    }

    private static List<UsageSlice> Times(List<UsageSlice> slices, long k) => slices.ConvertAll(slice => slice with { Cost = new Usd(slice.Cost.Nanos * k) });

    private static Usd Sum(IEnumerable<Usd> amounts) => amounts.Aggregate(Usd.Zero, static (sum, usd) => sum + usd);
}
