using Spendwall.Bot.Signals.Anomalies.Rows;

namespace Spendwall.Bot.Tests.Signals.Anomalies;

public sealed class RowScorerTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    public void Score_Spike_StandsOutAndEveryScoreIsAShare(int minutes)
    {
        var scores = Score(Series(400, static (i, value) => i == 350 ? value + 50 : value), minutes);

        Assert.Equal(350, scores.IndexOf(scores.Max()));
        Assert.True(scores.Max() > 0.5);
        Assert.All(scores, static score => Assert.InRange(score, 0, 1));
    }

    [Fact]
    public void Score_LaterRows_ChangeNothingBefore()
    {
        var calm = Score(Series(400, static (_, value) => value), 5);
        var wild = Score(Series(400, static (i, value) => i >= 300 ? value * 9 : value), 5);

        Assert.Equal(calm[..300], wild[..300]);
        Assert.NotEqual(calm, wild);
    }

    [Fact]
    public void Score_RecordAfterRecord_IsSaidOnce()
    {
        var scores = Score(Series(400, static (i, value) => i >= 350 ? value + (i * 3) : value), 5);

        Assert.Single(scores.Skip(350).Take(31), static score => score > 0);
    }

    [Fact]
    public void Score_FlatSeries_IsZero() => Assert.All(Score([.. Enumerable.Repeat(5.0, 300)], 60), static score => Assert.Equal(0, score));

    private static List<double> Series(int rows, Func<int, double, double> bend)
    {
        var random = new Random(3);

        return [.. Enumerable.Range(0, rows).Select(i => bend(i, 10 + Math.Sin(i / 24.0) + random.NextDouble()))];
    }

    private static List<double> Score(List<double> values, int minutes)
    {
        var scorer = new RowScorer();

        return [.. values.Select((value, i) => scorer.Score(Traffic.Start.AddMinutes(i * minutes), value))];
    }
}
