using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Waste;

namespace Spendwall.Bot.Tests.Signals.Waste;

public sealed class WasteFinderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly WasteSource Source = new("summaries", "batch", "a/m");

    [Theory]
    [InlineData(4, 0, 3)]
    [InlineData(5, 4, 0)]
    [InlineData(30, 29, 0)]
    public void Loop_BeginsAtFiveInARow_AndTheFirstIsNoWaste(int times, long looped, long repeated)
    {
        var found = Find(Enumerable.Range(0, times).Select(static i => Of(i, Start.AddSeconds(i * 100), 7)));

        Assert.Equal((looped, repeated), (Count(found, WasteKind.Loop), Count(found, WasteKind.Repeat)));
        Assert.Equal(times - 1, found.Sum(static one => (long)Math.Round(one.Cost.ToDouble() * 100)));
    }

    [Fact]
    public void Repeat_NeedsAnAnswerOfTheSameLength()
    {
        var found = Find(
        [
            Of(1, Start, 7), Of(2, Start.AddHours(3), 7),
            Of(3, Start, 8), Of(4, Start.AddHours(3), 8) with { OutputTokens = 51 },
            Of(5, Start, 9), Of(6, Start.AddHours(3), 9) with { OutputTokens = null },
            Of(7, Start, 10), Of(8, Start.AddHours(30), 10),
        ]);

        var one = Assert.Single(found);
        Assert.Equal((WasteKind.Repeat, 1L, Usd.FromDollars(0.01m)), (one.Kind, one.Requests, one.Cost));
    }

    [Fact]
    public void Job_RunTwice_IsOneFindingWhateverItsAnswers()
    {
        var first = Enumerable.Range(0, 50).Select(static i => Of(i, Start.AddSeconds(i * 30), 1_000 + i));
        var again = Enumerable.Range(0, 50).Select(static i => Of(100 + i, Start.AddHours(4).AddSeconds(i * 30), 1_000 + i) with { OutputTokens = 60 + i });

        var found = Find([.. first, .. again]);

        var one = Assert.Single(found);
        Assert.Equal((WasteKind.DuplicateJob, 50L, Usd.FromDollars(0.5m), Start.AddHours(4)), (one.Kind, one.Requests, one.Cost, one.First));
    }

    [Fact]
    public void Job_OfWhichHalfIsNew_IsNone()
    {
        var first = Enumerable.Range(0, 50).Select(static i => Of(i, Start.AddSeconds(i * 30), 1_000 + i));
        var other = Enumerable.Range(0, 50).Select(static i => Of(100 + i, Start.AddHours(4).AddSeconds(i * 30), 1_025 + i) with { OutputTokens = 60 + i });

        Assert.Empty(Find([.. first, .. other]));
    }

    [Fact]
    public void Attempts_ThatWereCharged_AreRetriesAndTheLastFailureIsItsOwn()
    {
        var found = Find(
        [
            Of(1, Start, 1) with { Failed = true }, Of(1, Start.AddSeconds(5), 1) with { Attempt = 2 },
            Of(2, Start, 2) with { Failed = true, Cost = null }, Of(2, Start.AddSeconds(5), 2) with { Attempt = 2 },
            Of(3, Start, 3) with { Failed = true },
            Of(4, Start, 4) with { Failed = true, Cost = Usd.Zero },
        ]);

        Assert.Equal((1L, 1L), (Count(found, WasteKind.PaidRetry), Count(found, WasteKind.FailedButCharged)));
        Assert.Equal(2, found.Count);
    }

    [Fact]
    public void Chance_BusySourceOfManySizes_IsNoWaste()
    {
        var random = new Random(3);
        var requests = Enumerable.Range(0, 20_000).Select(i => Of(i, Start.AddSeconds(i * 2), random.Next(20_000)) with { OutputTokens = random.Next(4_000) });

        var found = Find(requests);

        Assert.True(found.Sum(static one => one.Requests) < 20, $"{found.Sum(static one => one.Requests)} of 20000 by chance");
    }

    [Fact]
    public void Add_OutOfOrder_Throws()
    {
        var finder = new WasteFinder();
        finder.Add(Of(1, Start, 1));

        Assert.Throws<ArgumentException>(() => finder.Add(Of(2, Start.AddSeconds(-1), 2)));
    }

    private static WasteRequest Of(int id, DateTimeOffset at, long print) => new($"gen-{id}", 1, at, Source, print) { Cost = Usd.FromDollars(0.01m), OutputTokens = 50 };

    private static IReadOnlyList<WasteFound> Find(IEnumerable<WasteRequest> requests)
    {
        var finder = new WasteFinder();
        foreach (var request in requests.OrderBy(static request => request.At))
        {
            finder.Add(request);
        }

        return finder.Finish();
    }

    private static long Count(IReadOnlyList<WasteFound> found, WasteKind kind) => found.Where(one => one.Kind == kind).Sum(static one => one.Requests);
}
