using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>What is unusual about an account now.</summary>
/// <param name="AsOf">The end of the last hour that was looked at; null: none is known whole.</param>
/// <param name="Change">From the first open figure's beginning until <paramref name="AsOf"/>, against the week before; null: nothing is open, or nothing is known before it.</param>
public sealed record AnomalyOutlook(DateTimeOffset? AsOf, IReadOnlyList<AnomalySignal> Open, ChangeExplanation? Change)
{
    /// <summary>Display names of callers, by id.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();
}
