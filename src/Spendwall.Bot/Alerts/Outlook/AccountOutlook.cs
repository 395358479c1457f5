using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Drops;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>Everything that commands and alerts say about one account now: one reading of the ledger, one run of the signals.</summary>
public sealed record AccountOutlook
{
    public required AccountOptions Account { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>When the provider was last read with success; null: never.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Up to where the spend is known.</summary>
    public DateTimeOffset? CoversUntil { get; init; }

    /// <summary>The polls that failed in a row, newest first; empty when the last one went well.</summary>
    public IReadOnlyList<Ledger.PollRun> Failing { get; init; } = [];

    /// <summary>Requests that were refused for lack of credits until just now, as request records tell; null: none, or calls are served again.</summary>
    public Refusals? Refusals { get; init; }

    /// <summary>Null when the account is not a reservoir, or its balance is unknown.</summary>
    public ReservoirOutlook? Reservoir { get; init; }

    /// <summary>Keys and budget layers with a cap, the most urgent first.</summary>
    public IReadOnlyList<CapOutlook> Caps { get; init; } = [];

    /// <summary>Where one inference key is all that is seen: its own counters.</summary>
    public Ledger.Caps.OwnCounters? OwnUse { get; init; }

    /// <summary>Spend of the UTC month, for every account that has any.</summary>
    public MeterOutlook? Meter { get; init; }

    /// <summary>What the last daily reconciliation came to; null: there is none.</summary>
    public Ledger.Reconciliation.ReconcileResult? Reconciled { get; init; }

    /// <summary>The unexplained share above which that is an alert.</summary>
    public double ReconcileAbove { get; init; } = 0.05;

    public required BurnRates Burn { get; init; }

    /// <summary>The models that drain it since yesterday 00:00 UTC, largest first.</summary>
    public IReadOnlyList<Drain> Models { get; init; } = [];

    /// <summary>The serving providers that drain it since yesterday 00:00 UTC, largest first.</summary>
    public IReadOnlyList<Drain> Routes { get; init; } = [];

    /// <summary>What is unusual about its spend; null: it was not looked at.</summary>
    public Anomalies.AnomalyOutlook? Anomalies { get; init; }

    /// <summary>The runway against what was told of it before; null: it was not looked at, or there is nothing to compare.</summary>
    public Drops.DropOutlook? Drop { get; init; }

    /// <summary>The spend that all of it is told from; null: none is known.</summary>
    internal SpendFacts? Facts { get; init; }

    /// <summary>What this account does not show, in sentences.</summary>
    public IReadOnlyList<string> BlindSpots { get; init; } = [];
}

/// <summary>The prepaid side.</summary>
/// <param name="Floor">The headroom floor; calls can fail at or below it.</param>
/// <param name="FloorEstimated">The p99 request cost behind it is an estimate.</param>
/// <param name="LargestRequest">The costliest request known, or the estimate of it.</param>
/// <param name="ActBy">P10 exhaustion minus the lead time; can lie in the past.</param>
/// <param name="Binding">What bites first: <c>balance</c>, <c>key:NAME</c>, another layer (<c>workspace:NAME</c>), or <c>lot:DAY</c> for credits that expire unused on that day.</param>
/// <param name="OwnRecord">The balance is typed-in lots minus costs, not the provider's word.</param>
public sealed record ReservoirOutlook(
    Usd Balance, Usd? Floor, bool FloorEstimated, Usd? LargestRequest, RunwayForecast Runway, RunwayForecast? RunwayWeekAgo, DateTimeOffset? ActBy, string Binding, bool OwnRecord)
{
    /// <summary>The spend that the balance is told from: what is promised of it is held to this.</summary>
    public SpendMark? Mark { get; init; }

    /// <summary>The same runway as it was told before; null: no spend is known.</summary>
    public RunwayPast? Past { get; init; }
}

/// <summary>One cap and its own runway.</summary>
/// <param name="Layer"><c>key_limit</c>, or the budget layer as the provider names it.</param>
/// <param name="ResetsAt">Null: never.</param>
/// <param name="Left">Until it is used up, the middle; null: not before it resets, or its burn is unknown or nothing.</param>
public sealed record CapOutlook(string Name, string Layer, Usd Limit, Usd Remaining, DateTimeOffset? ResetsAt, TimeSpan? Left)
{
    /// <summary>USD per hour of what the cap counts, about a week's mean; null: unknown.</summary>
    public Usd? Burn { get; init; }

    /// <summary>The same with a band, by the burn of what the cap counts; a quantile after the reset is null. Null: nothing of it is known.</summary>
    public RunwayForecast? Runway { get; init; }

    /// <summary>How <see cref="ReservoirOutlook.Binding"/> names it.</summary>
    public string Text => Layer == "key_limit" ? $"key:{Name}" : $"{Layer}:{Name}";
}

/// <summary>The accrued side, UTC month.</summary>
/// <param name="Estimated">The part of <paramref name="MonthToDate"/> that is a nowcast.</param>
/// <param name="Yesterday">The last whole day.</param>
/// <param name="DayBefore">The day before that.</param>
public sealed record MeterOutlook(UtcRange Month, Usd MonthToDate, Usd Estimated, Usd? Today, Usd? Yesterday, Usd? DayBefore, PeriodForecast? MonthEnd, Usd? Budget);

/// <param name="Share">0 to 1 of the account's spend.</param>
public sealed record Drain(string Name, Usd Spend, double Share);
