using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>What a change of list prices costs in a day, at the volume of the last.</summary>
public static class PriceChanges
{
    /// <summary>A smaller change is the wire's rounding.</summary>
    private const double Least = 0.005;

    /// <param name="before">The list as it was.</param>
    /// <param name="now">The list in force.</param>
    /// <param name="since">When it changed.</param>
    /// <param name="use">A day's use, whatever its rows: model and route, requests and tokens.</param>
    /// <returns>One for each model whose own list changed, dearer ones first; models that either list does not name are not there.</returns>
    public static IReadOnlyList<RouteSignal> Of(IReadOnlyList<ModelPrice> before, IReadOnlyList<ModelPrice> now, DateTimeOffset since, IReadOnlyList<UsageBucket> use)
    {
        var old = ByName(before);
        var found = new List<RouteSignal>();
        foreach (var (name, price) in ByName(now))
        {
            if (!old.TryGetValue(name, out var was) || was == price)
            {
                continue;
            }

            double cost = 0, costBefore = 0;
            foreach (var row in use.Where(row => row.Series.Model == name))
            {
                cost += Cost(row, price);
                costBefore += Cost(row, was);
            }

            if (costBefore > 0 && Math.Abs((cost / costBefore) - 1) >= Least)
            {
                found.Add(new(RouteFigure.ListPrice, name, since, cost / costBefore, 1, cost - costBefore));
            }
        }

        return [.. found.OrderByDescending(static signal => signal.UsdPerDay)];
    }

    /// <summary>The model's own list; that of a single route is in what is paid over it.</summary>
    private static Dictionary<string, ModelPrice> ByName(IReadOnlyList<ModelPrice> list) =>
        list.Where(static price => price is { Route.Length: 0, Input: not null, Output: not null }).GroupBy(static price => price.Model)
            .ToDictionary(static group => group.Key, static group => Plain(group.First()), StringComparer.Ordinal);

    /// <summary>Conditions and announcements are no price.</summary>
    private static ModelPrice Plain(ModelPrice price) => price with { Overrides = [], ExpiresDay = null };

    private static double Cost(UsageBucket row, ModelPrice price)
    {
        double cached = Math.Min(row.CachedTokens ?? 0, row.InputTokens ?? 0);
        double fresh = (row.InputTokens ?? 0) - cached;

        return (fresh * (double)price.Input!.Value) + (cached * (double)(price.CacheRead ?? price.Input.Value))
            + ((row.OutputTokens ?? 0) * (double)price.Output!.Value) + ((row.Requests ?? 0) * (double)(price.Request ?? 0));
    }
}
