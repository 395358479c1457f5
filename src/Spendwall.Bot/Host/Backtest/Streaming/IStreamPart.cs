using System.Text.Json.Nodes;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary>One thing that follows a series: a forecast, a watch, an explanation. Made new for each series, of constant size however long it gets.</summary>
internal interface IStreamPart
{
    /// <summary>Takes the next interval; intervals come in the order of their time.</summary>
    /// <returns>What it would alarm about, now that this interval is known; mostly nothing.</returns>
    IReadOnlyList<StreamAlarm> Observe(StreamLine.Observation observation);

    /// <returns>The members of the answer besides its id; null: this question is for another part.</returns>
    JsonObject? Answer(StreamLine.Ask ask);
}

/// <param name="At">Start of the interval that raised it.</param>
/// <param name="Kind">What kind of change it is; null: not told.</param>
/// <param name="Caller">Who; null: everybody, or not told.</param>
internal sealed record StreamAlarm(DateTimeOffset At, string? Kind = null, string? Caller = null);
