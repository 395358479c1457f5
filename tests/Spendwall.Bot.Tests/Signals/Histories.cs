using System.Globalization;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Signals;

/// <summary>Histories for the tests.</summary>
internal static class Histories
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    public static SpendHistory Flat(int hours, double usd) => new(Monday, [.. Enumerable.Repeat(usd, hours)]);

    public static Usd Dollars(decimal usd) => Usd.FromDollars(usd);

    /// <summary>The real development series by name, each hour of its span; none where the folder is absent.</summary>
    public static IEnumerable<(string Name, DateTimeOffset Start, double[] Hours)> Real()
    {
        if (SharedFolder.Find("data", "dev", "spend") is not { } folder)
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal))
        {
            var rows = File.ReadLines(file).Skip(1).Select(static line => line.Split(','))
                .Select(static cells => (At: DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture), Usd: double.Parse(cells[^1], CultureInfo.InvariantCulture)))
                .ToList();
            var start = rows.Min(row => row.At);
            var hours = new double[(int)(rows.Max(row => row.At) - start).TotalHours + 1];
            rows.ForEach(row => hours[(int)(row.At - start).TotalHours] += row.Usd);

            yield return (Path.GetFileNameWithoutExtension(file), start, hours);
        }
    }
}
