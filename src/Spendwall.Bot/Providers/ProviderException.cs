namespace Spendwall.Bot.Providers;

/// <summary>The one exception that leaves a provider client; its message never holds a key or a body.</summary>
public sealed class ProviderException(ProviderFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ProviderFailure Failure { get; } = failure;

    /// <summary>R17 in plain words: who can fix it and how.</summary>
    public required string Remedy { get; init; }

    /// <summary>The HTTP status, when an answer came.</summary>
    public int? Status { get; init; }

    /// <summary>When the provider said to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request parameter that was refused, when the provider named it.</summary>
    public string? Parameter { get; init; }

    /// <summary>Worth trying again unchanged.</summary>
    public bool IsTransient => Failure is ProviderFailure.RateLimited or ProviderFailure.Unavailable;
}

/// <summary>Why a provider could not answer.</summary>
public enum ProviderFailure
{
    /// <summary>401: the key is missing, wrong, disabled or expired.</summary>
    Credentials,

    /// <summary>403: the key is of the wrong kind, or a guardrail or limit stands in the way.</summary>
    Permission,

    /// <summary>402: credits, the in-flight budget or an unaffordable request.</summary>
    Payment,

    NotFound,

    RateLimited,

    /// <summary>408, 5xx, no connection, a timeout or an open circuit.</summary>
    Unavailable,

    /// <summary>An answer that cannot be read, or that contradicts itself.</summary>
    Malformed,

    /// <summary>400 and other answers that say the request itself was wrong.</summary>
    Rejected,

    Cancelled,
}
