using System.Collections.Frozen;
using System.Text;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Attribution.Importing;

/// <summary>Records of a file in either format.</summary>
internal interface IImportRows
{
    /// <summary>Null: the last row was blank or refused.</summary>
    RequestRecord? Record { get; }

    ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Goes on where an earlier run stood.</summary>
    void SeekTo(FileStream file, ImportPosition position);
}

internal sealed class JsonImportRows(LineReader lines, LineIntake reading, ImportPlan plan) : IImportRows
{
    private readonly RecordLine parser = new(plan.Map.ToFrozenDictionary(static pair => pair.Key, static pair => RecordFields.Find(pair.Value)!.Value, StringComparer.Ordinal));

    public RequestRecord? Record { get; private set; }

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await lines.ReadAsync(cancellationToken))
        {
            return false;
        }

        Record = reading.Take(lines, parser);

        return true;
    }

    public void SeekTo(FileStream file, ImportPosition position)
    {
        file.Position = position.Bytes;
        lines.StartAt(position.Bytes, position.Lines);
    }
}

internal sealed class CsvImportRows : IImportRows
{
    private const int LongestCell = 1024;

    private readonly LineReader lines;
    private readonly CsvRows rows;
    private readonly LineIntake reading;
    private readonly RecordField?[] columns;
    private readonly RecordDraft draft = new();
    private readonly char[] text = new char[LongestCell];

    private CsvImportRows(LineReader lines, CsvRows rows, LineIntake reading, RecordField?[] columns)
    {
        this.lines = lines;
        this.rows = rows;
        this.reading = reading;
        this.columns = columns;
    }

    public RequestRecord? Record { get; private set; }

    /// <exception cref="ImportException">The header does not name what is needed.</exception>
    public static async Task<CsvImportRows> OpenAsync(LineReader lines, LineIntake reading, ImportPlan plan, CancellationToken cancellationToken)
    {
        if (!await lines.ReadAsync(cancellationToken) || lines.TooLong)
        {
            throw new ImportException("The file has no header line that names its columns.");
        }

        byte separator = ",;\t"u8.ToArray().MaxBy(mark => lines.Line.Span.Count(mark));
        string header = Encoding.UTF8.GetString(lines.Line.Span).TrimStart('\uFEFF');
        var names = await NamesAsync(header, separator, cancellationToken);
        if (plan.Map.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } missing)
        {
            throw new ImportException($"The file has no column '{missing}', which --map names.");
        }

        var columns = names.Select(plan.Find).ToArray();
        var twice = columns.Where(static field => field is not null).GroupBy(static field => field).FirstOrDefault(static group => group.Count() > 1);
        if (twice is not null)
        {
            throw new ImportException($"Two columns tell {RecordFields.Name(twice.Key!.Value)}; map one of them to another field.");
        }

        return columns.Contains(RecordField.Id)
            ? new(lines, new CsvRows(lines, RecordIntake.LongestLine) { Separator = separator }, reading, columns)
            : throw new ImportException("No column tells the id of a request; name it with --map column=id.");
    }

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await rows.ReadAsync(cancellationToken))
        {
            return false;
        }

        Record = rows.Fault is null && rows.Count == 1 && rows.Cell(0).IsEmpty ? null : reading.Take(rows.Number, rows.Length, draft, Read());

        return true;
    }

    public void SeekTo(FileStream file, ImportPosition position)
    {
        file.Position = position.Bytes;
        lines.Restart();
        lines.StartAt(position.Bytes, position.Lines);
    }

    private static async Task<List<string>> NamesAsync(string header, byte separator, CancellationToken cancellationToken)
    {
        var row = new CsvRows(new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(header)), header.Length * 4), header.Length * 4) { Separator = separator };
        await row.ReadAsync(cancellationToken);

        return Enumerable.Range(0, row.Count).Select(column => Encoding.UTF8.GetString(row.Cell(column)).Trim()).ToList();
    }

    private string? Read()
    {
        draft.Clear();
        if (rows.Fault is { } broken)
        {
            return broken;
        }

        if (rows.Count != columns.Length)
        {
            return $"has {rows.Count} cells instead of {columns.Length}";
        }

        string? first = null;
        for (int column = 0; column < columns.Length; column++)
        {
            if (columns[column] is { } field && rows.Cell(column) is { IsEmpty: false } cell)
            {
                string? fault = cell.Length > LongestCell ? "is too long" : draft.Set(field, text.AsSpan(0, Encoding.UTF8.GetChars(cell, text)).Trim());
                first ??= fault is null ? null : $"{RecordFields.Name(field)} {fault}";
            }
        }

        return first;
    }
}
