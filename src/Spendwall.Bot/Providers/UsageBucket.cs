using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers;

/// <summary>
/// One row of usage: a start, a width and dimensions, to requests, tokens and USD. A dimension that the view does not
/// have is the empty string; a figure that the provider does not give is null, never zero.
/// </summary>
public sealed record UsageBucket(DateTimeOffset Start, UsageSeries Series)
{
    public long? Requests { get; init; }

    /// <summary>All input tokens, cached ones included.</summary>
    public long? InputTokens { get; init; }

    /// <summary>The cached part of <see cref="InputTokens"/>.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>All output tokens, reasoning included.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>The reasoning part of <see cref="OutputTokens"/>.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>What the account is charged; null in a view that carries no money.</summary>
    public Usd? Cost { get; init; }

    /// <summary>What an upstream provider bills for the customer's own key; in no total.</summary>
    public Usd? ByokCost { get; init; }
}

/// <summary>The dimensions of a bucket.</summary>
public sealed record UsageSeries
{
    public string Project { get; init; } = "";

    public string Key { get; init; } = "";

    public string Model { get; init; } = "";

    /// <summary>The serving provider behind a router.</summary>
    public string Route { get; init; } = "";

    /// <summary>The service or line item: <c>completions</c>, <c>embeddings</c>, <c>gpt-6-astra, input_tokens</c> …</summary>
    public string Endpoint { get; init; } = "";
}
