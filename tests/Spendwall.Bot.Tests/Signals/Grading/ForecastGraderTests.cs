using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Grading;

namespace Spendwall.Bot.Tests.Signals.Grading;

public sealed class ForecastGraderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Ten promises of 8, 10 and 14 hours; what came lies on every side of the band.</summary>
    [Fact]
    public void Grade_WorkedExample_IsAsByHand()
    {
        double[] came = [6, 8, 9, 10, 10, 11, 12, 13, 14, 20];

        var grade = ForecastGrader.Grade([.. came.Select((actual, at) => Outcome(at, 8, 10, 14, actual))]);

        Assert.Equal((10, 10), (grade.Promises, grade.Separate));
        Assert.Equal(0.8, grade.Coverage);
        Assert.Equal(0.1, grade.BelowP10);
        Assert.Equal(0.5, grade.ByP50);
        Assert.Equal(0.9, grade.ByP90);

        // |10 − actual| ÷ actual, sorted: 0, 0, 1/11, 1/9, 1/6, 3/13, 1/4, 2/7, 1/2, 2/3; the middle is between 1/6 and 3/13.
        Assert.Equal(((1.0 / 6) + (3.0 / 13)) / 2, grade.MedianError!.Value, 9);

        // (10 − actual) ÷ actual, sorted: −1/2, −2/7, −3/13, −1/6, −1/11, 0, …
        Assert.Equal(-1.0 / 22, grade.Bias!.Value, 9);
        Assert.Equal(came.Average(actual => (Loss(0.1, 8, actual) + Loss(0.5, 10, actual) + Loss(0.9, 14, actual)) / 3), grade.Pinball!.Value, 9);

        static double Loss(double share, double quantile, double actual) => Math.Max(share * (actual - quantile), (share - 1) * (actual - quantile));
    }

    [Fact]
    public void Grade_FewerThanFiveTrials_TellsNothingButHowMany()
    {
        var grade = ForecastGrader.Grade([.. Enumerable.Range(0, 4).Select(static at => Outcome(at, 8, 10, 14, 10))]);

        Assert.Equal(new ForecastGrade(4, 4), grade);
        Assert.False(grade.IsTold);
    }

    [Fact]
    public void Grade_Nothing_IsUnknownAndNotZero() => Assert.Null(ForecastGrader.Grade(Array.Empty<PromiseOutcome>()).Coverage);

    [Fact]
    public void Grade_ManyPromisesAboutOneEnd_AreOneTrial()
    {
        var end = Start.AddDays(30);

        var grade = ForecastGrader.Grade([.. Enumerable.Range(0, 30).Select(day => new PromiseOutcome(8, 10, 14, 10, true, "account:a", new UtcRange(Start.AddDays(day), end)))]);

        Assert.Equal((30, 1, (double?)null), (grade.Promises, grade.Separate, grade.Coverage));
    }

    [Fact]
    public void Grade_PromisesOfTwoSubjectsAtOneTime_AreTwoTrials() =>
        Assert.Equal(2, ForecastGrader.Grade([Outcome(0, 8, 10, 14, 10), Outcome(0, 8, 10, 14, 10) with { Subject = "account:b" }]).Separate);

    /// <summary>Promises for a day and a half, made every day: every second one is a trial of its own.</summary>
    [Fact]
    public void Grade_PromisesThatOverlapTheNext_CountEverySecond()
    {
        var grade = ForecastGrader.Grade([.. Enumerable.Range(0, 10).Select(static day => new PromiseOutcome(8, 10, 14, 36, true, "a", new UtcRange(Start.AddDays(day), Start.AddDays(day + 1.5))))]);

        Assert.Equal(5, grade.Separate);
    }

    [Fact]
    public void Grade_WhatOutlastedItsBand_IsAMissOnTheLongSide()
    {
        var grade = ForecastGrader.Grade([.. Enumerable.Range(0, 5).Select(static at => Outcome(at, 8, 10, 14, 14) with { IsOver = false })]);

        Assert.Equal((0, 0, 0, 0), (grade.Coverage, grade.BelowP10, grade.ByP50, grade.ByP90));
    }

    /// <summary>"Over a year" as P90 is never missed, and can be held to no instant.</summary>
    [Fact]
    public void Grade_QuantileBeyondTheHorizon_IsAboveEverything()
    {
        var grade = ForecastGrader.Grade([.. Enumerable.Range(0, 5).Select(static at => Outcome(at, 8, null, null, 10))]);

        Assert.Equal((1, null, null), (grade.Coverage, grade.ByP50, grade.ByP90));
        Assert.Equal((null, null), (grade.MedianError, grade.Pinball));
    }

    [Fact]
    public void Grade_WhatCameAtOnce_IsInNoRelativeError()
    {
        var grade = ForecastGrader.Grade([.. Enumerable.Range(0, 5).Select(static at => Outcome(at, 8, 10, 14, at < 3 ? 0 : 10))]);

        Assert.Equal(0, grade.MedianError);
        Assert.Equal(0.6, grade.BelowP10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Grade_PerfectForecast_IsCoveredWithoutLossAndAnyOtherLosesMore(int seed)
    {
        var random = new Random(seed);
        double[] came = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble() * 1000)];
        var perfect = ForecastGrader.Grade([.. came.Select(static (actual, at) => Outcome(at, actual, actual, actual, actual))]);
        var other = ForecastGrader.Grade([.. came.Select((actual, at) => Outcome(at, actual * random.NextDouble(), actual, actual * (1 + random.NextDouble()), actual))]);

        Assert.Equal((1, 0, 0, 0), (perfect.Coverage, perfect.MedianError, perfect.Bias, perfect.Pinball));
        Assert.True(other.Pinball > 0);
    }

    [Theory]
    [InlineData(1, 0.001)]
    [InlineData(2, 7)]
    [InlineData(3, 1e6)]
    public void Grade_EveryDollarTimesK_ScalesThePinballLossByKAndNoShare(int seed, double k)
    {
        var random = new Random(seed);
        List<PromiseOutcome> outcomes = [.. Enumerable.Range(0, 60).Select(at =>
        {
            double[] band = [.. Enumerable.Range(0, 3).Select(_ => random.NextDouble() * 100).Order()];

            return Outcome(at, band[0], band[1], band[2], 1 + (random.NextDouble() * 100));
        })];

        var (one, scaled) = (ForecastGrader.Grade(outcomes), ForecastGrader.Grade(outcomes.ConvertAll(Scaled)));

        Assert.Equal(one.Pinball!.Value * k, scaled.Pinball!.Value, one.Pinball.Value * k * 1e-9);
        Assert.Equal((one.Coverage, one.BelowP10, one.ByP50, one.ByP90), (scaled.Coverage, scaled.BelowP10, scaled.ByP50, scaled.ByP90));
        Assert.Equal(one.MedianError!.Value, scaled.MedianError!.Value, 9);

        PromiseOutcome Scaled(PromiseOutcome outcome) => outcome with { P10 = outcome.P10 * k, P50 = outcome.P50 * k, P90 = outcome.P90 * k, Actual = outcome.Actual * k };
    }

    /// <summary>A lead time of a day with an hour's slack: 23 h are enough, 22.9 h are not, more than 48 h are too early.</summary>
    [Fact]
    public void Grade_Alerts_InTimeIsTheLeadTimeAndTooEarlyTwoOfThem()
    {
        double[] left = [22.9, 23, 30, 48, 48.1];

        var grade = ForecastGrader.Grade([.. left.Select(static hours => new AlertOutcome(TimeSpan.FromDays(1), TimeSpan.FromHours(hours)))]);

        Assert.Equal((5, 0.8, 0.2), (grade.Alerts, grade.InTime, grade.TooEarly));
        Assert.Null(ForecastGrader.Grade([.. left.Skip(1).Select(static hours => new AlertOutcome(TimeSpan.FromDays(1), TimeSpan.FromHours(hours)))]).InTime);
    }

    [Fact]
    public void FalseShare_IsOfTheJudgedOnesOnly()
    {
        Assert.Equal(0.4, new AlarmGrade("anomaly", Told: 50, Useful: 3, NotUseful: 2).FalseShare);
        Assert.Null(new AlarmGrade("anomaly", Told: 50, Useful: 0, NotUseful: 4).FalseShare);
    }

    /// <summary>Promises of a day each, one after the other.</summary>
    private static PromiseOutcome Outcome(int at, double? p10, double? p50, double? p90, double actual) =>
        new(p10, p50, p90, actual, IsOver: true, "account:a", new UtcRange(Start.AddDays(at), Start.AddDays(at + 1)));
}
