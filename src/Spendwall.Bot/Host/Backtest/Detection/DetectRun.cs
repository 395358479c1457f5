using System.Globalization;
using Spendwall.Bot.Signals.Anomalies.Rows;

namespace Spendwall.Bot.Host.Backtest.Detection;

/// <summary><c>backtest --detect</c>: every row of a series, or of a folder of them, with a score from the rows before it.</summary>
internal static class DetectRun
{
    /// <param name="input">A CSV file with a header and the columns <c>timestamp</c> and <c>value</c>, or a folder of such.</param>
    /// <param name="output">The folder that gets the same tree.</param>
    /// <exception cref="BacktestException">Something is missing, unsorted or no number.</exception>
    public static async Task RunAsync(string input, string output, CancellationToken cancellationToken)
    {
        bool isFolder = Directory.Exists(input);
        if (!isFolder && !File.Exists(input))
        {
            throw new BacktestException($"{input}: there is no such file or folder");
        }

        var files = isFolder ? Directory.EnumerateFiles(input, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList() : [input];
        if (files.Count == 0)
        {
            throw new BacktestException($"{input}: no *.csv is in it");
        }

        foreach (string file in files)
        {
            string target = Path.Combine(output, isFolder ? Path.GetRelativePath(input, file) : Path.GetFileName(file));
            if (Path.GetFullPath(target) == Path.GetFullPath(file))
            {
                throw new BacktestException($"{output}: the scores would replace their own input");
            }

            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
                await ScoreAsync(file, target, cancellationToken);
            }
            catch (BacktestException)
            {
                // Half of a file looks like a whole one.
                File.Delete(target);

                throw;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new BacktestException($"{target}: {exception.Message}");
            }
        }
    }

    private static async Task ScoreAsync(string file, string target, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file);
        var (time, value) = Columns(file, await reader.ReadLineAsync(cancellationToken));
        await using var writer = new StreamWriter(target) { NewLine = "\n" };
        await writer.WriteLineAsync("timestamp,value,anomaly_score");
        var scorer = new RowScorer();
        var last = DateTimeOffset.MinValue;
        for (int number = 2; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string[] cells = line.Split(',');
            if (cells.Length <= Math.Max(time, value))
            {
                throw new BacktestException($"{file} line {number}: a column is missing");
            }

            if (!UtcText.TryParse(cells[time].Trim('"'), out var at))
            {
                throw new BacktestException($"{file} line {number}: '{cells[time]}' is no time");
            }

            if (!double.TryParse(cells[value].Trim('"', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double row) || !double.IsFinite(row))
            {
                throw new BacktestException($"{file} line {number}: '{cells[value]}' is no number");
            }

            if (at < last)
            {
                throw new BacktestException($"{file} line {number}: {cells[time]} is before the row before it");
            }

            last = at;
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{cells[time]},{cells[value]},{Math.Round(scorer.Score(at, row), 9)}"));
        }
    }

    private static (int Time, int Value) Columns(string file, string? header)
    {
        var names = (header ?? "").TrimStart('\uFEFF').Split(',').Select(static name => name.Trim('"', ' ')).ToList();
        var (time, value) = (names.IndexOf("timestamp"), names.IndexOf("value"));

        return time >= 0 && value >= 0 ? (time, value) : throw new BacktestException($"{file} line 1: the columns timestamp and value are needed");
    }
}
