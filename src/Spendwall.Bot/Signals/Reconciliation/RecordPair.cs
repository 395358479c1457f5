using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>A request as our side told of it; null is not told.</summary>
/// <param name="Attempt">From 1: the caller's own count under one id.</param>
public sealed record LocalRequest(string Id, int Attempt, DateTimeOffset At)
{
    public string Model { get; init; } = "";

    public string Caller { get; init; } = "";

    public Usd? Cost { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public bool Failed { get; init; }

    /// <summary>Answered from the provider's response cache.</summary>
    public bool FromCache { get; init; }
}

/// <summary>The same request as the provider tells of it.</summary>
public sealed record ChargedRequest(string Id, DateTimeOffset At)
{
    public string Model { get; init; } = "";

    public Usd? Cost { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public bool Failed { get; init; }

    public bool FromCache { get; init; }
}
