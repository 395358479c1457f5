using System.Text.Json.Serialization;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>GET <c>/models</c> and <c>/models/{author}/{slug}/endpoints</c>: no key needed, prices as strings per token.</summary>
internal sealed class ModelEndpoints(OpenRouterAccount account)
{
    /// <summary>What a route costs against the model's list price, by its rank.</summary>
    private static readonly decimal[] RouteFactors = [1m, 1.15m, 0.9m];

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/models", ListAsync);
        routes.MapGet("/models/{author}/{slug}/endpoints", context => EndpointsAsync(context, $"{context.GetRouteValue("author")}/{context.GetRouteValue("slug")}"));
        // A replayed series may name its models without an author.
        routes.MapGet("/models/{slug}/endpoints", context => EndpointsAsync(context, $"{context.GetRouteValue("slug")}"));
    }

    private Task ListAsync(HttpContext context)
    {
        int offset = QueryNumber.Of(context, "offset", 0, 0, int.MaxValue);
        int limit = QueryNumber.Of(context, "limit", 500, 1, 1000);
        var models = account.Series.Models;
        string? next = offset + limit < models.Count ? $"/api/v1/models?offset={offset + limit}&limit={limit}" : null;

        return Answer.WriteAsync(context, 200, new ModelPage(models.Skip(offset).Take(limit).Select(Model), models.Count, new(next)));
    }

    private Task EndpointsAsync(HttpContext context, string model)
    {
        if (!account.Series.Models.Contains(model, StringComparer.Ordinal))
        {
            throw OpenRouterErrors.Of(404);
        }

        var endpoints = Routes.Of(model).Select((provider, rank) => new EndpointBody(
            $"{provider} | {model}", provider, provider.ToLowerInvariant().Replace(' ', '-'), model, Pricing(model, RouteFactors[rank])));

        return Answer.WriteAsync(context, 200, new Page<EndpointsBody>(new(model, Created(), endpoints)));
    }

    private ModelBody Model(string model) => new(model, Created(), Pricing(model, 1), new($"/api/v1/models/{model}/endpoints"));

    private long Created() => account.Series.Start.AddDays(-180).ToUnixTimeSeconds();

    private PricingBody Pricing(string model, decimal factor) => new(account.Prices.Input(model, factor), account.Prices.Output(model, factor));

    private sealed record ModelPage(IEnumerable<ModelBody> Data, int TotalCount, NextLink Links);

    private sealed record NextLink(string? Next);

    private sealed record DetailsLink(string Details);

    private sealed record PricingBody(string Prompt, string Completion)
    {
        public string Request { get; init; } = "0";

        public string Image { get; init; } = "0";
    }

    private sealed record ArchitectureBody
    {
        public IReadOnlyList<string> InputModalities { get; init; } = ["text"];

        public IReadOnlyList<string> OutputModalities { get; init; } = ["text"];

        public string Modality { get; init; } = "text->text";

        public string? InstructType { get; init; }

        public string Tokenizer { get; init; } = "Other";
    }

    private sealed record TopProviderBody(int? ContextLength, bool IsModerated, int? MaxCompletionTokens);

    private sealed record ModelBody(string Id, long Created, PricingBody Pricing, DetailsLink Links)
    {
        public string CanonicalSlug => Id;

        public string Name => Id;

        public string Description { get; init; } = "A model of the Sandbox.";

        public ArchitectureBody Architecture { get; init; } = new();

        public int? ContextLength { get; init; } = 128_000;

        public object? DefaultParameters { get; init; }

        public string? ExpirationDate { get; init; }

        public string? KnowledgeCutoff { get; init; }

        public object? PerRequestLimits { get; init; }

        public IReadOnlyList<string> SupportedParameters { get; init; } = ["max_tokens", "temperature"];

        public IReadOnlyList<string>? SupportedVoices { get; init; }

        public TopProviderBody TopProvider { get; init; } = new(128_000, false, 16_384);
    }

    private sealed record EndpointsBody(string Id, long Created, IEnumerable<EndpointBody> Endpoints)
    {
        public string Name => Id;

        public string Description { get; init; } = "A model of the Sandbox.";

        public ArchitectureBody Architecture { get; init; } = new();
    }

    private sealed record PercentilesBody(double P50, double P75, double P90, double P99);

    private sealed record EndpointBody(string Name, string ProviderName, string Tag, string ModelId, PricingBody Pricing)
    {
        public string ModelName => ModelId;

        public int ContextLength { get; init; } = 128_000;

        public int? MaxCompletionTokens { get; init; } = 16_384;

        public int? MaxPromptTokens { get; init; }

        public string Quantization { get; init; } = "unknown";

        public int Status { get; init; }

        public IReadOnlyList<string> SupportedParameters { get; init; } = ["max_tokens", "temperature"];

        public bool SupportsImplicitCaching { get; init; }

        [JsonPropertyName("latency_last_30m")]
        public PercentilesBody? LatencyLast30m { get; init; }

        [JsonPropertyName("throughput_last_30m")]
        public PercentilesBody? ThroughputLast30m { get; init; }

        [JsonPropertyName("uptime_last_1d")]
        public double? UptimeLast1d { get; init; } = 99.9;

        [JsonPropertyName("uptime_last_30m")]
        public double? UptimeLast30m { get; init; } = 100;

        [JsonPropertyName("uptime_last_5m")]
        public double? UptimeLast5m { get; init; } = 100;
    }
}
