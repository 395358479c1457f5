using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Tests.Signals.Anomalies;

public sealed class ScopeWatchTests
{
    private const int At = 24 * 15;

    [Fact]
    public void Observe_SteadyRhythm_RaisesNothing() => Assert.Empty(Traffic.Watch(Traffic.Steady()));

    [Fact]
    public void Observe_CallerTriplesItsSpend_RaisesItWithinThreeHoursAndNamesIt()
    {
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => [i >= At && cell.Caller == "search" ? Times(cell, 3) : cell]));

        var first = signals[0];
        Assert.Equal(("search", Driver.Volume), (signals.First(static signal => signal.Caller is not null).Caller, first.Driver));
        Assert.InRange(Traffic.HourOf(first), At, At + 2);
    }

    [Fact]
    public void Observe_LoopInTheNight_IsASurgeBelowEveryRecordOfTheDay()
    {
        // Evenings from five on are the quietest; the busiest hours of the day cost three times as much.
        const int Night = At + 17;
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => [i is >= Night and < Night + 4 && cell.Caller == "search" ? Times(cell, 2.95) : cell]));

        var surge = Assert.Single(signals, static signal => signal.Turn == AnomalyTurn.Opened);
        Assert.Equal((AnomalyFigure.Surge, "search", Driver.Volume), (surge.Figure, surge.Caller, surge.Driver));
        Assert.InRange(Traffic.HourOf(surge), Night, Night + 3);
    }

    [Fact]
    public void Observe_LoopTheNightAfterAnUnknownDay_IsASurgeStill()
    {
        const int Night = At + 17;
        var hours = Traffic.Steady(static (i, cell) => [i is >= Night and < Night + 4 && cell.Caller == "search" ? Times(cell, 2.95) : cell]);
        hours.RemoveRange(Night - 30, 12);

        Assert.Contains(Traffic.Watch(hours), static signal => signal is { Figure: AnomalyFigure.Surge, Caller: "search" });
    }

    [Fact]
    public void Observe_SlowGrowth_RaisesTheSpendOfDays()
    {
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => [i >= At ? Times(cell, Math.Pow(1.04, (i - At) / 24.0)) : cell]));

        Assert.Contains(signals, static signal => signal is { Figure: AnomalyFigure.Spend, Caller: null, Turn: AnomalyTurn.Opened });
    }

    [Fact]
    public void Observe_RiseThatDaysNoticeLast_BeganWithTheFirstFigure()
    {
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => [i >= At && cell.Caller == "search" ? Times(cell, 2) : cell]));

        var days = Assert.Single(signals, static signal => signal is { Figure: AnomalyFigure.Spend, Caller: null, Turn: AnomalyTurn.Opened });
        var first = signals.First(static signal => signal.Driver == Driver.Volume);
        Assert.True(first.At < days.At);
        Assert.Equal(first.Since, days.Since);
    }

    [Fact]
    public void Observe_DearModelAtFlatDollars_RaisesTheMix()
    {
        // A fifth goes to a model of ten times the price, while the caller asks so much less that its dollars stay.
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => cell.Caller != "search" ? [cell] : i < At
            ? [Times(cell, 0.99), Times(cell, 0.01) with { Model = "large", Usd = cell.Usd * 0.01 * 10 }]
            : [Times(cell, 0.8 * 0.389), Times(cell, 0.2 * 0.389) with { Model = "large", Usd = cell.Usd * 0.2 * 0.389 * 10 }]));

        var mix = Assert.Single(signals, static signal => signal.Figure == AnomalyFigure.Mix && signal.Turn == AnomalyTurn.Opened);
        Assert.Equal("search", mix.Caller);
        Assert.InRange(Traffic.HourOf(mix), At, At + 2);
        Assert.DoesNotContain(signals, static signal => signal.Figure is AnomalyFigure.Spend or AnomalyFigure.Level);
    }

    [Theory]
    [InlineData(2, 1, AnomalyFigure.Context)]
    [InlineData(1, 0.6, AnomalyFigure.Repeats)]
    public void Observe_TokensARequest_RaisesTheFigureThatMoved(double input, double output, AnomalyFigure figure)
    {
        var signals = Traffic.Watch(Traffic.Steady((i, cell) => [i >= At && cell.Caller == "chat" ? cell with { Input = cell.Input * input, Output = cell.Output * output } : cell]));

        Assert.Equal((figure, "chat"), (signals[0].Figure, signals[0].Caller));
    }

    [Fact]
    public void Observe_FewerCacheHits_RaisesTheCache()
    {
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => [cell with { Cached = cell.Input * (i >= At ? 0.1 : 0.6) }]));

        Assert.Contains(signals, static signal => signal.Figure == AnomalyFigure.Cache && signal.Driver == Driver.Price);
    }

    [Fact]
    public void Observe_CacheNotTold_IsNoFigure() =>
        Assert.Empty(Traffic.Watch(Traffic.Steady(static (_, cell) => [cell with { Cached = double.NaN }])));

    [Fact]
    public void Observe_AnyPrefix_SaysWhatTheWholeSaid()
    {
        var hours = Traffic.Steady(static (i, cell) => [i is > At and < At + 9 ? Times(cell, 2.5) : cell]);
        var whole = Traffic.Watch(hours);

        foreach (int length in new[] { At, At + 2, At + 5, At + 30 })
        {
            Assert.Equal(whole.Where(signal => Traffic.HourOf(signal) < length), Traffic.Watch(hours.Take(length)));
        }

        Assert.NotEmpty(whole);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1000)]
    public void Observe_DollarsTimesK_RaisesTheSame(double k)
    {
        static IEnumerable<UsageCell> Bend(int i, UsageCell cell) => [i is > At and < At + 9 ? Times(cell, 2.5) : cell];

        Assert.Equal(
            Traffic.Watch(Traffic.Steady(Bend)).Select(static signal => (signal.At, signal.Figure, signal.Caller, signal.Turn)),
            Traffic.Watch(Traffic.Steady(Bend, k)).Select(static signal => (signal.At, signal.Figure, signal.Caller, signal.Turn)));
    }

    [Fact]
    public void Observe_SameBurstAgain_IsToldOnceAndResolved()
    {
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => [(i - At) % 72 is >= 0 and < 6 && i >= At ? Times(cell, 3) : cell]));

        var spend = signals.Where(static signal => signal.Figure == AnomalyFigure.Spend && signal.Caller == "search").ToList();
        Assert.Equal(AnomalyTurn.Resolved, spend[^1].Turn);
        Assert.Equal(2, spend.Count(static signal => signal.Turn == AnomalyTurn.Opened));
        Assert.All(spend, static signal => Assert.InRange(Traffic.HourOf(signal), At, At + 36));
    }

    [Fact]
    public void Observe_OpenIncident_IsJudgedByTheRecordBeforeIt()
    {
        var signals = Traffic.Watch(Traffic.Steady(static (i, cell) => [i >= At ? Times(cell, 3) : cell]));

        var level = signals.Where(static signal => signal.Figure == AnomalyFigure.Level).ToList();
        Assert.Equal([AnomalyTurn.Opened, AnomalyTurn.Worse, AnomalyTurn.Worse], level.Select(static signal => signal.Turn));
        Assert.Single(level.Select(static signal => signal.Record).Distinct());
    }

    [Fact]
    public void Observe_ChangeThatStays_IsAcceptedAfterAWeek()
    {
        var watch = new ScopeWatch(TimeSpan.FromHours(1), AnomalyRules.Shipped);
        var signals = Traffic.Steady(static (i, cell) => [i >= At ? cell with { Input = cell.Input * 2 } : cell], hours: 24 * 24).SelectMany(watch.Observe).ToList();

        var accepted = signals.Where(static signal => signal.Turn == AnomalyTurn.Accepted).ToList();
        Assert.Equal(2, accepted.Count);
        Assert.All(accepted, static signal => Assert.Equal(At + (24 * 7), Traffic.HourOf(signal)));
        Assert.Empty(watch.Open);
    }

    [Fact]
    public void Observe_Gap_IsUnknownAndNoDrop()
    {
        var hours = Traffic.Steady();
        hours.RemoveRange(At, 60);

        Assert.Empty(Traffic.Watch(hours));
    }

    [Fact]
    public void Observe_BurstBesideAGap_IsJudgedWhenItsWindowIsKnown()
    {
        var hours = Traffic.Steady(static (i, cell) => [i == At + 3 ? Times(cell, 4) : cell]);
        hours.RemoveRange(At, 3);

        // Three hours must be known before a sum of three hours is.
        Assert.Equal(At + 5, Traffic.HourOf(Traffic.Watch(hours)[0]));
    }

    [Fact]
    public void Observe_TimeBackwards_IsRefused()
    {
        var watch = new ScopeWatch(TimeSpan.FromHours(1), AnomalyRules.Shipped);
        var hours = Traffic.Steady(hours: 2);
        watch.Observe(hours[1]);

        Assert.Throws<ArgumentException>(() => watch.Observe(hours[0]));
    }

    [Fact]
    public void Observe_MoreCallersThanAreWatched_KeepsTheLargest()
    {
        var watch = new ScopeWatch(TimeSpan.FromHours(1), AnomalyRules.Shipped);
        var signals = new List<AnomalySignal>();
        foreach (var (hour, i) in Traffic.Steady(static (i, cell) => [i >= At && cell.Caller == "search" ? cell with { Input = cell.Input * 2 } : cell]).Select(static (hour, i) => (hour, i)))
        {
            var crowd = Enumerable.Range(0, 3).Select(k => new UsageCell($"key-{i}-{k}", "small", 1, 1, 1, 0.0001));
            signals.AddRange(watch.Observe(hour with { Cells = [.. hour.Cells, .. crowd] }));
        }

        Assert.Contains(signals, static signal => signal is { Figure: AnomalyFigure.Context, Caller: "search" });
    }

    private static UsageCell Times(UsageCell cell, double k) =>
        new(cell.Caller, cell.Model, cell.Requests * k, cell.Input * k, cell.Output * k, cell.Usd * k, cell.Cached * k);
}
