using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>What a decision about an incident reckons with, besides the incident and what is true of it.</summary>
public sealed record AlertMoment(DateTimeOffset Now, AlertCadence Cadence)
{
    /// <summary>The end of the quiet hours that it falls into; null: it is not quiet.</summary>
    public DateTimeOffset? QuietUntil { get; init; }

    /// <summary>Who answers for the scope; null: nobody.</summary>
    public Principal? Owner { get; init; }

    /// <summary>Whom the owner named to be called next; null: nobody.</summary>
    public Principal? Target { get; init; }
}
