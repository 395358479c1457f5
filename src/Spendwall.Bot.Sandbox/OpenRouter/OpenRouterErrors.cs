using System.Globalization;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>OpenRouter's error answers, word for word where they are published.</summary>
internal static class OpenRouterErrors
{
    /// <summary>For a 402 fault: the balance is positive and calls fail all the same.</summary>
    public const string InFlightBudget = """
        {"error":{"code":402,"message":"This request would exceed your available credits given your current in-flight requests. Retry after in-flight requests settle, or add credits.","metadata":{"reason":"in_flight_budget_exhausted","limit_source":"openrouter_in_flight_budget","remedy_hint":"Retry after your in-flight requests settle (see the Retry-After header). Adding credits at https://openrouter.ai/settings/credits raises your in-flight budget, up to a capped ceiling."}}}
        """;

    /// <summary>For a 402 fault: a large <c>max_tokens</c> fails long before zero.</summary>
    public const string Unaffordable = """
        {"error":{"code":402,"message":"This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 3919"}}
        """;

    /// <summary>For a 403 fault: a per-key cap, which the documents list under 402.</summary>
    public const string KeyLimit = """
        {"error":{"message":"Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys","code":403}}
        """;

    public static object Body(int status) => new Envelope(new(status, status switch
    {
        400 => "Invalid request parameters",
        401 => "Missing Authentication header",
        402 => "Insufficient credits. Add more using https://openrouter.ai/credits",
        403 => "Only management keys can perform this operation",
        404 => "Resource not found",
        408 => "Operation timed out. Please try again later.",
        429 => "Rate limit exceeded",
        500 => "Internal Server Error",
        502 or 529 => "Provider returned error",
        503 => "Service temporarily unavailable",
        524 => "Request timed out. Please try again later.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Error {status}"),
    }, status == 429 ? new("rate_limit_exceeded") : null));

    public static ContractError Of(int status) => new(status, Body(status));

    public static ContractError Refused(string message) => new(400, new Envelope(new(400, message, null)));

    private sealed record Envelope(ErrorBody Error);

    private sealed record ErrorBody(int Code, string Message, Metadata? Metadata);

    private sealed record Metadata(string ErrorType);
}
