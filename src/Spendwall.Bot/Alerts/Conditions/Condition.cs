using System.Text.Json;
using System.Text.Json.Serialization;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>Something about an account that is true now and that someone may have to act on.</summary>
public sealed record Condition
{
    /// <summary><c>low_credit</c>, <c>runway_drop</c>, <c>top_up</c>, <c>key_cap</c>, <c>budget</c>, <c>anomaly</c>, <c>unexplained</c> or <c>blind</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The same as long as it is the same trouble.</summary>
    public required string Fingerprint { get; init; }

    [JsonConverter(typeof(ScopeConverter))]
    public required Scope Scope { get; init; }

    public required AlertLevel Level { get; init; }

    /// <summary>Order inside the kind; a higher one is worse even at the same level.</summary>
    public int Step { get; init; }

    /// <summary>What it is, the number that decides first.</summary>
    public required string Title { get; init; }

    /// <summary>A line each, the most useful first.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>What drives it, in USD, largest first.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];

    /// <summary>What kind of rise is behind it; null: it is none, or it was not looked at.</summary>
    public RiseClass? Class { get; init; }

    /// <summary>The largest cause of the rise, in USD; null: none is known.</summary>
    public string? ClassBecause { get; init; }

    public DateTimeOffset? ActBy { get; init; }

    public Measure? Measure { get; init; }

    /// <summary>What events say of it; null: none has to do with it.</summary>
    public EventNote? Event { get; init; }

    /// <summary>Where at the provider the next action is done.</summary>
    public Uri? Link { get; init; }

    public DateTimeOffset? AsOf { get; init; }

    public IReadOnlyList<string> BlindSpots { get; init; } = [];

    internal sealed class ScopeConverter : JsonConverter<Scope>
    {
        public override Scope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Scope.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Scope value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}

/// <summary>The number that decides, for "until it worsens by".</summary>
/// <param name="Value">Such as hours of runway, or a share of a budget.</param>
/// <param name="Amount">The USD behind it, such as the balance.</param>
/// <param name="FallingIsWorse">Both are worse when they fall; else when they rise.</param>
public sealed record Measure(double Value, Usd? Amount, bool FallingIsWorse);
