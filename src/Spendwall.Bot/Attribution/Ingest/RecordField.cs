using System.Collections.Frozen;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>Everything that is ever read of a request record. What is not here is not looked at: neither kept, nor logged, nor put aside.</summary>
internal enum RecordField
{
    Id,
    Account,
    Time,
    Attempt,
    ParentId,
    Project,
    Workflow,
    Caller,
    Customer,
    Model,
    ModelServed,
    Route,
    Endpoint,
    Status,
    Error,
    ErrorCode,
    InputTokens,
    CachedTokens,
    CacheWriteTokens,
    OutputTokens,
    ReasoningTokens,
    Cost,
    CostSource,
    CostAt,
    UpstreamCost,
    Accepted,
    AcceptedAt,
    Tries,
    FromCache,
    DurationMs,
    Fingerprint,
    InputChars,
    Messages,
    MaxTokens,
}

internal static class RecordFields
{
    /// <summary>The name of each field first, then what others call it.</summary>
    private static readonly (RecordField Field, string[] Names)[] Table =
    [
        (RecordField.Id, ["id", "request_id", "generation_id"]),
        (RecordField.Account, ["account"]),
        (RecordField.Time, ["time", "timestamp", "created_at", "created"]),
        (RecordField.Attempt, ["attempt"]),
        (RecordField.ParentId, ["parent_id", "retry_of"]),
        (RecordField.Project, ["project"]),
        (RecordField.Workflow, ["workflow"]),
        (RecordField.Caller, ["caller", "key", "api_key_name"]),
        (RecordField.Customer, ["customer", "user", "external_user"]),
        (RecordField.Model, ["model", "model_requested"]),
        (RecordField.ModelServed, ["model_served"]),
        (RecordField.Route, ["route", "provider", "provider_name"]),
        (RecordField.Endpoint, ["endpoint", "operation"]),
        (RecordField.Status, ["status", "status_code"]),
        (RecordField.Error, ["error"]),
        (RecordField.ErrorCode, ["error_code"]),
        (RecordField.InputTokens, ["input_tokens", "prompt_tokens"]),
        (RecordField.CachedTokens, ["cached_tokens", "cached_input_tokens"]),
        (RecordField.CacheWriteTokens, ["cache_write_tokens"]),
        (RecordField.OutputTokens, ["output_tokens", "completion_tokens"]),
        (RecordField.ReasoningTokens, ["reasoning_tokens"]),
        (RecordField.Cost, ["cost", "cost_usd", "total_cost"]),
        (RecordField.CostSource, ["cost_source"]),
        (RecordField.CostAt, ["cost_at"]),
        (RecordField.UpstreamCost, ["upstream_cost", "upstream_inference_cost"]),
        (RecordField.Accepted, ["accepted"]),
        (RecordField.AcceptedAt, ["accepted_at"]),
        (RecordField.Tries, ["tries"]),
        (RecordField.FromCache, ["from_cache"]),
        (RecordField.DurationMs, ["duration_ms", "latency_ms"]),
        (RecordField.Fingerprint, ["fingerprint"]),
        (RecordField.InputChars, ["input_chars"]),
        (RecordField.Messages, ["messages_count"]),
        (RecordField.MaxTokens, ["max_tokens"]),
    ];

    private static readonly FrozenDictionary<string, RecordField> ByName =
        Table.SelectMany(static row => row.Names.Select(name => (name, row.Field))).ToFrozenDictionary(static pair => pair.name, static pair => pair.Field, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, RecordField>.AlternateLookup<ReadOnlySpan<char>> Lookup = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] NameOf = [.. Table.Select(static row => row.Names[0])];

    /// <summary>Objects of a provider's answer inside which fields are looked for too.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Holders = new[]
    {
        "usage", "prompt_tokens_details", "input_tokens_details", "completion_tokens_details", "output_tokens_details", "cost_details",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All names that a line may use.</summary>
    public static IReadOnlyCollection<string> All => ByName.Keys;

    public static string Name(RecordField field) => NameOf[(int)field];

    public static RecordField? Find(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out var field) ? field : null;

    public static bool IsHolder(ReadOnlySpan<char> name) => Holders.Contains(name);
}
