using System.Text.Json;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>One of <c>/organization/usage/*</c>.</summary>
/// <param name="Name">The last part of its path, and the dimension's value.</param>
/// <param name="Requests">The field that counts its requests; null: it has none.</param>
internal sealed record UsageEndpoint(string Name, IReadOnlyList<string> GroupBy, string? Requests)
{
    private static readonly string[] ByModel = ["project_id", "api_key_id", "model"];
    private static readonly string[] ByKey = ["project_id", "api_key_id"];
    private static readonly string[] ByProject = ["project_id"];

    /// <summary>Those that are counted in tokens.</summary>
    public static readonly IReadOnlyList<UsageEndpoint> OfTokens =
    [
        new("completions", ByModel, "num_model_requests"),
        new("embeddings", ByModel, "num_model_requests"),
        new("moderations", ByModel, "num_model_requests"),
    ];

    public static readonly IReadOnlyList<UsageEndpoint> All =
    [
        .. OfTokens,
        new("images", ByModel, "num_model_requests"),
        new("audio_speeches", ByModel, "num_model_requests"),
        new("audio_transcriptions", ByModel, "num_model_requests"),
        new("vector_stores", ByProject, null),
        new("code_interpreter_sessions", ByProject, "num_sessions"),
        new("file_search_calls", ByKey, "num_requests"),

        // The model's own requests are counted by completions already.
        new("web_search_calls", ByModel, "num_requests"),
    ];

    /// <exception cref="FormatException">A count is no number.</exception>
    public UsageBucket Decode(DateTimeOffset start, JsonElement result) => new(start, new UsageSeries
    {
        Project = result.Text("project_id") ?? "",
        Key = result.Text("api_key_id") ?? "",
        Model = result.Text("model") ?? "",
        Endpoint = Name,
    })
    {
        Requests = Requests is null ? null : result.Count(Requests),
        InputTokens = result.Count("input_tokens"),
        CachedTokens = result.Count("input_cached_tokens"),
        OutputTokens = result.Count("output_tokens"),
    };
}
