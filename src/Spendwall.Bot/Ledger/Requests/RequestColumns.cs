using System.Data.Common;
using System.Text.Json;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>A record to and from the columns of <c>requests</c> (aliased <c>r</c>) and <c>request_series</c> (aliased <c>s</c>).</summary>
internal static class RequestColumns
{
    /// <summary>The columns that are never null: id, attempt, series, cost source, source, seen.</summary>
    private const int Always = 1 | (1 << 1) | (1 << 3) | (1 << 14) | (1 << 23) | (1 << 24);

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

    /// <summary>A bit for each column that a record has something to say in.</summary>
    public static int Told(RequestRecord record) =>
        Always
        | (record.Time is null ? 0 : 1 << 2)
        | (record.ParentId is null ? 0 : 1 << 4)
        | (record.Status is null ? 0 : 1 << 5)
        | (record.Cause is null ? 0 : 1 << 6)
        | (record.ErrorCode is null ? 0 : 1 << 7)
        | (record.InputTokens is null ? 0 : 1 << 8)
        | (record.CachedTokens is null ? 0 : 1 << 9)
        | (record.CacheWriteTokens is null ? 0 : 1 << 10)
        | (record.OutputTokens is null ? 0 : 1 << 11)
        | (record.ReasoningTokens is null ? 0 : 1 << 12)
        | (record.Cost is null ? 0 : 1 << 13)
        | (record.CostAt is null ? 0 : 1 << 15)
        | (record.UpstreamCost is null ? 0 : 1 << 16)
        | (record.Accepted is null ? 0 : 1 << 17)
        | (record.AcceptedAt is null ? 0 : 1 << 18)
        | (record.Tries is null ? 0 : 1 << 19)
        | (record.FromCache is null ? 0 : 1 << 20)
        | (record.DurationMs is null ? 0 : 1 << 21)
        | (record.Fingerprint is null ? 0 : 1 << 22);

    /// <summary>The columns of a set, in their order.</summary>
    public static IEnumerable<int> Members(int columns) => Enumerable.Range(0, Names.Count).Where(column => (columns & (1 << column)) != 0);

    /// <summary>What a statement takes out of a row of the parameter for a column.</summary>
    /// <param name="at">Its place in the row.</param>
    public static string Cell(SqlWords words, int column, int at) => column switch
    {
        0 or 4 or 7 => words.Text(at),
        17 or 20 => words.Flag(at),
        _ => words.Number(at),
    };

    /// <summary>Writes the columns of a set, in their order.</summary>
    public static void Write(Utf8JsonWriter json, RequestRecord record, int series, int columns)
    {
        for (int column = 0; column < Names.Count; column++)
        {
            if ((columns & (1 << column)) != 0)
            {
                WriteOne(json, record, series, column);
            }
        }
    }

    private static void WriteOne(Utf8JsonWriter json, RequestRecord record, int series, int column)
    {
        switch (column)
        {
            case 0:
                json.WriteStringValue(record.Id);
                break;
            case 4:
                json.WriteStringValue(record.ParentId);
                break;
            case 7:
                json.WriteStringValue(record.ErrorCode);
                break;
            default:
                if (Number(record, series, column) is { } number)
                {
                    json.WriteNumberValue(number);
                }
                else
                {
                    json.WriteNullValue();
                }

                break;
        }
    }

    private static long? Number(RequestRecord record, int series, int column) => column switch
    {
        1 => record.Attempt,
        2 => record.Time?.ToUnixTimeMilliseconds(),
        3 => series,
        5 => record.Status,
        6 => (long?)record.Cause,
        8 => record.InputTokens,
        9 => record.CachedTokens,
        10 => record.CacheWriteTokens,
        11 => record.OutputTokens,
        12 => record.ReasoningTokens,
        13 => record.Cost?.Nanos,
        14 => (long)record.CostSource,
        15 => record.CostAt?.ToUnixTimeMilliseconds(),
        16 => record.UpstreamCost?.Nanos,
        17 => Number(record.Accepted),
        18 => record.AcceptedAt?.ToUnixTimeMilliseconds(),
        19 => record.Tries,
        20 => Number(record.FromCache),
        21 => record.DurationMs,
        22 => record.Fingerprint,
        23 => (long)record.Source,
        24 => record.SeenAt.ToUnixTimeMilliseconds(),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

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

    private static long? Number(bool? flag) => flag is { } told ? told ? 1 : 0 : null;

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Long(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static bool? Flag(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);

    private static Usd? Money(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : new Usd(reader.GetInt64(column));

    private static DateTimeOffset? Instant(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
