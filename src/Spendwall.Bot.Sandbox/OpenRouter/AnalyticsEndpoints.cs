using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>GET <c>/analytics/meta</c> and POST <c>/analytics/query</c>: 64 a minute, and the same question shortly after comes from a cache.</summary>
internal sealed class AnalyticsEndpoints(OpenRouterAccount account)
{
    private const int MaxCached = 64;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> recent = new();
    private readonly Dictionary<string, (DateTimeOffset At, string Data)> cache = new(StringComparer.Ordinal);

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/analytics/meta", MetaAsync);
        routes.MapPost("/analytics/query", QueryAsync);
    }

    private static Task MetaAsync(HttpContext context) => Answer.WriteAsync(context, 200, new Page<MetaBody>(new(
        AnalyticsMetrics.All.Keys.Select(name => new MetricBody(name, name.Replace('_', ' '), AnalyticsMetrics.Format(name), name.EndsWith("_rate", StringComparison.Ordinal))),
        AnalyticsDimensions.All.Select(dimension => new NamedBody(dimension.Key, dimension.Value.Label)),
        AnalyticsBuckets.All.Select(name => new NamedBody(name, name)),
        AnalyticsFilter.Operators.Select(operation => new OperatorBody(operation.Key, operation.Value)))));

    private async Task QueryAsync(HttpContext context)
    {
        var now = account.Now;
        Count(context, now);
        string question = await ReadAsync(context);
        if (Known(question, now) is not { } known)
        {
            known = (now, Ask(question, now));
            Remember(question, known);
        }

        var data = JsonNode.Parse(known.Data)!.AsObject();
        if (known.At != now)
        {
            data["cachedAt"] = known.At.ToUnixTimeMilliseconds();
        }

        await Answer.WriteAsync(context, 200, new JsonObject { ["data"] = data });
    }

    private string Ask(string question, DateTimeOffset now)
    {
        using var body = Parse(question);
        var request = AnalyticsRequest.Parse(body.RootElement, now);
        var (rows, truncated) = new AnalyticsQuery(account, request).Run(now);
        var data = new JsonObject
        {
            ["data"] = new JsonArray([.. rows]),
            ["metadata"] = new JsonObject { ["query_time_ms"] = 7, ["row_count"] = rows.Count, ["truncated"] = truncated },
        };
        var warnings = request.Filters.Where(filter => filter.Field == "api_key_id")
            .SelectMany(filter => filter.Values)
            .Where(hash => account.Callers.All.All(caller => caller.KeyHash != hash))
            .Select(hash => (JsonNode)$"Could not resolve api_key_id hash: {(hash.Length > 6 ? hash[..6] : hash)}...")
            .ToArray();
        if (warnings.Length > 0)
        {
            data["warnings"] = new JsonArray(warnings);
        }

        return data.ToJsonString();
    }

    private void Count(HttpContext context, DateTimeOffset now)
    {
        lock (gate)
        {
            while (recent.TryPeek(out var oldest) && now - oldest >= Window)
            {
                recent.Dequeue();
            }

            context.Response.Headers["X-RateLimit-Limit"] = account.Options.AnalyticsPerMinute.ToString(CultureInfo.InvariantCulture);
            if (recent.Count >= account.Options.AnalyticsPerMinute)
            {
                context.Response.Headers["X-RateLimit-Remaining"] = "0";
                throw new ContractError(429, OpenRouterErrors.Body(429)) { RetryAfter = recent.Peek() + Window - now };
            }

            recent.Enqueue(now);
            context.Response.Headers["X-RateLimit-Remaining"] = (account.Options.AnalyticsPerMinute - recent.Count).ToString(CultureInfo.InvariantCulture);
        }
    }

    private (DateTimeOffset At, string Data)? Known(string question, DateTimeOffset now)
    {
        lock (gate)
        {
            return cache.TryGetValue(question, out var known) && now - known.At < account.Options.AnalyticsCachedFor ? known : null;
        }
    }

    private void Remember(string question, (DateTimeOffset At, string Data) answer)
    {
        lock (gate)
        {
            if (cache.Count == MaxCached)
            {
                cache.Clear();
            }

            cache[question] = answer;
        }
    }

    private static async Task<string> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);

        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    private static JsonDocument Parse(string question)
    {
        try
        {
            return JsonDocument.Parse(question);
        }
        catch (JsonException)
        {
            throw OpenRouterErrors.Refused("The body is not JSON");
        }
    }

    private sealed record MetaBody(
        IEnumerable<MetricBody> Metrics, IEnumerable<NamedBody> Dimensions, IEnumerable<NamedBody> Granularities, IEnumerable<OperatorBody> Operators);

    private sealed record MetricBody(string Name, string DisplayLabel, string DisplayFormat, bool IsRate);

    private sealed record NamedBody(string Name, string DisplayLabel);

    private sealed record OperatorBody(string Name, string ValueType);
}
