using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Reconciliation;

/// <summary>One request as the provider tells of it; null is not told.</summary>
public sealed record ProviderRecord(string Account, string Id, DateTimeOffset At)
{
    public string Model { get; init; } = "";

    public string Route { get; init; } = "";

    public Usd? Cost { get; init; }

    /// <summary>What an upstream provider bills for the customer's own key; in no total.</summary>
    public Usd? UpstreamCost { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public bool? FromCache { get; init; }

    public bool? Failed { get; init; }
}

/// <summary>What the last reconciliation of an account came to.</summary>
/// <param name="Moved">What the counter of usage rose by.</param>
public sealed record ReconcileResult(DateTimeOffset From, DateTimeOffset Until, Usd Moved, Usd Unexplained);
