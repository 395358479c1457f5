using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>A question to POST /analytics/query, and what every answer says beside its figures.</summary>
internal static class AnalyticsQuery
{
    /// <summary>An answer has no more rows.</summary>
    public const int MostRows = 10_000;

    public static byte[] Body(string[] metrics, string[] dimensions, string granularity, UtcRange part)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            Write(json, "metrics", metrics);
            Write(json, "dimensions", dimensions);
            json.WriteString("granularity", granularity);
            json.WriteStartObject("time_range");
            json.WriteString("start", Iso(part.Start));
            json.WriteString("end", Iso(part.End));
            json.WriteEndObject();
            json.WriteNumber("limit", MostRows);
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    /// <param name="rows">How many the answer has: as many as may be are taken for cut off where it does not say.</param>
    public static bool IsTruncated(JsonElement data, int rows) => data.Field("metadata")?.Flag("truncated") ?? rows >= MostRows;

    /// <summary>The answer is as old as this; null: it does not say.</summary>
    public static DateTimeOffset? CachedAt(JsonElement data) =>
        data.Count("cachedAt") is >= 0 and <= 253_402_300_799_000 and { } unix ? DateTimeOffset.FromUnixTimeMilliseconds(unix) : null;

    /// <summary>The time key is <c>date__hour</c>, <c>created_at__minute</c> and the like.</summary>
    public static DateTimeOffset Time(JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in row.EnumerateObject())
            {
                if (property.Name.StartsWith("date__", StringComparison.Ordinal) || property.Name.StartsWith("created_at__", StringComparison.Ordinal))
                {
                    return row.Instant(property.Name) ?? throw new FormatException($"'{property.Name}' is no time");
                }
            }
        }

        throw new FormatException("a row has no time");
    }

    private static void Write(Utf8JsonWriter json, string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static string Iso(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
