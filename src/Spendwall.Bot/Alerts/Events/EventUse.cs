using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>What an event's scope cost in one account, by whole hours, against the same hours of the week before it began.</summary>
/// <param name="AsOf">The end of the last hour that was looked at.</param>
/// <param name="Inside">Its scope while it lasted.</param>
/// <param name="Account">The whole account in that time.</param>
/// <param name="After">Its scope since it ended; nothing while it lasts.</param>
/// <param name="Planned">What its scope is expected to cost over the whole event.</param>
public sealed record EventUse(DateTimeOffset AsOf, UseAgainst Inside, UseAgainst Account, UseAgainst After, Usd Planned)
{
    /// <summary>Whole hours in <see cref="After"/>.</summary>
    public int HoursAfter { get; init; }

    /// <summary>By caller, how much of its cost lies inside the scope, from 0 to 1.</summary>
    public IReadOnlyDictionary<string, double> Shares { get; init; } = new Dictionary<string, double>();
}

/// <summary>What was expected and what it was.</summary>
public readonly record struct UseAgainst(Usd Expected, Usd Actual)
{
    public Usd Extra => Actual - Expected;
}

/// <summary>An event with what it was used for.</summary>
/// <param name="Here">In the account in question; null: not known.</param>
/// <param name="Total">In every account that its scope reaches.</param>
/// <param name="Planned">What is expected of all of them over the whole event.</param>
public sealed record MeteredEvent(SpendEvent Event, EventUse? Here, UseAgainst Total, Usd Planned)
{
    /// <summary>How many accounts could be measured; none: the amounts are unknown, not zero.</summary>
    public int Accounts { get; init; }

    /// <summary>How much more than expected it may have cost until now.</summary>
    public Usd Allowed => Bound(Total.Expected);

    /// <summary>How much more than expected it may cost in all.</summary>
    public Usd AllowedInAll => Bound(Planned);

    private Usd Bound(Usd expected)
    {
        Usd? times = Event.Factor is { } factor ? Usd.FromEstimate(Math.Min(expected.ToDouble() * (factor - 1), EventBook.MostUsd.ToDouble())) : null;

        return (Event.Cap, times) switch
        {
            ({ } cap, { } more) => Usd.Min(cap, more),
            ({ } cap, null) => cap,
            _ => times ?? Usd.Zero,
        };
    }
}
