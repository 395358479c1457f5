using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>
/// One request to a model as somebody told of it, never its text. Account, id and attempt are its identity: what is told
/// again, or later, is merged into what is there (<see cref="RequestMerge"/>). Null is not told.
/// </summary>
public sealed record RequestRecord
{
    /// <summary>The largest attempt that is told apart.</summary>
    public const int LastAttempt = 1000;

    public required string Account { get; init; }

    /// <summary>The provider's id (<c>gen-…</c>, <c>chatcmpl-…</c>) or the caller's own: printable ASCII, at most 128 characters.</summary>
    public required string Id { get; init; }

    /// <summary>From 1: the caller's own count of tries under one id. What a router tries inside one request is <see cref="Tries"/>.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it began. Null: a later word on a request, such as an accepted mark, which counts once the request itself is told.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The request that this one repeats.</summary>
    public string? ParentId { get; init; }

    public RequestLabels Labels { get; init; } = RequestLabels.None;

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>What was behind a failure; null when it did not fail, or nobody said.</summary>
    public ErrorCause? Cause { get; init; }

    /// <summary>The provider's or the SDK's short code, such as <c>rate_limit_exceeded</c>; never a message.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>All input tokens, cached ones included.</summary>
    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? CacheWriteTokens { get; init; }

    /// <summary>All output tokens, reasoning included.</summary>
    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    /// <summary>What the account is charged.</summary>
    public Usd? Cost { get; init; }

    public CostSource CostSource { get; init; }

    /// <summary>The word on the cost is of this time: the latest counts. Null: older than any.</summary>
    public DateTimeOffset? CostAt { get; init; }

    /// <summary>What an upstream provider bills for the customer's own key; in no total.</summary>
    public Usd? UpstreamCost { get; init; }

    /// <summary>Whether the result was of use.</summary>
    public bool? Accepted { get; init; }

    /// <summary>As <see cref="CostAt"/>.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>How many routes or models the router tried for this one request; above 1 the first of them failed.</summary>
    public int? Tries { get; init; }

    /// <summary>Answered from the provider's response cache, at no cost.</summary>
    public bool? FromCache { get; init; }

    public long? DurationMs { get; init; }

    /// <summary>Equal for requests of equal sizes (tokens, characters, messages) or of an equal hash by the caller; says nothing of the content.</summary>
    public long? Fingerprint { get; init; }

    public RequestSource Source { get; init; }

    /// <summary>When this store first heard of it.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Did not succeed, as far as anybody said.</summary>
    public bool Failed => Cause is not null || Status >= 400;
}

/// <summary>By what a request's spend can be told; empty is not told.</summary>
public sealed record RequestLabels
{
    public static readonly RequestLabels None = new();

    public string Project { get; init; } = "";

    public string Workflow { get; init; } = "";

    /// <summary>The key's name, or the calling service.</summary>
    public string Caller { get; init; } = "";

    /// <summary>The customer or external user for whom it ran.</summary>
    public string Customer { get; init; } = "";

    public string ModelRequested { get; init; } = "";

    public string ModelServed { get; init; } = "";

    /// <summary>The serving provider.</summary>
    public string Route { get; init; } = "";

    /// <summary>The operation: <c>chat</c>, <c>embeddings</c> …</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The model that the money went to.</summary>
    public string Model => ModelServed.Length > 0 ? ModelServed : ModelRequested;

    /// <summary>
    /// Another model served than was asked for. A dated snapshot or a variant of a model is that model; what a router such
    /// as <c>openrouter/auto</c> chose is what was asked for.
    /// </summary>
    public bool IsFallback
    {
        get
        {
            string asked = Bare(ModelRequested);
            string served = Bare(ModelServed);

            return asked.Length > 0 && served.Length > 0 && !asked.StartsWith("openrouter/", StringComparison.OrdinalIgnoreCase)
                && !served.StartsWith(asked, StringComparison.OrdinalIgnoreCase) && !asked.StartsWith(served, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Without its variant, such as <c>:free</c>.</summary>
    public static string Bare(string model) => model.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon ? model[..colon] : model;
}

/// <summary>Who says what it cost; the numbers are stored, and a larger one is believed before a smaller one.</summary>
public enum CostSource
{
    NotTold = 0,

    /// <summary>Reckoned from a price list.</summary>
    Estimate = 1,

    /// <summary>Told by the calling program.</summary>
    Caller = 2,

    /// <summary>Told by the provider with the answer or afterwards.</summary>
    Provider = 3,
}

/// <summary>Through which doors it came; the numbers are stored.</summary>
[Flags]
public enum RequestSource
{
    None = 0,
    Lines = 1,
    Import = 2,
    Broadcast = 4,
    OpenTelemetry = 8,
    Provider = 16,
}
