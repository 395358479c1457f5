namespace Spendwall.Bot.Providers.Errors;

/// <summary>What is really behind a provider's error; finer than <see cref="ProviderFailure"/>, for people and alerts.</summary>
public enum ErrorCause
{
    Unknown,

    /// <summary>The key is missing, mistyped, disabled or expired.</summary>
    InvalidKey,

    /// <summary>The key works, but is of a kind that may not do this.</summary>
    WrongKeyKind,

    /// <summary>The key is of the right kind, but restricted.</summary>
    MissingScope,

    /// <summary>The account has no money left: every call fails.</summary>
    CreditsExhausted,

    /// <summary>Money is left, but requests in flight claim what may run at once.</summary>
    InFlightBudget,

    /// <summary>Money is left, but less than this one request could cost.</summary>
    RequestTooDear,

    /// <summary>The key's own spending limit; the account can still have money.</summary>
    KeyLimit,

    /// <summary>A guardrail's budget for a member or key.</summary>
    GuardrailBudget,

    WorkspaceBudget,

    /// <summary>The organisation's own spend or usage limit.</summary>
    OrganizationLimit,

    ProjectLimit,

    /// <summary>A guardrail, a moderation or a data policy stands in the way, not money.</summary>
    Blocked,

    NotFound,

    RateLimit,

    /// <summary>The question was too wide to be answered in time.</summary>
    QueryTooWide,

    ProviderDown,

    BadRequest,
}
