using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Nowcast;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>Requests of one model that another one served.</summary>
/// <param name="Route">The serving provider; empty: not told.</param>
/// <param name="Input">Tokens, cached ones included; null: not told of all of them.</param>
/// <param name="Output">Tokens; null: not told of all of them.</param>
public readonly record struct FallbackUse(string Requested, string Served, string Route, long Requests, long? Input, long Cached, long? Output);

/// <summary>What it costs that others served than were asked for: the same tokens by the list of the one and of the other.</summary>
/// <param name="Usd">More than those asked for would have cost; negative: less; null: no price is known.</param>
/// <param name="Priced">Requests of which it is known.</param>
public readonly record struct FallbackCost(Usd? Usd, long Priced)
{
    public static FallbackCost Of(IEnumerable<FallbackUse> uses, IReadOnlyList<ModelPrice> prices)
    {
        decimal? dollars = null;
        long priced = 0;
        foreach (var use in uses)
        {
            if (Price(use, Listed(prices, use.Served, use.Route)) is { } served && Price(use, Listed(prices, use.Requested, "")) is { } requested)
            {
                dollars = (dollars ?? 0) + served - requested;
                priced += use.Requests;
            }
        }

        return new(dollars is { } sum ? Money.Usd.FromDollars(sum) : null, priced);
    }

    /// <summary>The route's own price, else the model's.</summary>
    private static ModelPrice? Listed(IReadOnlyList<ModelPrice> prices, string model, string route)
    {
        if (ModelNames.Match(model, prices.Select(static price => price.Model)) is not { } name)
        {
            return null;
        }

        var listed = prices.Where(price => price.Model == name).ToList();

        return listed.FirstOrDefault(price => route.Length > 0 && price.Route.Equals(route, StringComparison.OrdinalIgnoreCase)) ?? listed.FirstOrDefault(static price => price.Route.Length == 0);
    }

    private static decimal? Price(FallbackUse use, ModelPrice? price)
    {
        if (price is not { Input: { } input, Output: { } output } || use is not { Input: { } tokensIn, Output: { } tokensOut })
        {
            return null;
        }

        long cached = Math.Min(use.Cached, tokensIn);

        return ((tokensIn - cached) * input) + (cached * (price.CacheRead ?? input)) + (tokensOut * output) + (use.Requests * (price.Request ?? 0));
    }
}
