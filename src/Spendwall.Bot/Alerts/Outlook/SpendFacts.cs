using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>What the ledger knows of one account's spend, in the shape that the signals take.</summary>
/// <param name="History">Hours of the last weeks.</param>
/// <param name="AsOf">Up to where the spend is known: windows and forecasts of spend start here.</param>
internal sealed record SpendFacts(SpendHistory History, DateTimeOffset AsOf)
{
    /// <summary>How long the history goes back: the rhythm's four weeks, a week for the runway a week ago, a month's days.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(36);

    private static readonly TimeSpan Near = TimeSpan.FromMinutes(2);

    public static readonly IReadOnlyDictionary<DateOnly, DaySpend> NoDays = new Dictionary<DateOnly, DaySpend>();

    /// <summary>Spend between the history's end and <see cref="AsOf"/>; null: unknown.</summary>
    public Usd? Partial { get; init; }

    public UsageCounter? Counter { get; init; }

    /// <summary>Up to where it is told apart by key and model, when that is not <see cref="AsOf"/>.</summary>
    public DateTimeOffset? Covers { get; init; }

    /// <summary>UTC days; one that is not here is unknown.</summary>
    public IReadOnlyDictionary<DateOnly, DaySpend> Days { get; init; } = NoDays;

    /// <summary>The month as the provider itself counts it, where the days do not reach back to its start; null: the days say it.</summary>
    public Usd? Month { get; init; }

    /// <summary>USD and requests of single hours, where the provider gives both.</summary>
    public IReadOnlyList<(Usd? Cost, long? Requests)> Requests { get; init; } = [];

    /// <summary>What is missing in these figures, in sentences.</summary>
    public IReadOnlyList<string> BlindSpots { get; init; } = [];

    /// <summary>Spend between the last whole hour before an instant and that instant; null: unknown.</summary>
    public Usd? PartialAt(DateTimeOffset instant)
    {
        var end = History.Until(instant).End;

        return end >= instant ? null
            : Counter?.Spend(new(end, instant)) ?? (end == History.End && (instant - AsOf).Duration() <= Near ? Partial : null);
    }
}
