namespace Spendwall.Bot.Signals.Grading;

/// <summary>How past promises held. Every share is null while there are too few separate trials to tell.</summary>
/// <param name="Promises">Promises whose end is known.</param>
/// <param name="Separate">Of these, the most that do not overlap in time with another of the same subject.</param>
public sealed record ForecastGrade(int Promises, int Separate)
{
    /// <summary>With fewer separate trials nothing is told: a share of four is a coin's.</summary>
    public const int Few = 5;

    public bool IsTold => Separate >= Few;

    /// <summary>Share that came inside P10–P90; 0.8 is promised.</summary>
    public double? Coverage { get; init; }

    /// <summary>Share that came before P10; 0.1 is promised. For a runway these are the surprises.</summary>
    public double? BelowP10 { get; init; }

    /// <summary>Share that came by P50; 0.5 is promised.</summary>
    public double? ByP50 { get; init; }

    /// <summary>Share that came by P90; 0.9 is promised.</summary>
    public double? ByP90 { get; init; }

    /// <summary>Half of the P50s were nearer than this share of what came.</summary>
    public double? MedianError { get; init; }

    /// <summary>The median of (P50 − actual) ÷ actual: positive promised too much or too long.</summary>
    public double? Bias { get; init; }

    /// <summary>Mean pinball loss over the three quantiles, in the promises' unit; 0 is perfect.</summary>
    public double? Pinball { get; init; }
}

/// <summary>Whether alerts left the lead time.</summary>
public sealed record LeadGrade(int Alerts)
{
    public bool IsTold => Alerts >= ForecastGrade.Few;

    /// <summary>Share that came at least the lead time (an hour's slack) before the money was gone.</summary>
    public double? InTime { get; init; }

    /// <summary>Share that came with more than two lead times left.</summary>
    public double? TooEarly { get; init; }
}

/// <summary>What people said of alarms of one kind.</summary>
/// <param name="Told">Alarms that were posted.</param>
/// <param name="Useful">Said to be useful.</param>
/// <param name="NotUseful">Said to be of no use.</param>
public sealed record AlarmGrade(string Kind, int Told, int Useful, int NotUseful)
{
    public int Judged => Useful + NotUseful;

    /// <summary>Share of the judged ones that were of no use; null: too few to tell. What nobody judged is in no share.</summary>
    public double? FalseShare => Judged >= ForecastGrade.Few ? (double)NotUseful / Judged : null;
}
