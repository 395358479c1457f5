using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>List prices from <c>GET /models</c>, and the routes' prices from <c>…/endpoints</c>.</summary>
internal static class PriceDecoder
{
    /// <param name="Slug">The id that the API takes.</param>
    /// <param name="Permaslug">The dated name that usage rows carry; null when it is not told.</param>
    public sealed record ListedModel(string Slug, string? Permaslug, ModelPrice Price);

    public sealed record Page(IReadOnlyList<ListedModel> Models, long? Total);

    /// <exception cref="FormatException">It is no list of models.</exception>
    public static Page DecodeModels(JsonElement root) => new(
        [.. root.List("data").Where(item => item.Text("id") is not null).Select(Model)],
        root.Count("total_count"));

    /// <param name="model">The name to store the prices under.</param>
    /// <exception cref="FormatException">It is no list of endpoints.</exception>
    public static IReadOnlyList<ModelPrice> DecodeEndpoints(JsonElement root, string model)
    {
        var routes = root.Required("data").List("endpoints")
            .Select(item => Price(item.Field("pricing"), new ModelPrice(model, item.Text("tag") ?? item.Text("provider_name") ?? "")))
            .Where(price => price.Route.Length > 0);

        return [.. routes.DistinctBy(price => price.Route)];
    }

    private static ListedModel Model(JsonElement item)
    {
        string id = item.Text("id")!;
        var price = Price(item.Field("pricing"), new ModelPrice(id, "")) with
        {
            ExpiresDay = DateOnly.TryParse(item.Text("expiration_date"), CultureInfo.InvariantCulture, out var day) ? day : null,
        };

        return new ListedModel(id, item.Text("canonical_slug"), price);
    }

    private static ModelPrice Price(JsonElement? pricing, ModelPrice price)
    {
        if (pricing is not { } list)
        {
            return price;
        }

        decimal discount = list.Number("discount") is > 0 and <= 1 and { } part ? part : 0;

        return price with
        {
            Input = Amount(list, "prompt", discount),
            Output = Amount(list, "completion", discount),
            CacheRead = Amount(list, "input_cache_read", discount),
            CacheWrite = Amount(list, "input_cache_write", discount),
            Request = Amount(list, "request", discount),
            Overrides = [.. list.Items("overrides").Select(item => Override(item, discount))],
        };
    }

    private static PriceOverride Override(JsonElement item, decimal discount) => new(
        item.Count("min_prompt_tokens"),
        (int?)item.Count("utc_start"),
        (int?)item.Count("utc_end"),
        Amount(item, "prompt", discount),
        Amount(item, "completion", discount),
        Amount(item, "input_cache_read", discount),
        Amount(item, "input_cache_write", discount));

    /// <summary>Below zero means variable, so it is not known.</summary>
    private static decimal? Amount(JsonElement list, string name, decimal discount) => list.Number(name) is >= 0 and { } price ? price * (1 - discount) : null;
}
