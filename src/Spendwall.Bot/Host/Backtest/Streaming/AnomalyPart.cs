using System.Text.Json.Nodes;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary>What the watch would alarm about.</summary>
internal sealed class AnomalyPart(TimeSpan step) : IStreamPart
{
    private readonly ScopeWatch watch = new(step, AnomalyRules.Shipped);

    public IReadOnlyList<StreamAlarm> Observe(StreamLine.Observation observation)
    {
        var cells = observation.Rows.Select(static row => new UsageCell(row.Caller, row.Model, row.Requests, row.InputTokens, row.OutputTokens, row.Usd, row.Cached)).ToList();

        return watch.Observe(new(observation.At, observation.Usd, cells))
            .Where(static signal => signal.Turn is AnomalyTurn.Opened or AnomalyTurn.Worse)
            .Select(signal => new StreamAlarm(observation.At, signal.Driver.ToString().ToLowerInvariant(), signal.Caller))
            .ToList();
    }

    public JsonObject? Answer(StreamLine.Ask ask) => null;
}
