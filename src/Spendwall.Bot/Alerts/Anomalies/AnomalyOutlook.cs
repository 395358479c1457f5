using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Signals.Explanation;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>What is unusual about an account now.</summary>
/// <param name="AsOf">The end of the last hour that was looked at; null: none is known whole.</param>
/// <param name="Change">From the first open figure's beginning until <paramref name="AsOf"/>, against the week before; null: nothing is open, or nothing is known before it.</param>
public sealed record AnomalyOutlook(DateTimeOffset? AsOf, IReadOnlyList<AnomalySignal> Open, ChangeExplanation? Change)
{
    /// <summary>What is unlike itself about routes, premium models and list prices, what costs most first.</summary>
    public IReadOnlyList<RouteSignal> Routes { get; init; } = [];

    /// <summary>All of it as figures that beat a record, for what asks when something began and whose it is.</summary>
    public IReadOnlyList<AnomalySignal> All => Routes.Count == 0
        ? Open
        : [.. Open, .. Routes.Select(signal => new AnomalySignal(AsOf ?? signal.Since, AnomalyFigure.Mix, null, signal.Since, signal.Value, signal.Usual, AnomalyTurn.Opened))];

    /// <summary>Display names of callers, by id.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();
}
