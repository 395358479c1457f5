using System.Text.Json.Nodes;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary>Everything that follows one series.</summary>
internal sealed class SeriesMonitor(string name, IReadOnlyList<IStreamPart> parts)
{
    private DateTimeOffset last = DateTimeOffset.MinValue;

    /// <summary>The parts of the bot that a series is replayed through.</summary>
    public static SeriesMonitor Of(StreamLine.Series series) => new(series.Name, [new ForecastPart(series.Step), new AnomalyPart(series.Step), new ExplanationPart()]);

    /// <returns>What it would alarm about now.</returns>
    /// <exception cref="FormatException">The interval is of another series, or not after the one before.</exception>
    public IReadOnlyList<StreamAlarm> Observe(StreamLine.Observation observation)
    {
        if (observation.Of is { } other && other != name)
        {
            throw new FormatException($"it is of series \"{other}\", but \"{name}\" is the one that was started");
        }

        if (observation.At <= last)
        {
            throw new FormatException("\"t\" is not after the observation before");
        }

        last = observation.At;

        return [.. parts.SelectMany(part => part.Observe(observation))];
    }

    /// <exception cref="FormatException">No part knows this kind of question.</exception>
    public JsonObject Answer(StreamLine.Ask ask)
    {
        foreach (var part in parts)
        {
            if (part.Answer(ask) is { } answer)
            {
                answer.Insert(0, "id", ask.Id);

                return answer;
            }
        }

        throw new FormatException($"a question about {ask.GetType().Name} has no answer here");
    }

    /// <summary>The line of the protocol that says it.</summary>
    public JsonObject Line(StreamAlarm alarm)
    {
        var line = new JsonObject { ["type"] = "alarm", ["series"] = name, ["t"] = alarm.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) };
        if (alarm.Kind is not null)
        {
            line["kind"] = alarm.Kind;
        }

        if (alarm.Caller is not null)
        {
            line["caller"] = alarm.Caller;
        }

        return line;
    }
}
