using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Results;

namespace Spendwall.Bot.Tests.Signals.Results;

public sealed class ResultCostTests
{
    private static readonly PaidResults Before = All(usd: 40, accepted: 1000, rejected: 1000);

    [Fact]
    public void Of_DearerDayWithCheaperResults_Fell()
    {
        var cost = ResultCost.Of(Before, All(usd: 120, accepted: 4000, rejected: 1000));

        Assert.Equal(new ResultCost(Usd.FromDollars(0.04m), Usd.FromDollars(0.03m), Fell: true) { IsExact = true }, cost);
    }

    [Fact]
    public void Of_DearerResults_DidNotFall()
    {
        var cost = ResultCost.Of(Before, All(usd: 120, accepted: 2000, rejected: 3000));

        Assert.Equal(new ResultCost(Usd.FromDollars(0.04m), Usd.FromDollars(0.06m), Fell: false) { IsExact = true }, cost);
    }

    [Theory]
    [InlineData(99, 400, false)]
    [InlineData(100, 400, true)]
    [InlineData(400, 99, false)]
    [InlineData(400, 100, true)]
    public void Of_HalfThePrice_IsKnownFromEnoughAcceptedResultsOnEachSide(int before, int now, bool known)
    {
        var cost = ResultCost.Of(All(before * 0.04m, before, 0), All(now * 0.02m, now, 0));

        Assert.Equal(known, cost.Fell);
        Assert.Equal(known, cost.Now is not null);
    }

    /// <summary>With a hundred on both sides the chance is √(2/100), 14.1 %; with ten thousand 1.4 %.</summary>
    [Theory]
    [InlineData(100, 0.0345, false)]
    [InlineData(100, 0.0343, true)]
    [InlineData(10_000, 0.0395, false)]
    [InlineData(10_000, 0.0394, true)]
    public void Of_SmallFall_CountsBeyondChanceOnly(int accepted, double price, bool fell)
    {
        Assert.Equal(fell, ResultCost.Of(All(accepted * 0.04m, accepted, 0), All(accepted * (decimal)price, accepted, 0)).Fell);
    }

    [Fact]
    public void Of_MarksThatBegin_AreNoFall()
    {
        // Half of the results were always of use; before, only every fifth of them was marked.
        var cost = ResultCost.Of(new(Usd.FromDollars(40), 2000, 2000, 200, 0), All(120, 3000, 3000));

        Assert.False(cost.Fell);
        Assert.Equal((Usd.FromDollars(0.02m), false), (cost.Before, cost.IsExact));
    }

    [Fact]
    public void Of_MarksStillToCome_CountAsNotAccepted()
    {
        var cost = ResultCost.Of(Before, new(Usd.FromDollars(120), 5000, 5000, 2000, 0));

        Assert.Equal((Usd.FromDollars(0.06m), false), (cost.Now, cost.Fell));
    }

    [Fact]
    public void Of_RequestsThatRecordsMiss_CountAsAcceptedBefore()
    {
        Assert.Equal(Usd.FromDollars(0.02m), ResultCost.Of(Before with { Charged = 3000 }, All(120, 4000, 1000)).Before);
        Assert.Equal(Usd.FromDollars(0.02m), ResultCost.Of(Before with { Recorded = 3000 }, All(120, 4000, 1000)).Before);
    }

    [Fact]
    public void Of_UnknownPriceOrCountOrResultsOfOtherMoney_IsUnknown()
    {
        var now = All(120, 4000, 1000);

        foreach (var (before, after) in new (PaidResults, PaidResults)[]
        {
            (Before with { Cost = null }, now), (Before, now with { Cost = null }),
            (Before with { Charged = null }, now), (Before, now with { Charged = null }),
            (Before, now with { Charged = 3999 }), (Before with { Charged = 999 }, now),
            (Before with { Cost = Usd.Zero }, now),
        })
        {
            Assert.Equal(ResultCost.Unknown, ResultCost.Of(before, after));
        }
    }

    [Fact]
    public void Of_LessKnownOrMoreSpent_NeverMakesItGood()
    {
        var random = new Random(7);
        for (int i = 0; i < 5000; i++)
        {
            var (before, now) = (Any(random), Any(random));
            if (ResultCost.Of(before, now).Fell)
            {
                continue;
            }

            long hidden = random.NextInt64(before.Rejected + 1);
            long forgotten = random.NextInt64(now.Accepted + 1);
            Assert.False(ResultCost.Of(before with { Rejected = before.Rejected - hidden }, now).Fell);
            Assert.False(ResultCost.Of(before, now with { Accepted = now.Accepted - forgotten }).Fell);
            Assert.False(ResultCost.Of(before, now with { Cost = now.Cost + Usd.FromDollars(random.Next(100)) }).Fell);
        }
    }

    private static PaidResults Any(Random random)
    {
        int accepted = random.Next(50, 3000);

        return All((decimal)(random.NextDouble() * 100), accepted, random.Next(3000));
    }

    private static PaidResults All(decimal usd, long accepted, long rejected) => new(Usd.FromDollars(usd), accepted + rejected, accepted + rejected, accepted, rejected);
}
