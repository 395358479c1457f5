using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers;

/// <summary>
/// One key, or one budget layer of a key, as the provider reports it: a reservoir of its own, different from the
/// account's balance. Weeks start on Monday, all windows are UTC.
/// </summary>
public sealed record KeyCap(string Account, DateTimeOffset ObservedAt, string KeyId, string Name)
{
    /// <summary><c>key_limit</c>, or the layer's scope as the provider names it (<c>member</c>, <c>workspace</c> …).</summary>
    public string Layer { get; init; } = "key_limit";

    /// <summary>Null: no cap.</summary>
    public Usd? Limit { get; init; }

    /// <summary>Null: no cap, or not told. Zero or negative: calls with this key are refused.</summary>
    public Usd? Remaining { get; init; }

    public CapReset Reset { get; init; }

    /// <summary>Spend since the key was made; null where not told.</summary>
    public Usd? Usage { get; init; }

    public Usd? UsageToday { get; init; }

    public Usd? UsageThisWeek { get; init; }

    public Usd? UsageThisMonth { get; init; }

    public bool Disabled { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? Workspace { get; init; }
}

public enum CapReset
{
    Never,
    Daily,
    Weekly,
    Monthly,
}
