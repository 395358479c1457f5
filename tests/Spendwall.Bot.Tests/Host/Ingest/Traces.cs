using System.Text.Json.Nodes;

namespace Spendwall.Bot.Tests.Host.Ingest;

/// <summary>OTLP bodies as they are really sent.</summary>
internal static class Traces
{
    public const string Trace = "5b8efff798038103d269b633813fc60c";

    /// <summary>A span of OpenRouter's Broadcast as captured in July 2026: nanoseconds as text, counts as numbers.</summary>
    public static JsonObject Broadcast(string generation, string span = "eee19b7ec3c1b174", string served = "vendor/model-b") => new()
    {
        ["traceId"] = Trace,
        ["spanId"] = span,
        ["name"] = "LLM Generation",
        ["kind"] = 3,
        ["startTimeUnixNano"] = "1795240800000000000",
        ["endTimeUnixNano"] = "1795240801250000000",
        ["attributes"] = Attributes(
            ("gen_ai.system", "vendor"),
            ("gen_ai.provider.name", "openai"),
            ("gen_ai.request.model", "vendor/model-a"),
            ("gen_ai.response.model", served),
            ("gen_ai.response.id", generation),
            ("gen_ai.usage.input_tokens", 1200),
            ("gen_ai.usage.output_tokens", 300),
            ("gen_ai.usage.total_tokens", 1500),
            ("gen_ai.usage.input_cost", 0.001),
            ("gen_ai.usage.output_cost", 0.002),
            ("gen_ai.usage.total_cost", 0.003),
            ("gen_ai.usage.input_tokens.cached", 200),
            ("gen_ai.usage.output_tokens.reasoning", 50),
            ("gen_ai.response.finish_reason", "stop"),
            ("trace.metadata.openrouter.api_key_name", "batch-7"),
            ("trace.metadata.openrouter.provider_name", "Nebius"),
            ("trace.metadata.openrouter.provider_slug", "nebius"),
            ("trace.metadata.workflow", "summaries")),
        ["status"] = new JsonObject { ["code"] = 1 },
    };

    /// <summary>A route that was tried for the request of <paramref name="parent"/>.</summary>
    public static JsonObject Attempt(int index, string parent = "eee19b7ec3c1b174") => new()
    {
        ["traceId"] = Trace,
        ["spanId"] = $"aaaaaaaaaaaaaaa{index}",
        ["parentSpanId"] = parent,
        ["name"] = "attempt",
        ["startTimeUnixNano"] = "1795240800000000000",
        ["endTimeUnixNano"] = "1795240800250000000",
        ["attributes"] = Attributes(("span.metadata.attempt_index", index), ("gen_ai.request.model", "vendor/model-a"), ("gen_ai.usage.total_cost", 0.003), ("gen_ai.usage.input_tokens", 1200)),
    };

    public static JsonObject Body(string? generation, params JsonObject[] spans) => Body(
        generation is null ? Attributes(("service.name", "checkout")) : Attributes(("service.name", "openrouter"), ("openrouter.trace.id", generation)), spans);

    public static JsonObject Body(JsonArray resource, params JsonObject[] spans) => new()
    {
        ["resourceSpans"] = new JsonArray(new JsonObject
        {
            ["scopeSpans"] = new JsonArray(new JsonObject { ["scope"] = new JsonObject { ["name"] = "x" }, ["spans"] = new JsonArray([.. spans.Select(static span => span.DeepClone())]) }),
            ["resource"] = new JsonObject { ["attributes"] = resource },
        }),
    };

    public static JsonArray Attributes(params (string Key, object Value)[] attributes) =>
        new([.. attributes.Select(static pair => new JsonObject
        {
            ["key"] = pair.Key,
            ["value"] = pair.Value switch
            {
                string text => new JsonObject { ["stringValue"] = text },
                int number => new JsonObject { ["intValue"] = number },
                long number => new JsonObject { ["intValue"] = number.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                double number => new JsonObject { ["doubleValue"] = number },
                bool flag => new JsonObject { ["boolValue"] = flag },
                JsonNode node => node,
                _ => throw new ArgumentException(pair.Key),
            },
        })]);

    public static JsonObject Span(string span, params (string Key, object Value)[] attributes) => new()
    {
        ["traceId"] = Trace,
        ["spanId"] = span,
        ["startTimeUnixNano"] = "1795240800000000000",
        ["endTimeUnixNano"] = "1795240801000000000",
        ["attributes"] = Attributes(attributes),
    };
}
