using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Tests.Signals.Reconciliation;

public sealed class ReconcilerTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Reconcile_RandomStream_PutsEveryRecordIntoExactlyOneClass(int seed)
    {
        var stream = Stream.Make(seed, 2_000);

        var rows = Reconciler.Reconcile(stream.Local, stream.Charged, Stream.Settled);

        Assert.Equal(stream.Local.OrderBy(Key), rows.Where(static row => row.Local is not null).Select(static row => row.Local!).OrderBy(Key));
        Assert.Equal(stream.Charged.OrderBy(static one => one.Id), rows.Where(static row => row.Charged is not null).Select(static row => row.Charged!).OrderBy(static one => one.Id));

        static string Key(LocalRequest request) => $"{request.Id} {request.Attempt}";
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Reconcile_RandomStream_FindsEveryInjectedFault(int seed)
    {
        var stream = Stream.Make(seed, 2_000);

        var rows = Reconciler.Reconcile(stream.Local, stream.Charged, Stream.Settled);

        Assert.Empty(rows.Where(row => stream.Truth[(row.Id, row.Local?.Attempt ?? 0)] != row.Class).Select(row => $"{row.Id}: {row.Class}, truly {stream.Truth[(row.Id, row.Local?.Attempt ?? 0)]}"));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sums_RandomStream_AddUpToTheBalanceMovementToTheNanoDollar(int seed)
    {
        var stream = Stream.Make(seed, 2_000);
        var sums = new ReconciliationSums();

        sums.Add(Reconciler.Reconcile(stream.Local, stream.Charged, Stream.Settled));

        var told = stream.Local.Aggregate(Usd.Zero, static (sum, one) => sum + (one.Cost ?? Usd.Zero));
        Assert.Equal(told, sums.Local);
        Assert.Equal(stream.Moved, sums.Classes.Aggregate(told, static (sum, one) => sum + one.Difference) + sums.Unexplained(stream.Moved));
        Assert.Equal(stream.Hidden, sums.Unexplained(stream.Moved));
        Assert.Equal(stream.Late, sums[RecordClass.Pending].Charged);
        Assert.Equal(Usd.Zero, sums[RecordClass.Pending].Difference);
    }

    [Fact]
    public void Reconcile_BetweenPollsOnly_MovesFromPendingToMissing()
    {
        var request = new LocalRequest("gen-1", 1, Stream.Start) { Cost = Usd.FromDollars(1), InputTokens = 1 };

        Assert.Equal(RecordClass.Pending, Assert.Single(Reconciler.Reconcile([request], [], Stream.Start)).Class);
        Assert.Equal(RecordClass.MissingThere, Assert.Single(Reconciler.Reconcile([request], [], Stream.Start.AddTicks(1))).Class);
    }

    [Fact]
    public void Reconcile_TwoOfOneMomentWithoutTokens_AreTwo()
    {
        var one = new LocalRequest("a", 1, Stream.Start) { Cost = Usd.FromDollars(1) };

        var rows = Reconciler.Reconcile([one, one with { Id = "b" }], [], Stream.Settled);

        Assert.All(rows, static row => Assert.Equal(RecordClass.MissingThere, row.Class));
    }

    [Fact]
    public void Reconcile_ChargedTwiceUnderOneId_Throws() =>
        Assert.Throws<ArgumentException>(() => Reconciler.Reconcile([], [new("a", Stream.Start), new("a", Stream.Start)], Stream.Settled));

    [Theory]
    [InlineData(MovedPrice.Output, 2.5)]
    [InlineData(MovedPrice.Input, 0.5)]
    [InlineData(MovedPrice.CachedInput, 0.25)]
    [InlineData(MovedPrice.Every, 1.2)]
    [InlineData(MovedPrice.Unclear, 0)]
    public void Moves_OfOnePrice_NameIt(MovedPrice price, double value)
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 50).Select(i =>
        {
            long input = random.Next(1_000, 50_000);
            long cached = random.Next(100, 900);
            long output = random.Next(10, 5_000);
            double cost = (((input - cached) * 3) + (cached * 0.3) + (output * 15)) / 1e6;
            double more = price switch
            {
                MovedPrice.Output => output * value / 1e6,
                MovedPrice.Input => (input - cached) * value / 1e6,
                MovedPrice.CachedInput => cached * value / 1e6,
                MovedPrice.Every => cost * (value - 1),
                _ => random.NextDouble(),
            };
            var local = new LocalRequest($"gen-{i}", 1, Stream.Start) { Model = "m", InputTokens = input, CachedTokens = cached, OutputTokens = output, Cost = Usd.FromEstimate(cost) };

            return (Local: local, Charged: new ChargedRequest(local.Id, local.At) { Model = "m", InputTokens = input, CachedTokens = cached, OutputTokens = output, Cost = Usd.FromEstimate(cost + more) });
        }).ToList();
        var sums = new ReconciliationSums();
        sums.Add(Reconciler.Reconcile([.. rows.Select(static row => row.Local)], [.. rows.Select(static row => row.Charged)], Stream.Settled));

        var move = Assert.Single(sums.Moves);

        Assert.Equal((price, 50), (move.Price, move.Records));
        Assert.Equal(value, move.Value, 0.001);
        Assert.Equal(sums[RecordClass.PriceMismatch].Difference.ToDouble(), move.Total.ToDouble(), 1e-6);
    }
}
