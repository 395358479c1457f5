using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>What a runway is told from.</summary>
/// <param name="Balance">What is left; can be negative.</param>
/// <param name="Floor">Calls can fail at or below it: the headroom floor, or zero.</param>
/// <param name="History">Hours of spend; those that end after <paramref name="Now"/> are not looked at.</param>
public sealed record RunwayInput(Usd Balance, Usd Floor, SpendHistory History, DateTimeOffset Now)
{
    /// <summary>How long a history is worth keeping: more says nothing more.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromHours(BurnProfile.RhythmHours);

    /// <summary>Spend since the history's last whole hour until now; null: unknown.</summary>
    public Usd? Partial { get; init; }

    /// <summary>Credits with an end, in the order of their end.</summary>
    public IReadOnlyList<CreditExpiry> Expiries { get; init; } = [];
}

/// <summary>A lot of credits that ends, whether used or not.</summary>
/// <param name="Ahead">Credits that are used before this lot is touched.</param>
/// <param name="Remaining">What is left of the lot now.</param>
public sealed record CreditExpiry(DateTimeOffset At, Usd Ahead, Usd Remaining);
