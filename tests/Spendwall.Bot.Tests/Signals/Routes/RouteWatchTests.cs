using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Tests.Signals.Routes;

/// <summary>One model over two routes at $1 and $3 a million weighed tokens, a tenth over the dear one, and a premium model beside it.</summary>
public sealed class RouteWatchTests
{
    private const int Change = 20 * 24;

    [Fact]
    public void Observe_DearerRouteAtFlatDollars_IsSeenWithinHoursWithItsCostADay()
    {
        // The dear share rises to nine tenths and the use falls by so much that an hour costs the same.
        var steps = Run(Change + 12, hour => hour < Change ? Hour(0.1, 1) : Hour(0.9, 1.2 / 2.8));
        var signal = steps[^1].Open.Single(static one => one.Figure == RouteFigure.Dearer);

        Assert.InRange(First(steps, RouteFigure.Dearer).Hours, 1, 4);
        Assert.Equal(("m", "b"), (signal.Model, signal.Route));
        Assert.InRange(signal.Share, 0.4, 0.95);
        Assert.InRange(signal.UsualShare, 0.1, 0.2);
        Assert.True(signal.UsdPerDay > 2, $"{signal.UsdPerDay}");
    }

    [Fact]
    public void Observe_DearerRoute_CostsTheVolumeOfADayTimesTheDifference()
    {
        var open = Run(Change + 36, hour => hour < Change ? Hour(0.1, 1) : Hour(0.9, 1)).Last().Open.Single(static one => one.Figure == RouteFigure.Dearer);

        // 24 million tokens a day, $1.20 a million before and $2.80 now; the usual has moved by a day.
        Assert.InRange(open.UsdPerDay, 24 * 1.6 * 0.75, 24 * 1.6);
    }

    [Fact]
    public void Observe_OtherRouteAtTheSamePrice_MovedAndCostsNothingMore()
    {
        var open = Run(Change + 12, hour => [Cell("a", hour < Change ? 0.9 : 0.2, 1), Cell("b", hour < Change ? 0.1 : 0.8, 1)]).Last().Open;

        var signal = Assert.Single(open);
        Assert.Equal((RouteFigure.Moved, "b"), (signal.Figure, signal.Route));
        Assert.Equal(0, signal.UsdPerDay, 3);
    }

    [Fact]
    public void Observe_CheaperRoute_CostsNothingMore() =>
        Assert.All(Run(Change + 12, hour => Hour(hour < Change ? 0.9 : 0.1, 1)).Last().Open.Where(static one => one.Figure != RouteFigure.Spread), static one => Assert.True(one.UsdPerDay <= 0));

    [Fact]
    public void Observe_RouteRaisesItsPrice_SpreadsTheRoutes()
    {
        var open = Run(Change + 30, hour => [Cell("a", 0.7, 1), Cell("b", 0.3, hour < Change ? 1.1 : 2)]).Last().Open;

        var signal = Assert.Single(open, static one => one.Figure == RouteFigure.Spread);
        Assert.Equal("b", signal.Route);
        Assert.Equal(2, signal.Value, 0.01);
        Assert.InRange(signal.UsdPerDay, 24 * 0.3 * 0.95, 24 * 0.3 * 1.05);
    }

    [Fact]
    public void Observe_PremiumShareJumps_IsSeenAtFlatDollars()
    {
        // $2 an hour all the time, a tenth of it premium, then half.
        var (signal, hours) = First(Run(Change + 12, hour => Premium(hour < Change ? 0.1 : 0.5)), RouteFigure.Premium);

        Assert.True(hours <= 4, $"{hours} h");
        Assert.True(signal.UsdPerDay > 1, $"{signal.UsdPerDay}");
    }

    [Fact]
    public void Observe_PremiumShareCreeps_IsADrift()
    {
        var steps = Run(40 * 24, hour => Premium(0.1 + Math.Max(0, (hour - Change) / 24 * 0.012)));

        var (signal, hours) = First(steps, RouteFigure.PremiumDrift);
        Assert.InRange(hours / 24.0, 3, 10);
        Assert.True(signal.Value - signal.Usual >= 0.05);
        Assert.True(signal.UsdPerDay > 0);
    }

    [Fact]
    public void Observe_EverydayWavering_IsNearlyNever()
    {
        int told = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            int before = 0;
            foreach (var step in Run(60 * 24, hour => Hour(0.1 + (0.1 * random.NextDouble()), (0.5 + random.NextDouble()) * (1 + Math.Sin(hour / 24.0 * 2 * Math.PI) / 2), random.Next(20, 200))))
            {
                told += step.Open.Count > before ? 1 : 0;
                before = step.Open.Count;
            }
        }

        // Twelve accounts over two months.
        Assert.True(told <= 6, $"{told} alarms");
    }

    [Fact]
    public void Observe_UnknownHours_AreNoShare()
    {
        var watch = new RouteWatch(RouteRules.Shipped);
        for (int hour = 0; hour < Change; hour++)
        {
            if (hour is < 300 or > 340)
            {
                watch.Observe(Histories.Monday.AddHours(hour), Hour(0.1, 1));
            }
        }

        Assert.Empty(watch.Open);
        Assert.Throws<ArgumentException>(() => watch.Observe(Histories.Monday.AddHours(5), []));
    }

    [Fact]
    public void PriceChanges_DearerList_CostsItsDifferenceAtTheVolumeOfADay()
    {
        ModelPrice was = new("m", "") { Input = 0.000001m, Output = 0.000004m }, now = was with { Output = 0.000006m };
        var use = new UsageBucket(Histories.Monday, new() { Model = "m", Route = "a" }) { Requests = 100, InputTokens = 2_000_000, OutputTokens = 1_000_000 };

        var signal = Assert.Single(PriceChanges.Of(Lists(was, now), Histories.Monday, [use]));

        Assert.Equal((RouteFigure.ListPrice, "m"), (signal.Figure, signal.Model));
        Assert.Equal(2, signal.UsdPerDay, 9);
        Assert.Equal(8.0 / 6, signal.Value, 9);
    }

    [Fact]
    public void PriceChanges_WhatIsNotUsedOrNotOnBothLists_IsNoNews()
    {
        ModelPrice was = new("m", "") { Input = 1, Output = 1 }, now = was with { Output = 2 };
        var use = new UsageBucket(Histories.Monday, new() { Model = "other" }) { InputTokens = 1, OutputTokens = 1 };

        Assert.Empty(PriceChanges.Of(Lists(was, now), Histories.Monday, [use]));
        Assert.Empty(PriceChanges.Of([new(now, Histories.Monday.AddHours(1))], Histories.Monday, [use with { Series = new() { Model = "m" } }]));
        Assert.Empty(PriceChanges.Of(Lists(was, was with { ExpiresDay = new(2027, 1, 1), Overrides = [new(1, null, null, 9, 9, null, null)] }), Histories.Monday, [use with { Series = new() { Model = "m" } }]));
    }

    [Fact]
    public void PriceChanges_AnotherTermChangedSince_BeganWithItsPrice()
    {
        ModelPrice was = new("m", "") { Input = 1, Output = 1 }, now = was with { Output = 2 };
        var use = new UsageBucket(Histories.Monday, new() { Model = "m" }) { InputTokens = 1, OutputTokens = 1 };

        var signal = Assert.Single(PriceChanges.Of(Lists(was, was with { ExpiresDay = new(2027, 1, 1) }, now, now with { ExpiresDay = new(2027, 1, 1) }), Histories.Monday, [use]));

        Assert.Equal(Histories.Monday.AddHours(2), signal.Since);
    }

    [Fact]
    public void PriceChanges_DearerAndBackAgain_IsNoNews()
    {
        ModelPrice was = new("m", "") { Input = 1, Output = 1 }, dear = was with { Output = 2 };
        var use = new UsageBucket(Histories.Monday, new() { Model = "m" }) { InputTokens = 1, OutputTokens = 1 };

        Assert.Empty(PriceChanges.Of(Lists(was, dear, was), Histories.Monday, [use]));
    }

    /// <summary>One after another, an hour each.</summary>
    private static List<ListedPrice> Lists(params ModelPrice[] prices) => [.. prices.Select(static (price, hour) => new ListedPrice(price, Histories.Monday.AddHours(hour)))];

    private static List<(int Hour, IReadOnlyList<RouteSignal> Open)> Run(int hours, Func<int, IReadOnlyList<RouteCell>> cells)
    {
        var watch = new RouteWatch(RouteRules.Shipped);
        var steps = new List<(int, IReadOnlyList<RouteSignal>)>();
        for (int hour = 0; hour < hours; hour++)
        {
            watch.Observe(Histories.Monday.AddHours(hour), cells(hour));
            steps.Add((hour, watch.Open));
        }

        return steps;
    }

    /// <returns>The signal when it is seen first, and hours since the change.</returns>
    private static (RouteSignal Signal, int Hours) First(List<(int Hour, IReadOnlyList<RouteSignal> Open)> steps, RouteFigure figure)
    {
        var (hour, open) = steps.First(step => step.Open.Any(one => one.Figure == figure));

        return (open.First(one => one.Figure == figure), hour - Change + 1);
    }

    private static IReadOnlyList<RouteCell> Hour(double dear, double millions, double requests = 100) => [Cell("a", (1 - dear) * millions, 1, requests), Cell("b", dear * millions, 3, requests)];

    private static RouteCell Cell(string route, double millions, double price, double requests = 100) => new("m", route, requests, millions * 1e6, millions * price, false);

    /// <summary>$2 an hour; the premium model asks ten times as much for a token.</summary>
    private static IReadOnlyList<RouteCell> Premium(double share) => [new("m", "a", 100, (1 - share) * 2e6, (1 - share) * 2, false), new("huge", "a", 100, share * 2e5, share * 2, true)];
}
