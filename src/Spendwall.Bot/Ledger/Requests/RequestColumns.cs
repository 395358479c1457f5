using System.Data.Common;
using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>A record to and from the columns of <c>requests</c> (aliased <c>r</c>) and <c>request_series</c> (aliased <c>s</c>).</summary>
internal static class RequestColumns
{
    /// <summary>In the order of writing.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "request_id", "attempt", "time", "series_id", "parent_id", "status", "cause", "error_code",
        "input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
        "cost", "cost_source", "cost_at", "upstream_cost", "accepted", "accepted_at", "tries", "from_cache", "duration_ms", "fingerprint", "source", "seen_at",
    ];

    public static readonly IReadOnlyList<string> Labels = ["project", "workflow", "caller", "customer", "model_requested", "model_served", "route", "endpoint"];

    /// <summary>In the order of <see cref="Read"/>.</summary>
    public static readonly string Select = string.Join(", ", [.. Names.Select(static name => $"r.{name}"), .. Labels.Select(static name => $"s.{name}")]);

    public static void Write(Utf8JsonWriter json, RequestRecord record, int series)
    {
        json.WriteStringValue(record.Id);
        json.WriteNumberValue(record.Attempt);
        Write(json, record.Time?.ToUnixTimeMilliseconds());
        json.WriteNumberValue(series);
        json.WriteStringValue(record.ParentId);
        Write(json, record.Status);
        Write(json, (int?)record.Cause);
        json.WriteStringValue(record.ErrorCode);
        Write(json, record.InputTokens);
        Write(json, record.CachedTokens);
        Write(json, record.CacheWriteTokens);
        Write(json, record.OutputTokens);
        Write(json, record.ReasoningTokens);
        Write(json, record.Cost?.Nanos);
        json.WriteNumberValue((int)record.CostSource);
        Write(json, record.CostAt?.ToUnixTimeMilliseconds());
        Write(json, record.UpstreamCost?.Nanos);
        Write(json, Number(record.Accepted));
        Write(json, record.AcceptedAt?.ToUnixTimeMilliseconds());
        Write(json, record.Tries);
        Write(json, Number(record.FromCache));
        Write(json, record.DurationMs);
        Write(json, record.Fingerprint);
        json.WriteNumberValue((int)record.Source);
        json.WriteNumberValue(record.SeenAt.ToUnixTimeMilliseconds());
    }

    public static RequestRecord Read(DbDataReader reader, string account)
    {
        int labels = Names.Count;

        return new()
        {
            Account = account,
            Id = reader.GetString(0),
            Attempt = reader.GetInt32(1),
            Time = Instant(reader, 2),
            ParentId = Text(reader, 4),
            Status = (int?)Long(reader, 5),
            Cause = (ErrorCause?)(int?)Long(reader, 6),
            ErrorCode = Text(reader, 7),
            InputTokens = Long(reader, 8),
            CachedTokens = Long(reader, 9),
            CacheWriteTokens = Long(reader, 10),
            OutputTokens = Long(reader, 11),
            ReasoningTokens = Long(reader, 12),
            Cost = Money(reader, 13),
            CostSource = (CostSource)reader.GetInt32(14),
            CostAt = Instant(reader, 15),
            UpstreamCost = Money(reader, 16),
            Accepted = Flag(reader, 17),
            AcceptedAt = Instant(reader, 18),
            Tries = (int?)Long(reader, 19),
            FromCache = Flag(reader, 20),
            DurationMs = Long(reader, 21),
            Fingerprint = Long(reader, 22),
            Source = (RequestSource)reader.GetInt32(23),
            SeenAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(24)),
            Labels = new()
            {
                Project = reader.GetString(labels),
                Workflow = reader.GetString(labels + 1),
                Caller = reader.GetString(labels + 2),
                Customer = reader.GetString(labels + 3),
                ModelRequested = reader.GetString(labels + 4),
                ModelServed = reader.GetString(labels + 5),
                Route = reader.GetString(labels + 6),
                Endpoint = reader.GetString(labels + 7),
            },
        };
    }

    private static void Write(Utf8JsonWriter json, long? value)
    {
        if (value is { } told)
        {
            json.WriteNumberValue(told);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static long? Number(bool? flag) => flag is { } told ? told ? 1 : 0 : null;

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Long(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static bool? Flag(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column) != 0;

    private static Usd? Money(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : new Usd(reader.GetInt64(column));

    private static DateTimeOffset? Instant(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
