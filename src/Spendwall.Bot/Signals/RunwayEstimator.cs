namespace Spendwall.Bot.Signals;

/// <summary>Runway of a reservoir from its balance and its hourly burn.</summary>
public static class RunwayEstimator
{
    /// <summary>Beyond this nobody should promise anything.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(366);
}
