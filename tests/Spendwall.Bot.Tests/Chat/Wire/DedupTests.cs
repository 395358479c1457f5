using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Wire;

public sealed class DedupTests
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void IsNew_TheLastRetryAndMore_IsStillKnown()
    {
        var dedup = new Dedup(clock);

        Assert.True(dedup.IsNew(["event:T1:Ev1"]));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(dedup.IsNew(["event:T1:Ev1"]));
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.True(dedup.IsNew(["event:T1:Ev1"]));
    }

    [Fact]
    public void IsNew_OneOfTheNamesKnown_IsNot()
    {
        var dedup = new Dedup(clock);

        Assert.True(dedup.IsNew(["envelope:a", "trigger:T1:1"]));
        Assert.False(dedup.IsNew(["envelope:b", "trigger:T1:1"]));
        Assert.False(dedup.IsNew(["envelope:b"]));
    }

    [Fact]
    public void Forget_WhatWasNotTakenOn_IsNewAgain()
    {
        var dedup = new Dedup(clock);
        dedup.IsNew(["event:T1:Ev1"]);

        dedup.Forget(["event:T1:Ev1"]);

        Assert.True(dedup.IsNew(["event:T1:Ev1"]));
    }
}
