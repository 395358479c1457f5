using System.Text.Json;
using System.Text.RegularExpressions;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

internal static partial class GenerationDecoder
{
    public static bool IsId(string id) => id.Length <= 128 && Ids().IsMatch(id);

    /// <exception cref="FormatException">It is no generation.</exception>
    public static GenerationRecord Decode(JsonElement root)
    {
        var data = root.Required("data");

        return new GenerationRecord(data.Text("id") ?? throw new FormatException("'id' is missing"))
        {
            CreatedAt = data.Instant("created_at"),
            Model = data.Text("model"),
            Provider = data.Text("provider_name"),
            Router = data.Text("router"),
            Cost = data.Dollars("total_cost") ?? data.Dollars("usage"),
            UpstreamCost = data.Dollars("upstream_inference_cost"),
            IsByok = data.Flag("is_byok"),
            InputTokens = data.Count("native_tokens_prompt") ?? data.Count("tokens_prompt"),
            CachedTokens = data.Count("native_tokens_cached"),
            OutputTokens = data.Count("native_tokens_completion") ?? data.Count("tokens_completion"),
            ReasoningTokens = data.Count("native_tokens_reasoning"),
            Latency = Milliseconds(data, "latency"),
            GenerationTime = Milliseconds(data, "generation_time"),
            FinishReason = data.Text("finish_reason"),
            Cancelled = data.Flag("cancelled"),
            Streamed = data.Flag("streamed"),
            ServiceTier = data.Text("service_tier"),
            ExternalUser = data.Text("external_user"),
            SessionId = data.Text("session_id"),
            RequestId = data.Text("request_id"),
            Workspace = data.Text("workspace_id"),
            CachedFrom = data.Text("response_cache_source_id"),
            Attempts = [.. data.Items("provider_responses").Select(Attempt)],
        };
    }

    private static ProviderAttempt Attempt(JsonElement item) =>
        new(item.Text("provider_name"), item.Text("model_permaslug"), (int?)item.Count("status"), item.Flag("is_byok"));

    private static TimeSpan? Milliseconds(JsonElement data, string name) =>
        data.Number(name) is >= 0 and < 1_000_000_000 and { } milliseconds ? TimeSpan.FromMilliseconds((double)milliseconds) : null;

    [GeneratedRegex(@"\Agen-[0-9A-Za-z-]+\z")]
    private static partial Regex Ids();
}
