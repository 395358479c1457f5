namespace Spendwall.Bot.Signals;

/// <summary>
/// Every number in the forecasts that was learned from data, in one place. Nothing is learned on a user's machine
/// besides the series' own rhythm, levels and volatility.
/// </summary>
/// <remarks>
/// From 13 real series of hourly LLM spend (14 to 51 days).
/// <c>dotnet run --project tests/Spendwall.Bot.Benchmarks -c Release -- calibrate --data FOLDER</c> derives the runway band
/// and grades it with each series left out in turn. The period band is the same, widened until it holds the ends of 28-day
/// periods, where four more series were asked too. The other numbers are round: halving or doubling one moves the
/// pinball loss by about 0.01 at most (README.md of this folder).
/// </remarks>
internal static class ForecastConstants
{
    /// <summary>The level near now forgets by half in this time.</summary>
    public const double NearHalfLifeHours = 6;

    /// <summary>How much of what is unusual about the level near now is expected to go on: half of its logarithm.</summary>
    public const double NearShare = 0.5;

    /// <summary>And for how long.</summary>
    public const double ReversionHours = 24;

    /// <summary>The level that it goes back to forgets by half in this time: a week alone says too little, a month too late.</summary>
    public const double BaseHalfLifeHours = 7 * 24;

    /// <summary>Typical size of the log error over 24 hours, and how many days of own errors weigh as much.</summary>
    public const double PooledVolatility = 0.42;
    public const double PooledDays = 5;

    /// <summary>Errors of the last three weeks count.</summary>
    public const int ErrorHours = 21 * 24;

    /// <summary>With less than a day nobody knows the rhythm: twice the band.</summary>
    public const double YoungFactor = 2;

    /// <summary>
    /// When is an amount gone? P10, P50 and P90 of log(actual ÷ expected) in units of the series' volatility, by horizon in
    /// hours. Half of the median is taken beyond two days: the other half is the development series' own growth. From a day
    /// on the high side is drawn in from 1.0: who warns at 1.15 lead times of P10 has the margin there already.
    /// </summary>
    public static readonly (double Hours, double Low, double Middle, double High)[] RunwayBand =
    [
        (1, -5.0, -0.5, 1.15),
        (3, -3.5, -0.35, 1.15),
        (6, -2.5, -0.3, 1.15),
        (12, -1.8, -0.15, 1.1),
        (24, -1.35, 0, 0.8),
        (48, -1.2, 0.05, 0.8),
        (72, -1.0, 0.1, 0.8),
        (120, -0.75, 0.1, 0.8),
        (168, -0.7, 0.1, 0.8),
    ];

    /// <summary>
    /// What has a period cost at its end? The same, wider at long horizons: a period is asked about whatever happens, a
    /// pool only while it lasts. Its middle is what is expected.
    /// </summary>
    public static readonly (double Hours, double Low, double Middle, double High)[] PeriodBand =
    [
        (1, -5.0, -0.5, 1.15),
        (6, -2.5, -0.3, 1.15),
        (24, -1.35, 0, 1.1),
        (72, -1.2, 0, 1.15),
        (168, -1.1, 0, 1.2),
        (336, -1.2, 0, 1.3),
        (504, -1.3, 0, 1.4),
    ];

    /// <summary>Critical: P10 within this many lead times.</summary>
    public const double CriticalLeads = 1.15;

    /// <summary>Under so much history the band is a guess, and the middle with a margin decides too.</summary>
    public static readonly TimeSpan Young = TimeSpan.FromDays(5);
    public const double YoungLeads = 1.75;
}
