using System.Globalization;

namespace Spendwall.Bot.Benchmarks.Calibration;

/// <summary>One development series: USD an hour, every hour of its span.</summary>
/// <param name="Asked">Runway is asked of it; the others only say how far the far horizons scatter.</param>
internal sealed record DevSeries(string Name, DateTimeOffset Start, double[] Hours, bool Asked)
{
    private static readonly (string Folder, bool Asked)[] Folders = [("spend", true), ("daily", false), ("proxy", false)];

    /// <param name="folder">The development split: <c>spend/</c>, <c>daily/</c>, <c>proxy/</c>.</param>
    public static IReadOnlyList<DevSeries> Load(string folder) =>
    [
        .. Folders.Where(part => Directory.Exists(Path.Combine(folder, part.Folder)))
            .SelectMany(part => Directory.EnumerateFiles(Path.Combine(folder, part.Folder), "*.csv").Order(StringComparer.Ordinal).Select(file => Read(file, part.Asked))),
    ];

    private static DevSeries Read(string file, bool asked)
    {
        var lines = File.ReadLines(file).Select(static line => line.Split(',')).ToList();
        int time = Array.FindIndex(lines[0], static name => name is "ts_utc" or "date");
        int usd = Array.IndexOf(lines[0], "usd");
        int step = lines[0][time] == "date" ? 24 : 1;
        var spend = lines.Skip(1)
            .Select(cells => (At: DateTimeOffset.Parse(cells[time], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), Usd: double.Parse(cells[usd], CultureInfo.InvariantCulture)))
            .ToList();
        var start = spend.Min(static one => one.At);
        var hours = new double[(int)(spend.Max(static one => one.At) - start).TotalHours + step];
        foreach (var (at, part) in spend)
        {
            for (int hour = 0; hour < step; hour++)
            {
                hours[(int)(at - start).TotalHours + hour] += part / step;
            }
        }

        return new(Path.GetFileNameWithoutExtension(file), start, hours, asked);
    }
}
