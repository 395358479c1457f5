using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenAI;

namespace Spendwall.Bot.Signals.Nowcast;

/// <summary>
/// The organisation's own prices: billed costs ÷ usage of the same days, so that batch, cache, tier and discount are in
/// them. List prices serve for models that were never billed.
/// </summary>
public sealed class EffectivePrices
{
    private const string Free = "moderations";

    private readonly Dictionary<string, BilledModel> models = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, BilledModel> services = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> rest = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TokenPrice> listed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TokenPrice> prices = new(StringComparer.OrdinalIgnoreCase);
    private readonly TokenPrice? restPrice;

    /// <param name="costs">Settled days, by model and line item.</param>
    /// <param name="usage">The same days, by model and endpoint.</param>
    /// <param name="list">List prices, for what was not billed yet; a vendor's prefix (<c>openai/</c>) is not looked at.</param>
    public EffectivePrices(IReadOnlyList<UsageBucket> costs, IReadOnlyList<UsageBucket> usage, IReadOnlyList<ModelPrice> list)
    {
        foreach (var cost in costs)
        {
            Model(Name(cost.Series)).Bill(cost);
        }

        var unnamed = new BilledModel();
        foreach (var use in usage.Where(use => use.Series.Endpoint != Free))
        {
            if (ModelNames.Match(use.Series.Model, models.Keys) is { } name && HasTokensOrNone(use, name))
            {
                models[name].Use(use);
            }
            else if (Service(use.Series.Endpoint) is { } service)
            {
                services.TryAdd(use.Series.Endpoint, models[service]);
                models[service].Use(use);
            }
            else
            {
                rest.Add(use.Series.Model);
                unnamed.Use(use);
            }
        }

        // Lines that fit no usage pay for the usage that fits no line.
        foreach (var cost in costs.Where(cost => !models[Name(cost.Series)].Used))
        {
            unnamed.Bill(cost);
        }

        restPrice = unnamed is { Used: true, Usd: > 0 } ? unnamed.Price() with { Input = null, Cached = null, Output = null } : null;
        foreach (var price in list.Where(price => price.Route.Length == 0))
        {
            listed[price.Model[(price.Model.LastIndexOf('/') + 1)..]] = new(price.Input, price.CacheRead, price.Output, null, price.Request);
        }
    }

    /// <summary>USD of a bucket of usage; null when nothing tells its price.</summary>
    public decimal? Cost(UsageBucket usage)
    {
        if (usage.Series.Endpoint == Free)
        {
            return 0;
        }

        if (services.TryGetValue(usage.Series.Endpoint, out var service))
        {
            return service.Price().Of(usage);
        }

        string? billed = ModelNames.Match(usage.Series.Model, models.Keys);

        return (billed is null || !models[billed].Used ? null : Price(billed).Of(usage))
            ?? (rest.Contains(usage.Series.Model) ? restPrice?.Of(usage) : null)
            ?? (ModelNames.Match(usage.Series.Model, listed.Keys) is { } name ? listed[name].Of(usage) : null);
    }

    private TokenPrice Price(string model) => prices.TryGetValue(model, out var known) ? known : prices[model] = models[model].Price();

    private BilledModel Model(string name) => models.TryGetValue(name, out var model) ? model : models[name] = new();

    /// <summary>Tool calls are told with the model that made them, but billed on a line of their own.</summary>
    private bool HasTokensOrNone(UsageBucket use, string model) =>
        use.InputTokens is not null || use.OutputTokens is not null || Service(use.Series.Endpoint) is not { } service || service == model;

    /// <summary><c>web_search_calls</c> is billed as <c>web search tool calls</c>: the line that holds the endpoint's words.</summary>
    private string? Service(string endpoint)
    {
        string words = endpoint.Replace("_calls", "", StringComparison.Ordinal).Replace("_sessions", "", StringComparison.Ordinal).Replace('_', ' ');

        return words.Contains(' ', StringComparison.Ordinal)
            ? models.Keys.FirstOrDefault(name => name.Contains(words, StringComparison.OrdinalIgnoreCase))
            : null;
    }

    /// <summary>A line that names no model is a thing of its own.</summary>
    private static string Name(UsageSeries series) => LineItem.ModelOf(series) is { Length: > 0 } model ? model : series.Endpoint;
}
