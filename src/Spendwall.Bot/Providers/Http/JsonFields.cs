using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers.Http;

/// <summary>
/// Tolerant reading of provider JSON: numbers come as numbers or strings, anything can be null or absent, and fields
/// nobody knows are skipped. What is there but cannot be read is a <see cref="FormatException"/>: money is never guessed.
/// </summary>
internal static class JsonFields
{
    extension(JsonElement element)
    {
        /// <summary>Null when it is absent, null, or this is no object.</summary>
        public JsonElement? Field(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        /// <exception cref="FormatException">It is absent.</exception>
        public JsonElement Required(string name) => element.Field(name) ?? throw new FormatException($"'{name}' is missing");

        /// <summary>A string, or another scalar as it is written; null for an object, an array and an empty string.</summary>
        public string? Text(string name) => element.Field(name) is not { } value ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };

        /// <exception cref="FormatException">It is neither a number nor a number in a string.</exception>
        public decimal? Number(string name)
        {
            if (element.Field(name) is not { } value)
            {
                return null;
            }

            string? text = value.ValueKind switch
            {
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.String => value.GetString(),
                _ => null,
            };

            return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                ? number
                : throw new FormatException($"'{name}' is no number");
        }

        /// <summary>US dollars, exact.</summary>
        /// <exception cref="FormatException">It is no number.</exception>
        public Usd? Dollars(string name) => element.Number(name) is { } number ? Usd.FromDollars(number) : null;

        /// <exception cref="FormatException">It is no number.</exception>
        public long? Count(string name) => element.Number(name) is { } number ? decimal.ToInt64(decimal.Round(number, MidpointRounding.AwayFromZero)) : null;

        /// <summary>Null also for what is no truth value.</summary>
        public bool? Flag(string name) => element.Text(name) switch
        {
            "true" or "True" or "1" => true,
            "false" or "False" or "0" => false,
            _ => null,
        };

        /// <summary>ISO 8601 in UTC unless it says otherwise, or Unix seconds; null also for what is neither.</summary>
        public DateTimeOffset? Instant(string name) => element.Text(name) is { } text ? AsInstant(text) : null;

        /// <exception cref="FormatException">It is absent, or no list.</exception>
        public IEnumerable<JsonElement> List(string name) => element.Required(name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : throw new FormatException($"'{name}' is no list");

        /// <summary>Empty when it is absent or no list.</summary>
        public IEnumerable<JsonElement> Items(string name) => element.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
    }

    public static DateTimeOffset? AsInstant(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return seconds is >= 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
    }
}
