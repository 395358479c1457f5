namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>One figure that beat its record, or is normal again.</summary>
/// <param name="At">Start of the interval with which it became known.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="Caller">Whose; null: the whole scope's.</param>
/// <param name="Since">Start of the interval with which it began.</param>
/// <param name="Value">The figure: USD, USD per hour for the level, USD or tokens per request, requests per output token, or dearer times for the mix.</param>
/// <param name="Record">What it was at most in the 14 days before.</param>
/// <param name="Turn">Whether it begins or ends.</param>
public sealed record AnomalySignal(DateTimeOffset At, AnomalyFigure Figure, string? Caller, DateTimeOffset Since, double Value, double Record, AnomalyTurn Turn)
{
    /// <summary>How many times the record.</summary>
    public double Times => Value / Record;

    /// <summary>What it points at, in the words of an explanation.</summary>
    public Driver Driver => Figure switch
    {
        AnomalyFigure.Context => Driver.Context,
        AnomalyFigure.Repeats => Driver.Retries,
        AnomalyFigure.Mix => Driver.Mix,
        AnomalyFigure.Price or AnomalyFigure.Cache => Driver.Price,
        _ => Driver.Volume,
    };
}

/// <summary>The figures that are watched.</summary>
public enum AnomalyFigure
{
    /// <summary>USD of the last hours.</summary>
    Spend,

    /// <summary>USD per hour, smoothed over about a day.</summary>
    Level,

    /// <summary>USD of the last few hours, as times of the same hours of the days before.</summary>
    Surge,

    /// <summary>USD per request.</summary>
    Price,

    /// <summary>Input tokens per request.</summary>
    Context,

    /// <summary>Requests per output token: what is asked again brings nothing new.</summary>
    Repeats,

    /// <summary>What the present mix of models costs per request at their usual prices, as times of the usual.</summary>
    Mix,

    /// <summary>The share of input tokens that no cache served.</summary>
    Cache,
}

public enum AnomalyTurn
{
    Opened,

    /// <summary>Open already, and clearly higher than when it was told last.</summary>
    Worse,

    /// <summary>Back under the record for long enough.</summary>
    Resolved,

    /// <summary>It went on for so long that it is the new normal.</summary>
    Accepted,
}
