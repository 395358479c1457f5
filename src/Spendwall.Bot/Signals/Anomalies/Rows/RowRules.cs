namespace Spendwall.Bot.Signals.Anomalies.Rows;

/// <summary>The constants of <see cref="RowScorer"/>, fixed on the development half of the labelled series.</summary>
internal static class RowRules
{
    /// <summary>Rows before anything is scored; also what the length of an interval is told from.</summary>
    public const int Warm = 50;

    /// <summary>From this interval on a row is a sum that stands for itself.</summary>
    public static readonly TimeSpan Coarse = TimeSpan.FromHours(1);

    /// <summary>After a record nothing is said for this many rows: one change breaks several.</summary>
    public const int Silence = 30;

    /// <summary>Rows of the smoothed value, and of the smoothed difference to the time of day.</summary>
    public const int Smooth = 36;

    public const int SmoothRhythm = 12;

    /// <summary>Rows before the rhythm of the day is known.</summary>
    public const int WarmRhythm = 300;

    /// <summary>How fast the usual value of a time of day follows.</summary>
    public const double Follow = 0.3;

    /// <summary>Values of a time of day before it counts.</summary>
    public const int Values = 3;

    /// <summary>Breaking a record by this share of the range is halfway to certain.</summary>
    public const double Excess = 0.1;

    /// <summary>Rows that the usual size of a change is told from: 14 days of hours.</summary>
    public const int Span = 336;

    public const int WarmSpan = 48;

    /// <summary>The usual size is that which this share of the rows stays under.</summary>
    public const double Usual = 0.9;

    /// <summary>Days that the usual value of an hour is the median of.</summary>
    public const int Days = 14;

    /// <summary>A change of this many times the usual size is even money.</summary>
    public const double Even = 7;
}
