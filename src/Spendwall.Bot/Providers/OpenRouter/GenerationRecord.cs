using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>What OpenRouter knows of one finished request; without its text, caller or headers.</summary>
public sealed record GenerationRecord(string Id)
{
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The model that was used and charged; the requested one is not told.</summary>
    public string? Model { get; init; }

    /// <summary>The provider that served it.</summary>
    public string? Provider { get; init; }

    /// <summary>Such as <c>openrouter/auto</c>.</summary>
    public string? Router { get; init; }

    /// <summary>Charged to credits.</summary>
    public Usd? Cost { get; init; }

    /// <summary>What the upstream provider bills; meaningful with the customer's own key only.</summary>
    public Usd? UpstreamCost { get; init; }

    public bool? IsByok { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public TimeSpan? Latency { get; init; }

    public TimeSpan? GenerationTime { get; init; }

    public string? FinishReason { get; init; }

    public bool? Cancelled { get; init; }

    public bool? Streamed { get; init; }

    public string? ServiceTier { get; init; }

    /// <summary>The partner's end-user identifier.</summary>
    public string? ExternalUser { get; init; }

    public string? SessionId { get; init; }

    public string? RequestId { get; init; }

    public string? Workspace { get; init; }

    /// <summary>Set when the answer came from the response cache, at no cost.</summary>
    public string? CachedFrom { get; init; }

    /// <summary>Every provider that was tried, in order; more than one, or a status other than 200, is a fallback.</summary>
    public IReadOnlyList<ProviderAttempt> Attempts { get; init; } = [];
}

/// <param name="Status">The provider's HTTP status; null: not told.</param>
public sealed record ProviderAttempt(string? Provider, string? Model, int? Status, bool? IsByok);
