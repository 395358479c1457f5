using System.Globalization;
using Spendwall.Bot.Host.Backtest.Streaming;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>
/// A user's own history: <c>ts_utc,usd</c> or <c>ts_utc,caller,model,requests,input_tokens,output_tokens,usd</c>, sorted by
/// time, <c>date</c> instead of <c>ts_utc</c> for days. Columns come in any order; others are passed over.
/// </summary>
internal static class SeriesFile
{
    /// <summary>A longer one is a mistyped time, and would be filled with zeros.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(366);

    private static readonly string[] Details = ["caller", "model", "requests", "input_tokens", "output_tokens"];

    /// <exception cref="BacktestException">The file cannot be read, or a line of it cannot be used.</exception>
    public static PastSpend Read(string path)
    {
        try
        {
            using var reader = File.OpenText(path);

            return Read(Path.GetFileNameWithoutExtension(path), reader);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BacktestException($"{path} cannot be read: {exception.Message}");
        }
    }

    /// <exception cref="BacktestException">A line cannot be used; the message says which and why.</exception>
    public static PastSpend Read(string name, TextReader reader)
    {
        var header = Columns(reader.ReadLine());
        var step = TimeSpan.FromHours(header.Daily ? 24 : 1);
        var intervals = new List<(DateTimeOffset At, List<StreamRow> Rows)>();
        var seen = new HashSet<(string, string)>();
        int number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var (at, row) = Row(CsvLine.Split(line), header, number);
            if (intervals.Count > 0 && at - intervals[^1].At > LongestGap)
            {
                throw Fault(number, $"nothing is told for more than a year before {at:yyyy-MM-ddTHH:mm:ssZ}");
            }

            if (intervals.Count == 0 || at > intervals[^1].At)
            {
                intervals.Add((at, []));
                seen.Clear();
            }
            else if (at < intervals[^1].At)
            {
                throw Fault(number, $"{at:yyyy-MM-ddTHH:mm:ssZ} comes after {intervals[^1].At:yyyy-MM-ddTHH:mm:ssZ}; lines are sorted by time");
            }

            if (!seen.Add((row.Caller, row.Model)))
            {
                throw Fault(number, header.Detailed ? $"caller \"{row.Caller}\" and model \"{row.Model}\" are there twice at {at:yyyy-MM-ddTHH:mm:ssZ}" : $"{at:yyyy-MM-ddTHH:mm:ssZ} is there twice");
            }

            intervals[^1].Rows.Add(row);
        }

        return intervals.Count > 0 ? Fill(name, step, intervals, header.Detailed) : throw new BacktestException($"{name} holds no line of spend.");
    }

    /// <summary>An hour that is not there cost nothing.</summary>
    private static PastSpend Fill(string name, TimeSpan step, List<(DateTimeOffset At, List<StreamRow> Rows)> intervals, bool detailed)
    {
        var whole = new List<StreamLine.Observation>();
        int missing = 0;
        foreach (var (at, rows) in intervals)
        {
            for (var gap = whole.Count == 0 ? at : whole[^1].At + step; gap < at; gap += step)
            {
                whole.Add(new(gap, 0, []));
                missing++;
            }

            whole.Add(new(at, rows.Sum(static row => row.Usd), detailed ? rows : []));
        }

        return new(name, step, whole, missing, 0);
    }

    private static Header Columns(string? line)
    {
        var names = line is null ? [] : CsvLine.Split(line.TrimStart('\uFEFF')).Select(static cell => cell.Trim().ToLowerInvariant()).ToList();
        bool daily = !names.Contains("ts_utc") && names.Contains("date");
        if (!daily && !names.Contains("ts_utc"))
        {
            throw Fault(1, "column \"ts_utc\" (or \"date\") is missing");
        }

        bool detailed = names.Any(Details.Contains);
        foreach (string needed in detailed ? [.. Details, "usd"] : (string[])["usd"])
        {
            if (names.Count(name => name == needed) is not 1 and var count)
            {
                throw Fault(1, $"column \"{needed}\" is {(count == 0 ? "missing" : "there twice")}");
            }
        }

        return new(names, daily, detailed);
    }

    private static (DateTimeOffset At, StreamRow Row) Row(IReadOnlyList<string> cells, Header header, int number)
    {
        if (cells.Count != header.Names.Count)
        {
            throw Fault(number, $"{Wording.Number(cells.Count, "cell")}, where the first line has {header.Names.Count}");
        }

        string time = Cell(header.Daily ? "date" : "ts_utc");
        if (!UtcText.TryParse(time, out var at))
        {
            throw Fault(number, $"\"{time}\" is no time such as {(header.Daily ? "2026-11-21" : "2026-11-21T06:00:00Z")}");
        }

        if (at != (header.Daily ? at.FloorDay() : at.FloorHour()))
        {
            throw Fault(number, $"{time} is not the start of {(header.Daily ? "a day" : "an hour")}");
        }

        return header.Detailed
            ? (at, new(Cell("caller"), Cell("model"), Count("requests"), Count("input_tokens"), Count("output_tokens"), Number("usd")))
            : (at, new("", "", 0, 0, 0, Number("usd")));

        string Cell(string name) => cells[header.Names.IndexOf(name)].Trim();

        double Count(string name) => Number(name) is >= 0 and var count ? count : throw Fault(number, $"{name} \"{Cell(name)}\" is below zero");

        double Number(string name) => double.TryParse(Cell(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Fault(number, $"{name} \"{Cell(name)}\" is no number");
    }

    private static BacktestException Fault(int line, string reason) => new($"line {line}: {reason}");

    private sealed record Header(List<string> Names, bool Daily, bool Detailed);
}
