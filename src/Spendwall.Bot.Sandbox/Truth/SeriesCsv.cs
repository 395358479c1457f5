using System.Globalization;
using CsvHelper;

namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>A CSV file that cannot be replayed; the message names the line.</summary>
internal sealed class SeriesCsvException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Reads <c>ts_utc,caller,model,requests,input_tokens,output_tokens,usd</c>, any column order, more columns allowed.
/// A <c>date</c> column in place of <c>ts_utc</c> puts each day's amounts into its first hour.
/// </summary>
internal static class SeriesCsv
{
    private const int MaxLine = 64 * 1024;

    private static readonly string[] TimeColumns = ["ts_utc", "date"];
    private static readonly string[] Columns = ["caller", "model", "requests", "input_tokens", "output_tokens", "usd"];

    /// <exception cref="SeriesCsvException">A column is missing, a value cannot be read, or a row is out of place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SpendSeries Load(string path)
    {
        using var reader = new StreamReader(path);

        return Read(reader);
    }

    /// <exception cref="SeriesCsvException">A column is missing, a value cannot be read, or a row is out of place.</exception>
    public static SpendSeries Read(TextReader reader)
    {
        using var csv = CsvReader.Create(reader, new CsvReaderOptions
        {
            Separator = ',',
            TrimWhitespace = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MaxRecordSize = MaxLine,
            TrackLineNumbers = true,
        });
        try
        {
            return new SpendSeries(Rows(csv));
        }
        catch (CsvFormatException exception)
        {
            throw new SeriesCsvException($"line {Math.Max(1, exception.LineNumber)}: {exception.Message}", exception);
        }
    }

    private static List<SpendRow> Rows(CsvReader csv)
    {
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
        {
            throw new SeriesCsvException("line 1: the file is empty; it needs a line with the column names");
        }

        string time = TimeColumn(csv);
        var rows = new List<SpendRow>();
        var seen = new HashSet<(DateTimeOffset, string, string)>();
        while (csv.Read())
        {
            var row = Row(csv, time);
            if (rows.Count > 0 && row.Hour < rows[^1].Hour)
            {
                throw Fault(csv, $"the time {row.Hour:yyyy-MM-ddTHH:mm:ssZ} is before that of the row above; sort the file by time");
            }

            if (!seen.Add((row.Hour, row.Caller, row.Model)))
            {
                throw Fault(csv, $"a second row for {row.Hour:yyyy-MM-ddTHH:mm:ssZ}, caller '{row.Caller}', model '{row.Model}'");
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? rows : throw new SeriesCsvException("line 2: the file has column names and no rows");
    }

    private static string TimeColumn(CsvReader csv)
    {
        var missing = Columns.Where(column => !csv.TryGetFieldIndex(column, out _)).ToList();
        string? time = TimeColumns.FirstOrDefault(column => csv.TryGetFieldIndex(column, out _));
        if (time is null)
        {
            missing.Insert(0, "ts_utc");
        }

        return missing.Count == 0 ? time! : throw new SeriesCsvException($"line 1: missing column {string.Join(", ", missing)}");
    }

    private static SpendRow Row(CsvReader csv, string timeColumn)
    {
        string time = Text(csv, timeColumn);
        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var hour))
        {
            throw Fault(csv, $"{timeColumn} '{time}' is not an ISO time");
        }

        if (hour.Ticks % TimeSpan.TicksPerHour != 0)
        {
            throw Fault(csv, $"{timeColumn} '{time}' is not the start of an hour");
        }

        return new(hour, Text(csv, "caller"), Text(csv, "model"), Amounts.Split(
            Count(csv, "requests"), Count(csv, "input_tokens"), Count(csv, "output_tokens"), Number(csv, "usd")));
    }

    private static string Text(CsvReader csv, string column)
    {
        string text = csv.GetString(column);

        return text.Length == 0 ? throw Fault(csv, $"{column} is empty") : text;
    }

    private static long Count(CsvReader csv, string column)
    {
        decimal number = Number(csv, column);

        return number == decimal.Truncate(number) && number <= long.MaxValue / 1_000_000
            ? (long)number
            : throw Fault(csv, $"{column} '{Text(csv, column)}' is not a whole number");
    }

    private static decimal Number(CsvReader csv, string column)
    {
        string text = Text(csv, column);
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            throw Fault(csv, $"{column} '{text}' is not a number");
        }

        return number is >= 0 and <= 1_000_000_000 * 1_000_000m ? number : throw Fault(csv, $"{column} '{text}' is negative or out of all bounds");
    }

    private static SeriesCsvException Fault(CsvReader csv, string what) => new($"line {csv.LineNumber}: {what}");
}
