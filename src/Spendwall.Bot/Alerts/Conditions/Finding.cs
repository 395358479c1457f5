using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>What one rule says of one trouble.</summary>
public abstract record Finding(string Fingerprint)
{
    public sealed record Holds(Condition Condition) : Finding(Condition.Fingerprint);

    /// <summary>It is clearly not so.</summary>
    public sealed record Cleared(string Fingerprint, string Text) : Finding(Fingerprint);

    /// <summary>It cannot be told: what was so stays so.</summary>
    public sealed record Unknown(string Fingerprint, string Text) : Finding(Fingerprint);
}

/// <summary>What an open incident holds already; leaving it takes a clear improvement.</summary>
public sealed record Held(AlertLevel Level, int Step, DateTimeOffset Since);
