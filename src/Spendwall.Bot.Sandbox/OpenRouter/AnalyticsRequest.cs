using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>A checked body of POST <c>/analytics/query</c>.</summary>
internal sealed record AnalyticsRequest(IReadOnlyList<string> Metrics, IReadOnlyList<string> Dimensions, string? Granularity, UtcRange Range)
{
    public const int DefaultLimit = 1000;
    public const int MaxLimit = 10_000;

    private const int MaxFilters = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    private static readonly TimeSpan LongestByProvider = TimeSpan.FromDays(31);
    private static readonly TimeSpan LongestByMinute = TimeSpan.FromHours(3);

    public IReadOnlyList<AnalyticsFilter> Filters { get; private init; } = [];

    /// <summary>Null: not asked for.</summary>
    public int? Limit { get; private init; }

    public int? GroupLimit { get; private init; }

    public string? OrderBy { get; private init; }

    public bool Ascending { get; private init; }

    /// <exception cref="Serving.ContractError">400, with the reason.</exception>
    public static AnalyticsRequest Parse(JsonElement body, DateTimeOffset now)
    {
        Check(body.ValueKind == JsonValueKind.Object, "The body must be a JSON object");
        var metrics = Strings(body, "metrics");
        Check(metrics.Count > 0, "metrics must contain at least 1 element");
        Check(metrics.FirstOrDefault(metric => !AnalyticsMetrics.All.ContainsKey(metric)) is var badMetric && badMetric is null, $"Unknown metric: {badMetric}");
        var dimensions = Strings(body, "dimensions");
        Check(dimensions.Count <= 2, "dimensions must contain at most 2 elements");
        Check(dimensions.FirstOrDefault(dimension => !AnalyticsDimensions.All.ContainsKey(dimension)) is var bad && bad is null, $"Unknown dimension: {bad}");
        string? granularity = Text(body, "granularity");
        Check(granularity is null || AnalyticsBuckets.All.Contains(granularity), $"Unknown granularity: {granularity}");
        var filters = Filtered(body);
        var range = Window(body, now);
        CheckReach(range, now, granularity, dimensions.Concat(filters.Select(filter => filter.Field)));

        return Ordered(body, new(metrics, dimensions, granularity, range)
        {
            Filters = filters,
            Limit = Number(body, "limit", MaxLimit),
            GroupLimit = Number(body, "group_limit", int.MaxValue),
        });
    }

    private static AnalyticsRequest Ordered(JsonElement body, AnalyticsRequest request)
    {
        if (!body.TryGetProperty("order_by", out var order) || order.ValueKind != JsonValueKind.Object)
        {
            return request;
        }

        string? field = Text(order, "field");
        string? direction = Text(order, "direction");
        Check(field is "date" or "request_count" || request.Metrics.Contains(field!) || request.Dimensions.Contains(field!), $"Cannot order by {field}");
        Check(direction is "asc" or "desc", "direction must be asc or desc");

        return request with { OrderBy = field, Ascending = direction == "asc" };
    }

    private static UtcRange Window(JsonElement body, DateTimeOffset now)
    {
        if (!body.TryGetProperty("time_range", out var range) || range.ValueKind != JsonValueKind.Object)
        {
            return new(now.AddDays(-7), now);
        }

        var start = Instant(range, "start");
        var end = Instant(range, "end");
        Check(start < end, "time_range.start must be before time_range.end");

        return new(start, end);
    }

    private static void CheckReach(UtcRange range, DateTimeOffset now, string? granularity, IEnumerable<string> dimensions)
    {
        // A day of grace: a caller aligns its start to a whole day.
        var oldest = now.FloorDay();
        Check(range.Start >= oldest - Longest, "time_range must be within the last 365 days");
        Check(!dimensions.Contains("provider") || range.Start >= oldest - LongestByProvider, "The provider dimension is limited to the last 31 days");
        Check(granularity != "minute" || range.Length <= LongestByMinute, "minute granularity is limited to windows of 3 hours");
    }

    private static List<AnalyticsFilter> Filtered(JsonElement body)
    {
        if (!body.TryGetProperty("filters", out var filters) || filters.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        Check(filters.GetArrayLength() <= MaxFilters, $"filters must contain at most {MaxFilters} elements");

        return [.. filters.EnumerateArray().Select(AnalyticsFilter.Parse)];
    }

    private static List<string> Strings(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        Check(list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String), $"{name} must be an array of strings");

        return [.. list.EnumerateArray().Select(item => item.GetString()!)];
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement body, string name, int most)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Check(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 1 && number <= most, $"{name} must be a whole number from 1 to {most}");

        return value.GetInt32();
    }

    private static DateTimeOffset Instant(JsonElement range, string name)
    {
        bool good = DateTimeOffset.TryParse(
            Text(range, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant);
        Check(good, $"time_range.{name} must be an ISO 8601 date-time");

        return instant;
    }

    private static void Check(bool good, string message)
    {
        if (!good)
        {
            throw OpenRouterErrors.Refused(message);
        }
    }
}
