using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Grading;

/// <summary>A band that was promised beside what came, all in one unit: hours for a runway, USD for a period.</summary>
/// <param name="P10">Null: beyond what can be promised.</param>
/// <param name="Actual">What came. Where it is not over, the least it can be.</param>
/// <param name="IsOver">False: it has outlasted the band and goes on.</param>
/// <param name="Subject">What it was about: two promises about one subject at the same time are no two trials.</param>
/// <param name="Span">From the promise until what came was there.</param>
public sealed record PromiseOutcome(double? P10, double? P50, double? P90, double Actual, bool IsOver, string Subject, UtcRange Span)
{
    /// <summary>What came is at or below a quantile; one beyond the horizon is above everything.</summary>
    public bool IsWithin(double? quantile) => quantile is not { } limit || (IsOver && Actual <= limit);

    /// <summary>What came is below a quantile.</summary>
    public bool IsBelow(double? quantile) => quantile is not { } limit || Actual < limit;
}

/// <summary>An alert that called for action, beside the time it left.</summary>
/// <param name="Needed">The lead time.</param>
/// <param name="Left">From the alert until the money was gone; where that is not over, the least it can be.</param>
public sealed record AlertOutcome(TimeSpan Needed, TimeSpan Left);
