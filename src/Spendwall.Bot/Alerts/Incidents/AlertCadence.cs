using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>How often an open incident that nobody acts on is told again.</summary>
public sealed record AlertCadence
{
    public static readonly AlertCadence Default = new();

    public TimeSpan Warning { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan Critical { get; init; } = TimeSpan.FromHours(4);

    public TimeSpan Exhausted { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The least time between two silent edits of the figures.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Null: never again.</summary>
    public TimeSpan? Of(AlertLevel level) => level switch
    {
        AlertLevel.Exhausted => Exhausted,
        AlertLevel.Critical => Critical,
        AlertLevel.Warning => Warning,
        _ => null,
    };
}
