using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>One of the usage endpoints, with its own figures and groupings.</summary>
/// <param name="Result">The word in the result's <c>object</c>.</param>
internal sealed record UsageService(string Name, string Result, IReadOnlyCollection<string> Groups)
{
    private static readonly string[] Common = ["project_id", "user_id", "api_key_id", "model"];

    private static readonly UsageService Completions = new("completions", "completions", [.. Common, "batch", "service_tier", "api_source"])
    {
        Figures = CompletionFigures,
        OwnDimensions = [("batch", false), ("service_tier", "default"), ("api_source", "unlabeled")],
    };

    private static readonly UsageService Embeddings = new("embeddings", "embeddings", Common)
    {
        Figures = static amounts => [("input_tokens", amounts.InputTokens), ("num_model_requests", amounts.Requests)],
    };

    private static readonly UsageService Images = new("images", "images", [.. Common, "size", "source"])
    {
        Figures = static amounts => [("images", amounts.Requests), ("num_model_requests", amounts.Requests)],
        OwnDimensions = [("size", "1024x1024"), ("source", "image.generation")],
    };

    /// <summary>Vector stores and code interpreter sessions know projects only.</summary>
    public static readonly IReadOnlyList<UsageService> All =
    [
        Completions,
        Embeddings,
        new("moderations", "moderations", Common),
        Images,
        new("audio_speeches", "audio_speeches", Common),
        new("audio_transcriptions", "audio_transcriptions", Common),
        new("vector_stores", "vector_stores", ["project_id"]),
        new("code_interpreter_sessions", "code_interpreter_sessions", ["project_id"]),
        new("file_search_calls", "file_searches", ["project_id", "user_id", "api_key_id", "vector_store_id"]),
        new("web_search_calls", "web_searches", [.. Common, "context_level", "api_source"]),
    ];

    public Func<Amounts, IReadOnlyList<(string Name, long Value)>> Figures { get; private init; } = static _ => [];

    public IReadOnlyList<(string Name, JsonNode? Value)> OwnDimensions { get; private init; } = [];

    /// <summary>The service that a model belongs to, by its name.</summary>
    public static UsageService Of(string model) =>
        model.Contains("embedding", StringComparison.OrdinalIgnoreCase) ? Embeddings
        : model.Contains("sdxl", StringComparison.OrdinalIgnoreCase) || model.Contains("image", StringComparison.OrdinalIgnoreCase) || model.Contains("dall-e", StringComparison.OrdinalIgnoreCase) ? Images
        : Completions;

    private static IReadOnlyList<(string Name, long Value)> CompletionFigures(Amounts amounts) =>
    [
        ("input_tokens", amounts.InputTokens),
        ("input_cached_tokens", 0),
        ("input_cache_write_tokens", 0),
        ("input_uncached_tokens", amounts.InputTokens),
        ("output_tokens", amounts.OutputTokens),
        ("input_text_tokens", amounts.InputTokens),
        ("output_text_tokens", amounts.OutputTokens),
        ("input_cached_text_tokens", 0),
        ("input_audio_tokens", 0),
        ("input_cached_audio_tokens", 0),
        ("output_audio_tokens", 0),
        ("input_image_tokens", 0),
        ("input_cached_image_tokens", 0),
        ("output_image_tokens", 0),
        ("num_model_requests", amounts.Requests),
    ];
}
