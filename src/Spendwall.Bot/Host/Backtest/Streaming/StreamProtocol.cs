using System.Text.Json;
using System.Text.Json.Serialization;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary>
/// The input of <c>backtest --stream</c>, one JSON object a line: <c>series</c> starts one, <c>obs</c> is an interval's
/// spend, <c>ask</c> wants an answer by its id. Unknown members are passed over, an unknown <c>type</c> is a fault.
/// </summary>
internal static partial class StreamProtocol
{
    /// <exception cref="FormatException">The line is not of the protocol; the message says what is wrong with it.</exception>
    public static StreamLine Parse(string line)
    {
        Wire? wire;
        try
        {
            wire = JsonSerializer.Deserialize(line, WireJson.Default.Wire);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"not JSON of this protocol ({exception.Path ?? "$"})", exception);
        }

        return wire?.Type switch
        {
            "series" => new StreamLine.Series(Need(wire.Series, "series"), Step(wire.StepSeconds)),
            "obs" => new StreamLine.Observation(At(wire.T, "t"), Finite(wire.Usd, "usd"), wire.Rows is { } rows ? [.. rows.Select(Row)] : []) { Of = wire.Series },
            "ask" => Ask(wire),
            "end" => new StreamLine.End(),
            var other => throw new FormatException(other is null ? "\"type\" is missing" : $"\"type\" is \"{other}\"; it is series, obs, ask or end"),
        };
    }

    private static StreamLine.Ask Ask(Wire wire)
    {
        string id = Need(wire.Id, "id");
        var at = At(wire.T, "t");

        return wire.Kind switch
        {
            "runway" => new StreamLine.Runway(id, at, Finite(wire.Balance, "balance"), [.. (wire.LeadHours ?? []).Select(Lead)]),
            "period" => Period(id, at, wire),
            "attrib" => new StreamLine.Attribution(id, at, Range(wire.Base, "base"), Range(wire.Cur, "cur")),
            var other => throw new FormatException($"\"kind\" is \"{other}\"; it is runway, period or attrib"),
        };
    }

    private static StreamLine.Period Period(string id, DateTimeOffset at, Wire wire)
    {
        var range = Range(wire.Start, wire.End, "start", "end");

        return range.Length <= RunwayEstimator.Horizon && range.End - at <= RunwayEstimator.Horizon
            ? new(id, at, range, Finite(wire.Spent, "spent"))
            : throw new FormatException("\"end\" is more than a year away");
    }

    private static StreamRow Row(WireRow row) =>
        new(row.Caller ?? "", row.Model ?? "", Count(row.Requests, "requests"), Count(row.In, "in"), Count(row.Out, "out"), Finite(row.Usd, "usd"));

    private static double Count(double value, string name) => double.IsFinite(value) && value >= 0 ? value : throw new FormatException($"\"{name}\" of a row is no count");

    private static TimeSpan Lead(double hours) => hours > 0 && hours <= RunwayEstimator.Horizon.TotalHours
        ? TimeSpan.FromHours(hours)
        : throw new FormatException("\"lead_h\" takes hours above 0, at most a year");

    private static TimeSpan Step(double? seconds) => seconds is >= 3600 and <= 86400 * 31 && seconds % 3600 == 0
        ? TimeSpan.FromSeconds(seconds.Value)
        : throw new FormatException("\"step_s\" must be whole hours in seconds, such as 3600");

    private static UtcRange Range(string[]? ends, string name) =>
        ends is [var start, var end] ? Range(start, end, name, name) : throw new FormatException($"\"{name}\" must be a start and an end");

    private static UtcRange Range(string? start, string? end, string startName, string endName)
    {
        var (from, to) = (At(start, startName), At(end, endName));

        return from <= to ? new(from, to) : throw new FormatException($"\"{endName}\" ends before it starts");
    }

    private static DateTimeOffset At(string? text, string name) =>
        UtcText.TryParse(text, out var at) ? at : throw new FormatException($"\"{name}\" is no ISO-8601 time from 1970 to 2199");

    private static double Finite(double? value, string name) =>
        value is { } known && double.IsFinite(known) ? known : throw new FormatException($"\"{name}\" is missing or no number");

    private static string Need(string? value, string name) => value ?? throw new FormatException($"\"{name}\" is missing");

    private sealed record Wire
    {
        public string? Type { get; init; }

        public string? Series { get; init; }

        [JsonPropertyName("step_s")]
        public double? StepSeconds { get; init; }

        public string? Kind { get; init; }

        public string? Id { get; init; }

        public string? T { get; init; }

        public double? Usd { get; init; }

        public WireRow[]? Rows { get; init; }

        public double? Balance { get; init; }

        [JsonPropertyName("lead_h")]
        public double[]? LeadHours { get; init; }

        public string? Start { get; init; }

        public string? End { get; init; }

        public double? Spent { get; init; }

        public string[]? Base { get; init; }

        public string[]? Cur { get; init; }
    }

    private sealed record WireRow(string? Caller, string? Model, double Requests, double In, double Out, double Usd);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Wire))]
    private sealed partial class WireJson : JsonSerializerContext;
}
