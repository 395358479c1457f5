using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>Whose limit it is.</summary>
internal enum RateScope
{
    User,
    Global,

    /// <summary>Of the resource: it does not count as an invalid request.</summary>
    Shared,

    /// <summary>The proxy's: a page instead of JSON, and Retry-After as the only header.</summary>
    Cloudflare,
}

/// <summary>429s on demand. https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit</summary>
internal static class RateLimits
{
    /// <param name="seconds">Until the next try.</param>
    public static JsonObject Body(double seconds, bool isGlobal) => new()
    {
        ["message"] = isGlobal ? "You are being rate limited globally." : "You are being rate limited.",
        ["retry_after"] = Math.Round(seconds, 3),
        ["global"] = isGlobal,
    };

    /// <param name="path">Of the requests it hits, as in <see cref="Fault"/>.</param>
    public static Fault Fault(string path, RateScope scope, TimeSpan retryAfter)
    {
        if (scope == RateScope.Cloudflare)
        {
            return new(path, FaultKind.Status)
            {
                Status = 429,
                Body = "<!DOCTYPE html><html><head><title>429</title></head><body><h1>Error 1015: you are being rate limited</h1></body></html>",
                ContentType = "text/html",
                RetryAfter = retryAfter,
            };
        }

        var headers = new Dictionary<string, string>
        {
            ["X-RateLimit-Scope"] = scope switch { RateScope.Global => "global", RateScope.Shared => "shared", _ => "user" },
        };
        if (scope == RateScope.Global)
        {
            headers["X-RateLimit-Global"] = "true";
        }
        else
        {
            headers["X-RateLimit-Limit"] = "5";
            headers["X-RateLimit-Remaining"] = "0";
            headers["X-RateLimit-Reset-After"] = retryAfter.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        }

        return new(path, FaultKind.Status)
        {
            Status = 429,
            Body = Body(retryAfter.TotalSeconds, scope == RateScope.Global).ToJsonString(),
            Headers = headers,
            RetryAfter = retryAfter,
        };
    }
}
