using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Benchmarks.Calibration;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Nowcast;

namespace Spendwall.Bot.Benchmarks.Nowcast;

/// <summary>
/// <c>nowcast</c>: today's cost at the end of each day of the development series, from usage × the own prices of the days
/// that are billed whole by then, against the bill that comes later.
/// </summary>
internal static class NowcastCommand
{
    /// <summary>Bills come hours late and fill over a day or two (<see cref="Signals.SettlementPolicy"/>): at a day's end the day before it is no price yet.</summary>
    private const int UnbilledDays = 1;

    /// <summary>Days that make a price, as the live bot takes them.</summary>
    private const int PriceDays = 7;

    /// <summary>A day of cents says nothing.</summary>
    private const decimal LeastBill = 0.10m;

    public static Command Command()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The development split, with spend/ and daily/.", DefaultValueFactory = static _ => new("../shared/data/dev") };
        var command = new Command("nowcast", "Today's cost from usage and the own prices, at the end of each day, against the later bill.") { data };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data).FullName));

        return command;
    }

    private static int Run(string folder)
    {
        var files = new[] { "spend", "daily" }.SelectMany(part => Directory.EnumerateFiles(Path.Combine(folder, part), "*.csv").Order(StringComparer.Ordinal));
        var series = files.Select(UsedDays.Read).ToList();
        Console.WriteLine("error of a day's cost at its end ÷ its bill; every series counts the same      median   p90   mean  days");
        Show("usage × own prices, usage to the minute", series, static (days, day) => Estimate(days, day, TimeSpan.Zero));
        Show("usage × own prices, usage an hour late", [.. series.Where(static one => !one.ByDay)], static (days, day) => Estimate(days, day, TimeSpan.FromHours(1)));
        foreach (var group in series.GroupBy(static one => one.Name.StartsWith("sg_", StringComparison.Ordinal) ? "workspaces" : one.Name))
        {
            Show($"  of these {group.Key}", [.. group], static (days, day) => Estimate(days, day, TimeSpan.Zero));
        }

        Show("yesterday's bill, were it there already", series, static (days, day) => days.Bill(day.AddDays(-1)));
        Show("the last whole bill", series, static (days, day) => days.Bill(day.AddDays(-1 - UnbilledDays)));
        Show("mean of the seven last whole bills", series, static (days, day) => Billed(days, day).Average(days.Bill));
        Show("what is billed at the day's end", series, static (_, _) => 0);

        return 0;
    }

    /// <param name="lag">How late usage is told.</param>
    private static decimal Estimate(UsedDays days, DateTimeOffset day, TimeSpan lag)
    {
        var billed = Billed(days, day).ToList();
        var prices = new EffectivePrices([.. billed.SelectMany(days.Costs)], [.. billed.SelectMany(past => days.Usage(past, DateTimeOffset.MaxValue))], Array.Empty<ModelPrice>());

        return CostNowcast.Estimate(days.Usage(day, day.AddDays(1) - lag), prices).Buckets.Sum(static bucket => bucket.Cost?.Dollars ?? 0);
    }

    private static IEnumerable<DateTimeOffset> Billed(UsedDays days, DateTimeOffset day) =>
        days.All.Where(past => past < day.AddDays(-UnbilledDays)).TakeLast(PriceDays);

    private static void Show(string name, IReadOnlyList<UsedDays> series, Func<UsedDays, DateTimeOffset, decimal> estimate)
    {
        var errors = series.Select(days => days.All.Where(day => days.Bill(day) >= LeastBill && Billed(days, day).Any())
            .Select(day => (double)(Math.Abs(estimate(days, day) - days.Bill(day)) / days.Bill(day))).ToList()).Where(static list => list.Count > 0).ToList();
        var sorted = errors.SelectMany(static list => list.Select(error => (Value: error, Weight: 1.0 / list.Count))).OrderBy(static one => one.Value).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-78}{BandTable.Quantile(sorted, 0.5),7:0.000}{BandTable.Quantile(sorted, 0.9),7:0.000}{errors.Average(static list => list.Average()),7:0.000}{sorted.Count,5}"));
    }
}
