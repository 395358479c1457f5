using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Caps;

/// <summary>
/// What an inference key says of its own use. The days that the bot was not there for are in its counters of the week and
/// the month only.
/// </summary>
/// <param name="ObservedAt">When it said so: a counter holds from its window's start until then.</param>
public sealed record OwnCounters(DateTimeOffset ObservedAt, Usd? Today, Usd? Week, Usd? Month)
{
    private const string OwnLimit = "key_limit";

    /// <returns>Null when the account's keys are listed, so that there is no one key that it is read with.</returns>
    public static OwnCounters? Of(IReadOnlyList<KeyCap> caps) =>
        caps.Where(static cap => cap.Layer == OwnLimit).ToList() is [var own] ? new(own.ObservedAt, own.UsageToday, own.UsageThisWeek, own.UsageThisMonth) : null;

    /// <summary>Use from an instant until <see cref="ObservedAt"/>; null when no counter begins there.</summary>
    public Usd? Since(DateTimeOffset start) =>
        start == ObservedAt.FloorMonth() ? Month : start == ObservedAt.FloorWeek() ? Week : start == ObservedAt.FloorDay() ? Today : null;
}
