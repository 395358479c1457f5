using System.Globalization;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>One span while it is read, and what it says of a request.</summary>
internal sealed class OtlpSpan
{
    /// <summary>Operations that hold requests and are none: counting them would count their requests twice.</summary>
    private static readonly string[] Holders = ["execute_tool", "invoke_agent", "create_agent", "invoke_workflow"];

    public OtlpAttributes Attributes { get; } = new();

    public string? TraceId { get; set; }

    public string? SpanId { get; set; }

    public string? ParentId { get; set; }

    public string? Start { get; set; }

    public string? End { get; set; }

    /// <summary>OTLP's: 1 well, 2 failed.</summary>
    public string? StatusCode { get; set; }

    public void Clear()
    {
        Attributes.Clear();
        TraceId = SpanId = ParentId = Start = End = StatusCode = null;
    }

    /// <summary>A request, or a router's try inside one.</summary>
    public bool IsRequest => IsAttempt || (Attributes.IsGenAI && !Holders.Contains(Attributes[OtlpKey.Operation], StringComparer.Ordinal));

    /// <summary>One of the routes that a router tried for a request that another span tells of.</summary>
    public bool IsAttempt => Attributes[OtlpKey.AttemptIndex] is not null;

    public static bool IsBroadcast(OtlpAttributes resource) => resource[OtlpKey.Service] == "openrouter" || resource[OtlpKey.Generation] is not null;

    /// <summary>Whose account it is: OpenRouter's own spans name the model's author as provider.</summary>
    public ProviderKind? Provider(OtlpAttributes resource)
    {
        string server = Attributes[OtlpKey.Server] ?? "";
        string said = Attributes[OtlpKey.Provider] ?? Attributes[OtlpKey.System] ?? "";

        return IsBroadcast(resource) || server.Contains("openrouter", StringComparison.OrdinalIgnoreCase) || said.Contains("openrouter", StringComparison.OrdinalIgnoreCase) ? ProviderKind.OpenRouter
            : said.Contains("openai", StringComparison.OrdinalIgnoreCase) && !said.Contains("azure", StringComparison.OrdinalIgnoreCase) ? ProviderKind.OpenAI
            : null;
    }

    /// <summary>The request's id without the other spans' help.</summary>
    public string? Id(OtlpAttributes resource) => IsAttempt
        ? resource[OtlpKey.Generation] ?? OfTrace(ParentId)
        : Attributes[OtlpKey.ResponseId] ?? resource[OtlpKey.Generation] ?? OfTrace(SpanId);

    /// <summary>Puts what a span says of a whole request into a draft.</summary>
    /// <returns>What is wrong, in words that hold nothing of it; null: good.</returns>
    public string? Fill(RecordDraft draft, OtlpAttributes resource, string? id)
    {
        draft.Clear();
        bool broadcast = IsBroadcast(resource);
        string? error = Attributes[OtlpKey.ErrorType];
        string? status = Attributes[OtlpKey.Status] ?? (error is { Length: 3 } && error.All(char.IsAsciiDigit) ? error : null);
        bool well = StatusCode is "1" or "STATUS_CODE_OK" || (StatusCode is not ("2" or "STATUS_CODE_ERROR") && error is null && Attributes[OtlpKey.OutputTokens] is not null);
        bool failed = StatusCode is "2" or "STATUS_CODE_ERROR" || error is not null;

        return Set(RecordField.Id, id)
            ?? Set(RecordField.Time, Start)
            ?? Set(RecordField.Account, Attributes[OtlpKey.Account] ?? resource[OtlpKey.Account])
            ?? Set(RecordField.Attempt, Attributes[OtlpKey.Attempt])
            ?? Set(RecordField.Project, Attributes[OtlpKey.Project] ?? resource[OtlpKey.Project])
            ?? Set(RecordField.Workflow, Attributes[OtlpKey.Workflow] ?? resource[OtlpKey.Workflow])
            ?? Set(RecordField.Caller, Attributes[OtlpKey.Caller] ?? resource[OtlpKey.Caller] ?? (broadcast ? null : resource[OtlpKey.Service]))
            ?? Set(RecordField.Customer, Attributes[OtlpKey.Customer] ?? resource[OtlpKey.Customer])
            ?? Set(RecordField.Model, Attributes[OtlpKey.Model])
            ?? Set(RecordField.ModelServed, Attributes[OtlpKey.ModelServed])
            ?? Set(RecordField.Route, Attributes[OtlpKey.Route] ?? Attributes[OtlpKey.RouteSlug])
            ?? Set(RecordField.Endpoint, Attributes[OtlpKey.Operation])
            ?? Set(RecordField.Status, status ?? (well ? "ok" : null))
            ?? Set(RecordField.ErrorCode, failed ? RecordValue.IsCode(error) ? error : "error" : null)
            ?? Set(RecordField.InputTokens, Attributes[OtlpKey.InputTokens])
            ?? Set(RecordField.CachedTokens, Attributes[OtlpKey.CachedTokens])
            ?? Set(RecordField.CacheWriteTokens, Attributes[OtlpKey.CacheWriteTokens])
            ?? Set(RecordField.OutputTokens, Attributes[OtlpKey.OutputTokens])
            ?? Set(RecordField.ReasoningTokens, Attributes[OtlpKey.ReasoningTokens])
            ?? Set(RecordField.Cost, Attributes[OtlpKey.Cost])
            ?? Set(RecordField.CostSource, Attributes[OtlpKey.Cost] is null ? null : broadcast ? "provider" : "caller")
            ?? Set(RecordField.MaxTokens, Attributes[OtlpKey.MaxTokens])
            ?? Set(RecordField.Accepted, Attributes[OtlpKey.Accepted])
            ?? Set(RecordField.DurationMs, Duration());

        string? Set(RecordField field, string? text)
        {
            string? fault = string.IsNullOrEmpty(text) ? null : draft.Set(field, text);

            return fault is null ? null : $"{RecordFields.Name(field)} {fault}";
        }
    }

    private string? OfTrace(string? span) => TraceId is { Length: > 0 } trace && span is { Length: > 0 } ? $"span:{trace}:{span}" : null;

    private string? Duration() =>
        RecordValue.Time(Start) is { } start && RecordValue.Time(End) is { } end && end >= start ? ((long)(end - start).TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null;
}
