using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Tests.Alerts.Events;

public sealed class EventMatcherTests
{
    [Theory]
    [InlineData(-0.5, false)]
    [InlineData(0, true)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(13, false)]
    public void Match_Period_CountsFromItsHourToItsEnd(double since, bool explains) =>
        Assert.Equal(explains, EventMatcher.Match([Happenings.Signal(since)], [Happenings.Of().Costs(20)]) is { Explains: true });

    [Fact]
    public void Match_BegunInTheHourOfTheRelease_IsInside() =>
        Assert.True(EventMatcher.Match([Happenings.Signal(0)], [Happenings.Of(from: 0.7).Costs(20)])!.Explains);

    [Theory]
    [InlineData(50, true)]
    [InlineData(50.01, false)]
    public void Match_Cap_IsKeptToTheCent(double more, bool explains)
    {
        var note = EventMatcher.Match([Happenings.Signal()], [Happenings.Of().Costs(more)])!;

        Assert.Equal((explains, !explains), (note.Explains, note.Exceeded));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(20.01, false)]
    public void Match_Factor_IsOfTheExpected(double more, bool explains) =>
        Assert.Equal(explains, EventMatcher.Match([Happenings.Signal()], [Happenings.Of(cap: null, factor: 3).Costs(more)])!.Explains);

    [Theory]
    [InlineData(30, 3.0, 20, true)]
    [InlineData(10, 3.0, 20, false)]
    [InlineData(30, 2.0, 20, false)]
    public void Match_CapAndFactor_BothHold(double cap, double factor, double more, bool explains) =>
        Assert.Equal(explains, EventMatcher.Match([Happenings.Signal()], [Happenings.Of(cap: (decimal)cap, factor: factor).Costs(more)])!.Explains);

    [Fact]
    public void Match_BeyondTheCap_SaysByHowMuchAndOfWhich()
    {
        var note = EventMatcher.Match([Happenings.Signal()], [Happenings.Of().Costs(72)])!;

        Assert.Equal("Beyond EV-1 (release search 2.4): $72.00 more than expected, $22.00 above the $50.00 that it may cost", note.Text);
    }

    [Theory]
    [InlineData("key:batch-7", 20, 20, 1.0, true)]
    [InlineData("key:batch-7", 20, 25, 0.8, true)]
    [InlineData("key:batch-7", 20, 26, 1.0, false)]
    [InlineData("key:batch-7", 20, 20, 0.7, false)]
    [InlineData("provider:openrouter", 20, 90, 0.1, true)]
    public void Match_Scope_MustHoldNearlyAllOfTheRise(string scope, double inside, double around, double share, bool explains)
    {
        var note = EventMatcher.Match([Happenings.Signal(), Happenings.Signal(caller: "k1")], [Happenings.Of(scope).Costs(inside, around, share)]);

        Assert.Equal(explains, note is { Explains: true });
    }

    [Fact]
    public void Match_AnotherKeyRises_HasNothingToDoWithIt() =>
        Assert.Null(EventMatcher.Match([Happenings.Signal(caller: "k2")], [Happenings.Of("key:batch-7").Costs(0, around: 20)]));

    [Fact]
    public void Match_HalfOutsideTheScope_SaysHowMuchIsInside() => Assert.Equal(
        "EV-1 (release search 2.4) explains +$20.00 of +$40.00 only: the rest is outside the scope",
        EventMatcher.Match([Happenings.Signal()], [Happenings.Of("key:batch-7").Costs(20, around: 40)])!.Text);

    [Fact]
    public void Match_TwoOverlapping_OneIsEnough()
    {
        var note = EventMatcher.Match([Happenings.Signal()], [Happenings.Of(cap: 10).Costs(20), Happenings.Of(number: 2).Costs(20)])!;

        Assert.True(note.Explains);
        Assert.Equal([2L], note.Events);
    }

    [Fact]
    public void Match_TwoOverlapping_ExplainTogetherWhatNeitherDoesAlone()
    {
        var note = EventMatcher.Match([Happenings.Signal()], [Happenings.Of().Costs(80), Happenings.Of(number: 2).Costs(80)])!;

        Assert.True(note.Explains);
        Assert.Equal([1L, 2L], note.Events.Order());
        Assert.Contains("of the $100.00 more that they may cost", note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_TwoOverlappingBothTooSmall_IsBeyond() =>
        Assert.True(EventMatcher.Match([Happenings.Signal()], [Happenings.Of().Costs(101), Happenings.Of(number: 2).Costs(101)])!.Exceeded);

    [Fact]
    public void Match_TwoKeysWithAnEventEach_AddUp() =>
        Assert.True(EventMatcher.Match([Happenings.Signal()], [Happenings.Of("key:batch-7").Costs(20, around: 40), Happenings.Of("key:search", number: 2).Costs(20, around: 40)])!.Explains);

    [Fact]
    public void Match_OneOfTwoSignalsBeganBefore_IsNotExplained() =>
        Assert.Contains("cannot explain what began 2026-11-20 05:00 UTC", EventMatcher.Match([Happenings.Signal(-1), Happenings.Signal()], [Happenings.Of().Costs(20)])!.Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, 90, true)]
    [InlineData(3, 12.5, true)]
    [InlineData(3, 12.6, false)]
    public void Match_AfterItsEnd_WhatGoesOnIsTold(int hours, double actual, bool explains)
    {
        var after = new UseAgainst(Usd.FromDollars(10), Usd.FromEstimate(actual));

        Assert.Equal(explains, EventMatcher.Match([Happenings.Signal()], [Happenings.Of(until: 2).Costs(20, after: after, hoursAfter: hours)])!.Explains);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Match_DearerModelsStayAfterItsEnd_IsTold(double high, bool explains)
    {
        var after = new UseAgainst(Usd.FromDollars(10), Usd.FromDollars(10));

        Assert.Equal(explains, EventMatcher.Match([Happenings.Signal(figure: AnomalyFigure.Mix, high: high)], [Happenings.Of(until: 2).Costs(20, after: after, hoursAfter: 4)])!.Explains);
    }

    [Fact]
    public void Match_AccountNotMeasured_ExplainsNothing() =>
        Assert.Null(EventMatcher.Match([Happenings.Signal()], [new MeteredEvent(Happenings.Of(), null, default, default)]));
}
