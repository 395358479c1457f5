using System.Text.Json;
using System.Text.Json.Serialization;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts;

/// <summary>Conditions and posts as the ledger keeps them.</summary>
internal static partial class AlertJson
{
    public static string Write(Condition condition) => JsonSerializer.Serialize(condition, Context.Default.Condition);

    /// <returns>Null when the text is of another version of the bot.</returns>
    public static Condition? ReadCondition(string json) => Read(json, Context.Default.Condition);

    public static string Write(AlertPost post) => JsonSerializer.Serialize(post, Context.Default.AlertPost);

    /// <returns>Null when the text is of another version of the bot.</returns>
    public static AlertPost? ReadPost(string json) => Read(json, Context.Default.AlertPost);

    private static T? Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whole nano-dollars, exact.</summary>
    private sealed class UsdConverter : JsonConverter<Usd>
    {
        public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Nanos);
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, Converters = [typeof(UsdConverter)])]
    [JsonSerializable(typeof(Condition))]
    [JsonSerializable(typeof(AlertPost))]
    private sealed partial class Context : JsonSerializerContext;
}
