using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>
/// The attributes of a span or a resource that are looked at: OpenTelemetry's conventions for generative AI
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/) and what OpenRouter's Broadcast really sends. Every
/// other attribute, the prompts among them, is stepped over undecoded.
/// </summary>
internal sealed class OtlpAttributes
{
    private const int LongestText = 1024;

    private static readonly FrozenDictionary<string, OtlpKey>.AlternateLookup<ReadOnlySpan<char>> Keys = new Dictionary<string, OtlpKey>
    {
        ["service.name"] = OtlpKey.Service,
        ["server.address"] = OtlpKey.Server,
        ["openrouter.trace.id"] = OtlpKey.Generation,
        ["gen_ai.system"] = OtlpKey.System,
        ["gen_ai.provider.name"] = OtlpKey.Provider,
        ["gen_ai.operation.name"] = OtlpKey.Operation,
        ["gen_ai.request.model"] = OtlpKey.Model,
        ["gen_ai.response.model"] = OtlpKey.ModelServed,
        ["gen_ai.response.id"] = OtlpKey.ResponseId,
        ["gen_ai.usage.input_tokens"] = OtlpKey.InputTokens,
        ["gen_ai.usage.prompt_tokens"] = OtlpKey.InputTokens,
        ["gen_ai.usage.output_tokens"] = OtlpKey.OutputTokens,
        ["gen_ai.usage.completion_tokens"] = OtlpKey.OutputTokens,
        ["gen_ai.usage.input_tokens.cached"] = OtlpKey.CachedTokens,
        ["gen_ai.usage.cache_read.input_tokens"] = OtlpKey.CachedTokens,
        ["gen_ai.usage.cache_creation.input_tokens"] = OtlpKey.CacheWriteTokens,
        ["gen_ai.usage.output_tokens.reasoning"] = OtlpKey.ReasoningTokens,
        ["gen_ai.usage.reasoning.output_tokens"] = OtlpKey.ReasoningTokens,
        ["gen_ai.usage.total_cost"] = OtlpKey.Cost,
        ["gen_ai.usage.cost"] = OtlpKey.Cost,
        ["gen_ai.request.max_tokens"] = OtlpKey.MaxTokens,
        ["error.type"] = OtlpKey.ErrorType,
        ["http.response.status_code"] = OtlpKey.Status,
        ["trace.metadata.openrouter.provider_name"] = OtlpKey.Route,
        ["trace.metadata.openrouter.provider_slug"] = OtlpKey.RouteSlug,
        ["trace.metadata.openrouter.api_key_name"] = OtlpKey.Caller,
        ["span.metadata.attempt_index"] = OtlpKey.AttemptIndex,
        ["trace.metadata.workflow"] = OtlpKey.Workflow,
        ["trace.metadata.project"] = OtlpKey.Project,
        ["trace.metadata.customer"] = OtlpKey.Customer,
        ["spendwall.account"] = OtlpKey.Account,
        ["spendwall.workflow"] = OtlpKey.Workflow,
        ["spendwall.project"] = OtlpKey.Project,
        ["spendwall.customer"] = OtlpKey.Customer,
        ["spendwall.caller"] = OtlpKey.Caller,
        ["spendwall.accepted"] = OtlpKey.Accepted,
        ["spendwall.attempt"] = OtlpKey.Attempt,
        ["user.id"] = OtlpKey.Customer,
        ["enduser.id"] = OtlpKey.Customer,
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly string?[] values = new string?[Enum.GetValues<OtlpKey>().Length];
    private readonly char[] text = new char[LongestText];

    public string? this[OtlpKey key] => values[(int)key];

    /// <summary>Some attribute of the AI conventions was there.</summary>
    public bool IsGenAI => this[OtlpKey.Model] is not null || this[OtlpKey.ModelServed] is not null || this[OtlpKey.System] is not null || this[OtlpKey.Provider] is not null;

    public void Clear() => Array.Clear(values);

    /// <summary>Reads <c>[{"key":…,"value":{"stringValue":…}}, …]</c>; the reader stands before the list.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();

            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadOne(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadOne(ref Utf8JsonReader reader)
    {
        OtlpKey? key = null;
        string? value = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("key"u8))
            {
                reader.Read();
                key = Key(ref reader);
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();

                // The key comes first everywhere; where it does not, the value is not kept for later, since it may be a prompt.
                value = key is null ? Skipped(ref reader) : Value(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (key is { } known && value is not null)
        {
            values[(int)known] ??= value;
        }
    }

    private OtlpKey? Key(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || reader.ValueSpan.Length > 64)
        {
            reader.Skip();

            return null;
        }

        return Keys.TryGetValue(text.AsSpan(0, Encoding.UTF8.GetChars(reader.ValueSpan, text)), out var key) ? key : null;
    }

    private static string? Skipped(ref Utf8JsonReader reader)
    {
        reader.Skip();

        return null;
    }

    /// <summary>The one value inside <c>{"intValue":"12"}</c>; lists and maps are none.</summary>
    private string? Value(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Skipped(ref reader);
        }

        string? value = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            reader.Read();
            value = Scalar(ref reader) ?? value;
        }

        return value;
    }

    public string? Scalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.Number when reader.ValueSpan.Length > LongestText:
                return null;
            case JsonTokenType.String:
                try
                {
                    return new(text, 0, reader.CopyString(text));
                }
                catch (InvalidOperationException)
                {
                    return null;
                }

            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return new(text, 0, Encoding.UTF8.GetChars(reader.ValueSpan, text));
            default:
                return Skipped(ref reader);
        }
    }
}

internal enum OtlpKey
{
    Service,
    Server,
    Generation,
    System,
    Provider,
    Operation,
    Model,
    ModelServed,
    ResponseId,
    InputTokens,
    OutputTokens,
    CachedTokens,
    CacheWriteTokens,
    ReasoningTokens,
    Cost,
    MaxTokens,
    ErrorType,
    Status,
    Route,
    RouteSlug,
    Caller,
    AttemptIndex,
    Workflow,
    Project,
    Customer,
    Account,
    Accepted,
    Attempt,
}
