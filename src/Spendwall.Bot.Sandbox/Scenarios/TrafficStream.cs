namespace Spendwall.Bot.Sandbox.Scenarios;

/// <summary>One caller with one model, at its busiest hour of a weekday.</summary>
/// <param name="InputPrice">USD per million tokens.</param>
/// <param name="OutputPrice">USD per million tokens.</param>
/// <param name="Night">The share that is left at the quietest hour, 0 to 1; above 1 the stream works at night.</param>
internal sealed record TrafficStream(
    string Caller, string Model, int RequestsPerHour, int InputTokens, int OutputTokens, decimal InputPrice, decimal OutputPrice, double Night)
{
    public static readonly IReadOnlyList<TrafficStream> OpenRouter =
    [
        new("checkout-assistant", "anthropic/claude-sonnet-4.5", 420, 1_900, 310, 3m, 15m, 0.25),
        new("support-bot", "openai/gpt-5-mini", 1_300, 2_400, 420, 0.25m, 2m, 0.3),
        new("support-bot", "anthropic/claude-sonnet-4.5", 90, 3_100, 380, 3m, 15m, 0.3),
        new("batch-summaries", "google/gemini-2.5-flash", 700, 6_500, 600, 0.3m, 2.5m, 1.4),
        new("search-rerank", "qwen/qwen3-235b-a22b", 2_600, 900, 60, 0.2m, 0.6m, 0.4),
    ];

    public static readonly IReadOnlyList<TrafficStream> OpenAI =
    [
        new("web-app", "gpt-5.1", 240, 2_100, 350, 1.25m, 10m, 0.25),
        new("web-app", "gpt-5-mini", 800, 1_500, 260, 0.25m, 2m, 0.25),
        new("research", "gpt-5.1", 60, 9_000, 1_400, 1.25m, 10m, 0.1),
        new("ingest", "text-embedding-3-large", 1_900, 1_100, 0, 0.13m, 0m, 1.2),
    ];
}
