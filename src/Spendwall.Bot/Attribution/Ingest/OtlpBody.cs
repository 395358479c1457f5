using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>
/// Reads a body of OTLP traces in JSON. A request's own span becomes its record; the spans of a router's tries become one
/// later word on it, how many there were, so that nothing is counted twice, in whatever order they come.
/// </summary>
internal sealed class OtlpBody(RecordJudge judge, QuarantineDoor aside, IntakeReport report)
{
    private const int MaxDepth = 64;

    private readonly OtlpAttributes resource = new();
    private readonly OtlpSpan span = new();
    private readonly RecordDraft draft = new();
    private readonly List<RequestRecord> records = [];
    private readonly Dictionary<string, string> idOfSpan = new(StringComparer.Ordinal);
    private readonly List<(string Parent, string? Id, string? Account, Configuration.ProviderKind? Provider, string Tries, long Number, RequestSource Source)> attempts = [];
    private long number;

    /// <returns>The records; null: the body is no JSON of traces.</returns>
    public IReadOnlyList<RequestRecord>? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool wanted = reader.ValueTextEquals("resourceSpans"u8);
                reader.Read();
                Each(ref reader, wanted, ReadResource);
            }

            if (reader.Read())
            {
                return null;
            }
        }
        catch (JsonException)
        {
            // Its message names what stands in the body.
            return null;
        }

        ReadAttempts();

        return records;
    }

    private delegate void Item(ref Utf8JsonReader reader);

    /// <summary>Every object of a list; the reader stands at its beginning and is left at its end.</summary>
    private static void Each(ref Utf8JsonReader reader, bool wanted, Item item)
    {
        if (!wanted || reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();

            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                item(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Twice: its attributes may come after its spans.</summary>
    private void ReadResource(ref Utf8JsonReader reader)
    {
        var again = reader;
        resource.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = reader.ValueTextEquals("resource"u8);
            reader.Read();
            if (wanted && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadAttributes(ref reader, resource);
            }
            else
            {
                reader.Skip();
            }
        }

        while (again.Read() && again.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = again.ValueTextEquals("scopeSpans"u8);
            again.Read();
            Each(ref again, wanted, ReadScope);
        }
    }

    private void ReadScope(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = reader.ValueTextEquals("spans"u8);
            reader.Read();
            Each(ref reader, wanted, ReadSpan);
        }
    }

    private static void ReadAttributes(ref Utf8JsonReader reader, OtlpAttributes attributes)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("attributes"u8))
            {
                attributes.Read(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private void ReadSpan(ref Utf8JsonReader reader)
    {
        span.Clear();
        long start = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("attributes"u8))
            {
                span.Attributes.Read(ref reader);
            }
            else if (reader.ValueTextEquals("traceId"u8))
            {
                span.TraceId = Next(ref reader);
            }
            else if (reader.ValueTextEquals("spanId"u8))
            {
                span.SpanId = Next(ref reader);
            }
            else if (reader.ValueTextEquals("parentSpanId"u8))
            {
                span.ParentId = Next(ref reader);
            }
            else if (reader.ValueTextEquals("startTimeUnixNano"u8))
            {
                span.Start = Next(ref reader);
            }
            else if (reader.ValueTextEquals("endTimeUnixNano"u8))
            {
                span.End = Next(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                ReadStatus(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        number++;
        if (span.IsRequest)
        {
            report.Received++;
            Take((int)(reader.BytesConsumed - start));
        }
    }

    private string? Next(ref Utf8JsonReader reader)
    {
        reader.Read();

        return span.Attributes.Scalar(ref reader);
    }

    /// <summary>Only the code: the message may hold anything.</summary>
    private void ReadStatus(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();

            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (wanted)
            {
                span.StatusCode = span.Attributes.Scalar(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Take(int bytes)
    {
        var source = OtlpSpan.IsBroadcast(resource) ? RequestSource.Broadcast : RequestSource.OpenTelemetry;
        var provider = span.Provider(resource);
        if (span.IsAttempt)
        {
            if (RecordValue.Count(span.Attributes[OtlpKey.AttemptIndex]) is not ({ } index and < RequestRecord.LastAttempt))
            {
                Refuse(number, "span.metadata.attempt_index is no count", bytes);
            }
            else
            {
                attempts.Add(($"{span.TraceId}:{span.ParentId}", span.Id(resource), span.Attributes[OtlpKey.Account] ?? resource[OtlpKey.Account], provider,
                    (index + 1).ToString(CultureInfo.InvariantCulture), number, source));
            }

            return;
        }

        string? id = span.Id(resource);
        string? fault = span.Fill(draft, resource, id);
        fault ??= draft.Has(RecordField.Time) ? null : "startTimeUnixNano is missing";
        Judge(fault, provider, source, number, bytes);
        if (fault is null)
        {
            idOfSpan[$"{span.TraceId}:{span.SpanId}"] = id!;
        }
    }

    /// <summary>Their request may have come in the same body, under an id that only its own span tells.</summary>
    private void ReadAttempts()
    {
        foreach (var attempt in attempts)
        {
            draft.Clear();
            string? id = idOfSpan.GetValueOrDefault(attempt.Parent) ?? attempt.Id;
            string? fault = id is null ? "id is missing"
                : draft.Set(RecordField.Id, id) is { } wrong ? $"id {wrong}"
                : draft.Set(RecordField.Tries, attempt.Tries) is { } tries ? $"tries {tries}"
                : attempt.Account is { } account && draft.Set(RecordField.Account, account) is { } unknown ? $"account {unknown}"
                : null;
            Judge(fault, attempt.Provider, attempt.Source, attempt.Number, 0);
        }
    }

    private void Judge(string? fault, Configuration.ProviderKind? provider, RequestSource source, long at, int bytes)
    {
        var record = default(RequestRecord);
        if (fault is null)
        {
            (record, fault) = judge.Judge(draft, provider, source);
        }

        if (record is not null)
        {
            records.Add(record);
        }
        else
        {
            Refuse(at, fault!, bytes);
        }
    }

    private void Refuse(long at, string fault, int bytes)
    {
        report.Refuse(new(at, fault));
        aside.Put(at, fault, bytes, draft);
    }
}
