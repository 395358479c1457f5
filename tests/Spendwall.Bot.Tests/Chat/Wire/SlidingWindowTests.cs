using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Wire;

public sealed class SlidingWindowTests
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Take_MoreThanFit_WaitsForTheOldestToLeave()
    {
        var window = new SlidingWindow(2, TimeSpan.FromSeconds(10), clock);
        Assert.Equal(TimeSpan.Zero, window.Take());
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.Zero, window.Take());

        Assert.Equal(TimeSpan.FromSeconds(6), window.Take());
        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(TimeSpan.Zero, window.Take());
        Assert.Equal(TimeSpan.FromSeconds(4), window.Wait());
    }

    [Fact]
    public void Take_WithPlacesKeptForOthers_LeavesThem()
    {
        var window = new SlidingWindow(3, TimeSpan.FromSeconds(10), clock);
        window.Take();

        Assert.Equal(TimeSpan.FromSeconds(10), window.Take(keep: 2));
        Assert.Equal(TimeSpan.Zero, window.Take());
    }

    [Fact]
    public void Add_WhatHappenedWithoutRoom_CountsAllTheSame()
    {
        var window = new SlidingWindow(1, TimeSpan.FromSeconds(10), clock);
        window.Add();
        clock.Advance(TimeSpan.FromSeconds(5));
        window.Add();

        Assert.Equal(TimeSpan.FromSeconds(10), window.Wait());
    }
}
