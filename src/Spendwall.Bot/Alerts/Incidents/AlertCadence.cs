using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>How often an open incident that nobody acts on is told again, when the next one is called, and how many messages are too many.</summary>
public sealed record AlertCadence
{
    public static readonly AlertCadence Default = From(new CadenceOptions());

    /// <summary>Credits that run out wait for nobody longer than so, however little time is left to act.</summary>
    public static readonly TimeSpan LeastWait = TimeSpan.FromMinutes(10);

    public required TimeSpan Warning { get; init; }

    public required TimeSpan Critical { get; init; }

    public required TimeSpan Exhausted { get; init; }

    /// <summary>From one rung of the ladder to the next.</summary>
    public required TimeSpan EscalateWarning { get; init; }

    public required TimeSpan EscalateCritical { get; init; }

    public required TimeSpan EscalateExhausted { get; init; }

    /// <summary>From an acknowledgement to the one reminder that it is not over.</summary>
    public required TimeSpan RemindAfter { get; init; }

    /// <summary>The last rung calls everyone who is there.</summary>
    public required bool Here { get; init; }

    /// <summary>New messages in a channel within <see cref="BurstWithin"/>; those after them are rolled up into one.</summary>
    public required int BurstMost { get; init; }

    public required TimeSpan BurstWithin { get; init; }

    /// <summary>The least time between two silent edits of the figures.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(15);

    public static AlertCadence From(CadenceOptions options) => new()
    {
        Warning = options.RepeatWarning,
        Critical = options.RepeatCritical,
        Exhausted = options.RepeatExhausted,
        EscalateWarning = options.EscalateWarning,
        EscalateCritical = options.EscalateCritical,
        EscalateExhausted = options.EscalateExhausted,
        RemindAfter = options.RemindAfter,
        Here = options.Here,
        BurstMost = options.BurstMost,
        BurstWithin = options.BurstWithin,
    };

    /// <summary>Null: never again.</summary>
    public TimeSpan? Of(AlertLevel level) => level switch
    {
        AlertLevel.Exhausted => Exhausted,
        AlertLevel.Critical => Critical,
        AlertLevel.Warning => Warning,
        _ => null,
    };

    /// <summary>How long a rung has to act; null: nobody else is called.</summary>
    public TimeSpan? Escalation(AlertLevel level) => level switch
    {
        AlertLevel.Exhausted => EscalateExhausted,
        AlertLevel.Critical => EscalateCritical,
        AlertLevel.Warning => EscalateWarning,
        _ => null,
    };
}
