using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>
/// Reads one line of JSON into a draft. Only names of <see cref="RecordFields"/> are looked at, at the top and inside the
/// usage of a provider's answer; everything else is stepped over, undecoded. Not for several threads.
/// </summary>
/// <param name="renamed">Names that mean a field in this file only; null: none.</param>
internal sealed class RecordLine(FrozenDictionary<string, RecordField>? renamed = null)
{
    private const int LongestText = 1024;

    /// <summary>Bytes of an error that are read for its cause.</summary>
    private const int LongestError = 16 * 1024;

    private const int MaxDepth = 64;

    private readonly char[] text = new char[LongestText];

    /// <returns>What is wrong with the line, in words that hold nothing of it; null: good.</returns>
    public string? Read(ReadOnlySpan<byte> line, RecordDraft draft)
    {
        draft.Clear();
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "is no JSON object";
            }

            string? fault = ReadObject(ref reader, line, draft, outermost: true);

            return fault ?? (reader.Read() ? "holds more than one JSON object" : null);
        }
        catch (JsonException)
        {
            // Its message names what stands in the line.
            return "is no JSON object";
        }
    }

    /// <param name="line">The whole text that the reader reads.</param>
    private string? ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, RecordDraft draft, bool outermost)
    {
        string? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string? fault = ReadProperty(ref reader, line, draft, outermost);
            first ??= fault;
        }

        return first;
    }

    private string? ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, RecordDraft draft, bool outermost)
    {
        var name = Name(ref reader);
        var field = Find(name);
        bool holder = field is null && RecordFields.IsHolder(name);
        reader.Read();
        if (holder && reader.TokenType == JsonTokenType.StartObject)
        {
            return ReadObject(ref reader, line, draft, outermost: false);
        }

        // Inside an answer's usage only figures are looked for.
        if (field is not { } known || (!outermost && known is < RecordField.InputTokens or > RecordField.UpstreamCost) || reader.TokenType == JsonTokenType.Null)
        {
            reader.Skip();

            return null;
        }

        string? fault = known == RecordField.Error ? ReadError(ref reader, line, draft) : ReadValue(ref reader, draft, known);

        return fault is null ? null : $"{RecordFields.Name(known)} {fault}";
    }

    private RecordField? Find(ReadOnlySpan<char> name) =>
        renamed is { Count: > 0 } && renamed.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var field) ? field : RecordFields.Find(name);

    private ReadOnlySpan<char> Name(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > 64 || reader.ValueIsEscaped)
        {
            return default;
        }

        return text.AsSpan(0, Encoding.UTF8.GetChars(reader.ValueSpan, text));
    }

    private string? ReadValue(ref Utf8JsonReader reader, RecordDraft draft, RecordField field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueSpan.Length > LongestText:
                return "is too long";
            case JsonTokenType.String:
                try
                {
                    return draft.Set(field, text.AsSpan(0, reader.CopyString(text)));
                }
                catch (InvalidOperationException)
                {
                    return "is no valid text";
                }

            case JsonTokenType.Number when reader.ValueSpan.Length > LongestText:
                return "is too long";
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return draft.Set(field, text.AsSpan(0, Encoding.UTF8.GetChars(reader.ValueSpan, text)));
            default:
                reader.Skip();

                return "is a list or an object, not a value";
        }
    }

    /// <summary>An envelope or a sentence; what is longer than a cause needs is left unread.</summary>
    private static string? ReadError(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, RecordDraft draft)
    {
        long start = reader.TokenStartIndex;
        reader.Skip();
        int length = (int)Math.Min(reader.BytesConsumed - start, LongestError);

        return draft.Set(RecordField.Error, Encoding.UTF8.GetString(line.Slice((int)start, length)));
    }
}
