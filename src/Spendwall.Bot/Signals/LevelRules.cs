namespace Spendwall.Bot.Signals;

/// <summary>How urgent a reservoir is, from harmless to worst.</summary>
public enum Level
{
    Ok,

    /// <summary>A heads-up.</summary>
    Warning,

    /// <summary>Who must buy credits has to act now.</summary>
    Critical,

    /// <summary>At the headroom floor: calls fail, or are about to.</summary>
    Exhausted,
}

/// <summary>The level of a runway.</summary>
public static class LevelRules
{
    /// <param name="leadTime">How long this team takes to buy credits.</param>
    /// <param name="warnAt">P50 at or below it is a warning.</param>
    /// <returns>Null when the runway is unknown: no level is not a good level.</returns>
    public static Level? Of(RunwayForecast runway, TimeSpan leadTime, TimeSpan warnAt) => runway switch
    {
        RunwayForecast.Exhausted => Level.Exhausted,
        RunwayForecast.Ends ends => Of(ends, leadTime, warnAt),
        RunwayForecast.Idle => Level.Ok,
        _ => null,
    };

    private static Level Of(RunwayForecast.Ends ends, TimeSpan leadTime, TimeSpan warnAt)
    {
        bool pressing = ends.P10 <= leadTime * ForecastConstants.CriticalLeads;
        if (pressing || (ends.History < ForecastConstants.Young && ends.P50 <= leadTime * ForecastConstants.YoungLeads))
        {
            return Level.Critical;
        }

        return ends.P50 <= warnAt ? Level.Warning : Level.Ok;
    }
}
