using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>What a change of list prices costs in a day, at the volume of the last.</summary>
public static class PriceChanges
{
    /// <summary>A smaller change is the wire's rounding.</summary>
    private const double Least = 0.005;

    /// <param name="history">What was in force at some instant from <paramref name="from"/> until now, in the order of time.</param>
    /// <param name="from">What is compared with.</param>
    /// <param name="use">A day's use, whatever its rows: model and route, requests and tokens.</param>
    /// <returns>One for each model whose own list changed, dearer ones first; models that were not on the list at both ends are not there.</returns>
    public static IReadOnlyList<RouteSignal> Of(IReadOnlyList<ListedPrice> history, DateTimeOffset from, IReadOnlyList<UsageBucket> use)
    {
        var found = new List<RouteSignal>();
        foreach (var model in history.Where(static listed => listed.Price.Route.Length == 0).GroupBy(static listed => listed.Price.Model, StringComparer.Ordinal))
        {
            var listed = model.Select(static one => one with { Price = Plain(one.Price) }).ToList();
            var (was, price) = (listed[0].Price, listed[^1].Price);
            if (listed[0].Since > from || was == price || !IsPriced(was) || !IsPriced(price))
            {
                continue;
            }

            double cost = 0, costBefore = 0;
            foreach (var row in use.Where(row => row.Series.Model == model.Key))
            {
                cost += Cost(row, price);
                costBefore += Cost(row, was);
            }

            if (costBefore > 0 && Math.Abs((cost / costBefore) - 1) >= Least)
            {
                found.Add(new(RouteFigure.ListPrice, model.Key, listed[listed.FindLastIndex(one => one.Price != price) + 1].Since, cost / costBefore, 1, cost - costBefore));
            }
        }

        return [.. found.OrderByDescending(static signal => signal.UsdPerDay)];
    }

    private static bool IsPriced(ModelPrice price) => price is { Input: not null, Output: not null };

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
