using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>The metrics that are served: counts as strings, costs as numbers, absent cost parts as null.</summary>
internal static class AnalyticsMetrics
{
    public static readonly IReadOnlyDictionary<string, Func<Amounts, JsonNode?>> All = new Dictionary<string, Func<Amounts, JsonNode?>>
    {
        ["request_count"] = static amounts => Count(amounts.Requests),
        ["byok_request_count"] = static _ => Count(0),
        ["tokens_total"] = static amounts => Count(amounts.InputTokens + amounts.OutputTokens),
        ["tokens_prompt"] = static amounts => Count(amounts.InputTokens),
        ["tokens_completion"] = static amounts => Count(amounts.OutputTokens),
        ["reasoning_tokens"] = static _ => Count(0),
        ["cached_tokens"] = static _ => Count(0),
        ["guardrail_invoked_count"] = static _ => Count(0),
        ["response_cached_count"] = static _ => Count(0),
        ["credits_usage"] = static amounts => amounts.Usd,
        ["total_usage"] = static amounts => amounts.Usd,
        ["byok_usage"] = static _ => 0m,
        ["openrouter_usage"] = static amounts => amounts.Usd,
        ["byok_fees"] = static _ => 0m,
        ["usage_upstream"] = static amounts => amounts.Usd,
        ["usage_cache"] = static _ => null,
        ["usage_data"] = static _ => null,
        ["usage_web"] = static _ => null,
        ["usage_file"] = static _ => null,
        ["usage_web_fetch"] = static _ => null,
        ["cache_hit_rate"] = static _ => 0d,
    };

    /// <summary>How people read it: <c>number</c>, <c>currency</c> or <c>percent</c>.</summary>
    public static string Format(string metric) =>
        metric.EndsWith("_rate", StringComparison.Ordinal) ? "percent"
        : metric.Contains("usage", StringComparison.Ordinal) || metric.EndsWith("_fees", StringComparison.Ordinal) ? "currency"
        : "number";

    private static JsonNode Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One part of a row, as a dimension sees it.</summary>
internal readonly record struct AnalyticsPart(SpendRow Row, Caller Caller, string WorkspaceName, string Provider);

/// <summary>A dimension shows a name in rows and compares an id in filters.</summary>
internal sealed record AnalyticsDimension(string Label, Func<AnalyticsPart, string> Shown, Func<AnalyticsPart, string> Compared)
{
    public AnalyticsDimension(string label, Func<AnalyticsPart, string> both)
        : this(label, both, both)
    {
    }
}

internal static class AnalyticsDimensions
{
    public static readonly IReadOnlyDictionary<string, AnalyticsDimension> All = new Dictionary<string, AnalyticsDimension>
    {
        ["model"] = new("Model", static part => part.Row.Model),
        ["variant"] = new("Variant", static _ => "standard"),
        ["api_key_id"] = new("API Key", static part => part.Caller.Name, static part => part.Caller.KeyHash),
        ["user"] = new("User", static _ => "Dana Reyes", static _ => "user_sandbox"),
        ["workspace"] = new("Workspace", static part => part.WorkspaceName, static part => part.Caller.WorkspaceId),
        ["app"] = new("App", static _ => "Sandbox", static _ => "1"),
        ["provider"] = new("Provider", static part => part.Provider),
    };
}

internal static class AnalyticsBuckets
{
    public static readonly IReadOnlyList<string> All = ["minute", "hour", "day", "week", "month"];

    /// <summary>The column of the time; both spellings are on the wire.</summary>
    public static string Column(string granularity) => granularity == "minute" ? "created_at__minute" : $"date__{granularity}";

    /// <summary>Weeks begin on Sunday here, unlike the weeks of key limits.</summary>
    public static DateTimeOffset Floor(string granularity, DateTimeOffset instant) => granularity switch
    {
        "minute" => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero),
        "hour" => instant.FloorHour(),
        "day" => instant.FloorDay(),
        "week" => instant.FloorDay().AddDays(-(int)instant.UtcDateTime.DayOfWeek),
        _ => instant.FloorMonth(),
    };

    public static string Text(string granularity, DateTimeOffset bucket) =>
        granularity is "minute" or "hour" ? Serving.Answer.Iso(bucket) : Serving.Answer.Day(bucket);
}
