using System.Text.Json.Nodes;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary>What made one stretch dearer than another, and who.</summary>
internal sealed class ExplanationPart : IStreamPart
{
    private readonly UseHistory history = new(TimeSpan.FromDays(35));

    public IReadOnlyList<StreamAlarm> Observe(StreamLine.Observation observation)
    {
        history.Add(observation.At, [.. observation.Rows.Select(static row => new UsageSlice(row.Caller, "", row.Model, "")
        {
            Cost = Usd.FromEstimate(row.Usd),
            Requests = row.Requests,
            Input = row.InputTokens,
            Output = row.OutputTokens,
        })]);

        return [];
    }

    public JsonObject? Answer(StreamLine.Ask ask)
    {
        if (ask is not StreamLine.Attribution { Base: var before, Current: var now } || before.Length <= TimeSpan.Zero || now.Length <= TimeSpan.Zero)
        {
            return null;
        }

        var explanation = history.Explain(before, now);
        var cause = history.Cause(before, now);
        var parts = new JsonObject();
        foreach (var (driver, usd) in explanation.ByDriver)
        {
            parts[driver.ToString().ToLowerInvariant()] = usd.Dollars;
        }

        // Where nothing became dearer, what moved most is all there is to say.
        return new JsonObject
        {
            ["driver"] = (cause?.Driver ?? explanation.ByDriver.Select(static part => part.Key).FirstOrDefault()).ToString().ToLowerInvariant(),
            ["caller"] = cause?.Caller ?? explanation.ByCaller.Select(static part => part.Key).FirstOrDefault(),
            ["parts"] = parts,
        };
    }
}
