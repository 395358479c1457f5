using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>The whole price list, and the routes' prices of the models in use.</summary>
internal sealed class PriceReader(ProviderTransport transport, RequestPaces paces)
{
    private const int PageSize = 1000;

    /// <exception cref="ProviderException">The list could not be read whole.</exception>
    public async Task<IReadOnlyList<ModelPrice>> ReadAsync(IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        var listed = await ModelsAsync(cancellationToken);
        var prices = new List<ModelPrice>(listed.Select(model => model.Price));
        var known = listed.Select(model => model.Slug).ToHashSet(StringComparer.Ordinal);
        var slugs = new Dictionary<string, string>(StringComparer.Ordinal);

        // Usage rows carry the dated name: the price is found under it too. A variant (":free") shares its parent's.
        foreach (var model in listed.Where(model => !model.Slug.Contains(':', StringComparison.Ordinal)))
        {
            if (model.Permaslug is { } permaslug && known.Add(permaslug))
            {
                slugs[permaslug] = model.Slug;
                prices.Add(model.Price with { Model = permaslug });
            }
        }

        foreach (string model in models.Distinct(StringComparer.Ordinal))
        {
            prices.AddRange(await RoutesAsync(model, slugs.GetValueOrDefault(model, model), cancellationToken));
        }

        return prices;
    }

    private async Task<IReadOnlyList<PriceDecoder.ListedModel>> ModelsAsync(CancellationToken cancellationToken)
    {
        var models = new Dictionary<string, PriceDecoder.ListedModel>(StringComparer.Ordinal);
        string path = "models?output_modalities=all";
        int read = 0;
        while (true)
        {
            var page = await transport.ReadAsync(new ProviderRequest(path) { Paces = paces.Any }, PriceDecoder.DecodeModels, cancellationToken);
            int before = models.Count;
            foreach (var model in page.Models)
            {
                models.TryAdd(model.Slug, model);
            }

            read += page.Models.Count;
            if (page.Total is not { } total || read >= total || models.Count == before)
            {
                return [.. models.Values];
            }

            path = $"models?output_modalities=all&limit={PageSize}&offset={read}";
        }
    }

    private async Task<IReadOnlyList<ModelPrice>> RoutesAsync(string model, string slug, CancellationToken cancellationToken)
    {
        if (slug.Split('/') is not [{ Length: > 0 } author, { Length: > 0 } name])
        {
            return [];
        }

        try
        {
            var request = new ProviderRequest($"models/{Uri.EscapeDataString(author)}/{Uri.EscapeDataString(name)}/endpoints") { Paces = paces.Any };

            return await transport.ReadAsync(request, root => PriceDecoder.DecodeEndpoints(root, model), cancellationToken);
        }
        catch (ProviderException exception) when (exception.Failure == ProviderFailure.NotFound)
        {
            // A model in our history that is gone has no price any more.
            return [];
        }
    }
}
