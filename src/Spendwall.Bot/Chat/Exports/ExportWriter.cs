using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spendwall.Bot.Chat.Exports;

/// <summary>Writes rows as they come: nothing but some tens of kilobytes is kept.</summary>
internal sealed class ExportWriter(ExportReader reader)
{
    /// <summary>Characters that are handed on together.</summary>
    private const int Part = 1 << 16;

    private static readonly string[] Header =
    [
        "day", "account", "provider", "kind", "project", "project_name", "key", "key_name", "model", "endpoint", "requests", "input_tokens", "cached_tokens",
        "output_tokens", "reasoning_tokens", "billed_usd", "estimated_usd", "byok_usd", "owner", "workflow", "team", "customer", "product",
    ];

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="write">Given the text part by part.</param>
    public async Task<ExportTotals> WriteAsync(ExportQuestion question, Func<string, Task> write, CancellationToken cancellationToken)
    {
        var totals = new ExportTotals();
        var text = new StringBuilder(Begin(question));
        bool isFirst = true;
        await foreach (var row in reader.RowsAsync(question, totals, cancellationToken))
        {
            Append(text, question.Format, row, isFirst);
            isFirst = false;
            if (text.Length >= Part)
            {
                await write(text.ToString());
                text.Clear();
            }
        }

        text.Append(question.Format == ExportFormat.Json ? JsonEnd(totals) : "");
        await write(text.ToString());

        return totals;
    }

    private static string Begin(ExportQuestion question) => question.Format switch
    {
        ExportFormat.Json => $$"""{"period":{"start":"{{CsvText.Instant(question.Days.Start)}}","end":"{{CsvText.Instant(question.Days.End)}}"},"rows":[""",
        ExportFormat.Focus => CsvText.Line(FocusRow.Columns),
        _ => CsvText.Line(Header),
    };

    private static void Append(StringBuilder text, ExportFormat format, ExportRow row, bool isFirst)
    {
        switch (format)
        {
            case ExportFormat.Json:
                text.Append(isFirst ? "\n" : ",\n").Append(Json(row));
                break;
            case ExportFormat.Focus when FocusRow.Of(row) is { } cells:
                text.Append(CsvText.Line(cells));
                break;
            case ExportFormat.Csv:
                text.Append(CsvText.Line(Cells(row)));
                break;
        }
    }

    private static IEnumerable<string?> Cells(ExportRow row) =>
    [
        row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Account.Name, row.Account.Provider.ToString(), row.Kind.ToString().ToLowerInvariant(),
        NullIfEmpty(row.Series.Project), row.ProjectName, NullIfEmpty(row.Series.Key), row.KeyName, NullIfEmpty(row.Series.Model), NullIfEmpty(row.Series.Endpoint),
        CsvText.Number(row.Counts.Requests), CsvText.Number(row.Counts.InputTokens), CsvText.Number(row.Counts.CachedTokens), CsvText.Number(row.Counts.OutputTokens), CsvText.Number(row.Counts.ReasoningTokens),
        CsvText.Number(row.Billed), CsvText.Number(row.Estimated), CsvText.Number(row.Byok), row.Owner, row.Workflow, row.Team, row.Customer, row.Product,
    ];

    private static string Json(ExportRow row)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            foreach (var (name, text) in Header.Zip(Cells(row)))
            {
                json.WritePropertyName(name);
                if (text is null)
                {
                    json.WriteNullValue();
                }
                else if (name == "requests" || name.EndsWith("_usd", StringComparison.Ordinal) || name.EndsWith("_tokens", StringComparison.Ordinal))
                {
                    json.WriteRawValue(text);
                }
                else
                {
                    json.WriteStringValue(text);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string JsonEnd(ExportTotals totals)
    {
        string asOf = totals.AsOf is { } instant ? $"\"{CsvText.Instant(instant)}\"" : "null";
        string blind = string.Join(',', totals.BlindSpots.Select(static text => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\""));

        return $"\n],\"as_of\":{asOf},\"blind_spots\":[{blind}]}}\n";
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
