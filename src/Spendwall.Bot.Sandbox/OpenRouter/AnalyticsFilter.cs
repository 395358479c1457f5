using System.Text.Json;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>One condition; all of a query must hold. Ids are compared, not the names that rows show.</summary>
internal sealed record AnalyticsFilter(string Field, string Operator, IReadOnlyList<string> Values)
{
    public static readonly IReadOnlyDictionary<string, string> Operators = new Dictionary<string, string>
    {
        ["eq"] = "scalar",
        ["neq"] = "scalar",
        ["in"] = "array",
        ["not_in"] = "array",
        ["gt"] = "scalar",
        ["gte"] = "scalar",
        ["lt"] = "scalar",
        ["lte"] = "scalar",
    };

    /// <exception cref="Serving.ContractError">400, with the reason.</exception>
    public static AnalyticsFilter Parse(JsonElement filter)
    {
        string field = Text(filter, "field");
        string operation = Text(filter, "operator");
        if (!AnalyticsDimensions.All.ContainsKey(field) || !Operators.TryGetValue(operation, out string? shape) || !filter.TryGetProperty("value", out var value))
        {
            throw OpenRouterErrors.Refused($"Invalid filter on {field}");
        }

        if ((shape == "array") != (value.ValueKind == JsonValueKind.Array))
        {
            throw OpenRouterErrors.Refused($"The operator {operation} takes a value of kind {shape}");
        }

        return new(field, operation, value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ToString())] : [value.ToString()]);
    }

    public bool Accepts(string value) => Operator switch
    {
        "eq" or "in" => Values.Contains(value, StringComparer.Ordinal),
        "neq" or "not_in" => !Values.Contains(value, StringComparer.Ordinal),
        "gt" => string.CompareOrdinal(value, Values[0]) > 0,
        "gte" => string.CompareOrdinal(value, Values[0]) >= 0,
        "lt" => string.CompareOrdinal(value, Values[0]) < 0,
        _ => string.CompareOrdinal(value, Values[0]) <= 0,
    };

    private static string Text(JsonElement filter, string name) =>
        filter.ValueKind == JsonValueKind.Object && filter.TryGetProperty(name, out var value) ? value.ToString() : "";
}
