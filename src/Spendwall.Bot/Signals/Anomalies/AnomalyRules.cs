namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>
/// Every constant of the anomaly watch, fixed on the development series (README of this folder); one rule for all
/// statistics: a change is news when a figure beats the scope's own record by a margin.
/// </summary>
public sealed record AnomalyRules
{
    public static readonly AnomalyRules Shipped = new();

    /// <summary>How long a record stands.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Before a whole week was seen, its rhythm is not known and nothing is news.</summary>
    public TimeSpan Warm { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A record of fewer values is none.</summary>
    public int Values { get; init; } = 12;

    /// <summary>By how much a figure must beat its record.</summary>
    public double Margin { get; init; } = 1.10;

    /// <summary>USD per request follows prompts, mix and repeats, which have figures of their own: alone it must say more.</summary>
    public double PriceMargin { get; init; } = 1.25;

    /// <summary>A caller below this share of a week's spend is watched only as a part of the whole.</summary>
    public double Share { get; init; } = 0.22;

    /// <summary>Ratios of a few requests say nothing.</summary>
    public double Requests { get; init; } = 20;

    /// <summary>Normal for this long: it is over.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromHours(12);

    /// <summary>An open one is told again when its figure is this many times what was told.</summary>
    public double Worse { get; init; } = 1.5;

    /// <summary>What lasted this long is how things are now: it is taken into the record and no incident any more.</summary>
    public TimeSpan Accept { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Days of a whole scope's spend find what grows slowly; its hours are those of its callers, which are watched.</summary>
    public IReadOnlyList<TimeSpan> TotalWindows { get; init; } = [TimeSpan.FromDays(2)];

    /// <summary>Their record ends so long ago: what grows by a few hundredths a day beats none that ends the day before.</summary>
    public TimeSpan TotalGap { get; init; } = TimeSpan.FromDays(5);

    /// <summary>A record of two days is soon made in a fortnight: the spend of a whole scope must say more.</summary>
    public double TotalMargin { get; init; } = 1.15;

    /// <summary>Half-life of the level.</summary>
    public TimeSpan Level { get; init; } = TimeSpan.FromHours(12);

    public IReadOnlyList<TimeSpan> CallerWindows { get; init; } = [TimeSpan.FromHours(3), TimeSpan.FromHours(6)];

    /// <summary>Surge: a caller's last hours against the same hours of the days before.</summary>
    public TimeSpan SurgeWindow { get; init; } = TimeSpan.FromHours(3);

    public int SurgeDays { get; init; } = 3;

    /// <summary>After quiet days much is a surge: it must say more.</summary>
    public double SurgeMargin { get; init; } = 1.50;

    public TimeSpan RatioWindow { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The decay of shares and of each model's usual price: about a week.</summary>
    public TimeSpan Usual { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Callers of a scope, and models of a caller, beyond this many are watched only as a part of the whole.</summary>
    public int Most { get; init; } = 64;
}
