using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Benchmarks.Calibration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Drops;

namespace Spendwall.Bot.Benchmarks.Drops;

/// <summary><c>drops</c>: how often a runway falls on the development series, and how soon a doubled burn is told, for several bounds.</summary>
internal static class DropsCommand
{
    private static readonly double[] Shares = [0.5, 0.6, 0.7, 0.8];

    /// <summary>Days of runway at the usual burn that the account always has.</summary>
    private static readonly int[] Sizes = [7, 14, 28];

    public static Command Command()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The development split, with spend/.", DefaultValueFactory = static _ => new("../shared/data/dev") };
        var command = new Command("drops", "Runway-drop alerts on the development series, and with a burn that doubles or triples.") { data };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data).FullName));

        return command;
    }

    private static int Run(string folder)
    {
        var series = DevSeries.Load(folder).Where(static one => one.Asked).ToList();
        Line("runway  bound         alerts a month   ×2 told in 24 h (hours)   ×3 told in 24 h (hours)");
        foreach (int days in Sizes)
        {
            foreach (bool band in new[] { false, true })
            {
                var shares = Shares.Select(share => (share, Rates: series.Select(one => Grade(one, days, share, band)).ToList()));
                foreach (var (share, rates) in shares)
                {
                    Row($"{days,4} d  {share:0.0}{(band ? " and < P10" : "          ")}   {rates.Average(static one => one.Month):0.00}             {Told(rates.Select(static one => one.Twice))}               {Told(rates.Select(static one => one.Thrice))}");
                }
            }
        }

        return 0;
    }

    private static (double Month, List<int?> Twice, List<int?> Thrice) Grade(DevSeries series, int days, double share, bool band)
    {
        const int Warm = 7 * 24;
        int alerts = 0;
        int? open = null;
        for (int at = Warm; at <= series.Hours.Length; at++)
        {
            if (open is { } since && (at - since >= (int)DropRules.Accept.TotalHours || Drop(series, series.Hours, at, since - 24, days) is not { Share: < DropRules.Enough }))
            {
                open = null;
            }

            if (open is null && IsMaterial(Drop(series, series.Hours, at, at - 24, days), share, band))
            {
                open = at;
                alerts++;
            }
        }

        var starts = Enumerable.Range(1, 12).Select(part => Warm + ((series.Hours.Length - Warm - 24) * part / 13)).ToList();

        return (alerts / ((series.Hours.Length - Warm) / (30.0 * 24)), [.. starts.Select(start => Delay(series, start, 2, days, share, band))], [.. starts.Select(start => Delay(series, start, 3, days, share, band))]);
    }

    /// <returns>Hours from a burn that is <paramref name="times"/> as high until it is told; null: not within a day.</returns>
    private static int? Delay(DevSeries series, int start, double times, int days, double share, bool band)
    {
        double[] hours = [.. series.Hours.Select((usd, hour) => hour >= start ? usd * times : usd)];
        for (int at = start + 1; at <= start + 24; at++)
        {
            if (IsMaterial(Drop(series, hours, at, at - 24, days), share, band))
            {
                return at - start;
            }
        }

        return null;
    }

    private static bool IsMaterial(RunwayDrop? drop, double share, bool band) => drop is not null && drop.Share <= share && (!band || drop.Now < drop.Early) && drop.Now <= DropRules.Reach;

    private static RunwayDrop? Drop(DevSeries series, double[] hours, int at, int from, int days)
    {
        var history = new SpendHistory(series.Start, hours[..at]);
        var now = series.Start.AddHours(at);
        var then = BurnProfile.Fit(history, series.Start.AddHours(from));
        if (then is null || then.BaseLevel <= 0)
        {
            return null;
        }

        // What lasts so many days at the usual burn of then, less what was spent since.
        var balance = Usd.FromEstimate((then.BaseLevel * 24 * days) - hours[from..at].Sum());
        var runway = RunwayEstimator.Estimate(new(balance, Usd.Zero, history, now));

        return new RunwayPast(history, balance, Usd.Zero, now, runway, now).Against(series.Start.AddHours(from), series.Start.AddHours(from));
    }

    private static string Told(IEnumerable<List<int?>> delays)
    {
        var all = delays.SelectMany(static one => one).ToList();
        var told = all.OfType<int>().Order().ToList();

        return Text($"{(double)told.Count / all.Count:0.00} ({(told.Count > 0 ? told[told.Count / 2] : 0)})");
    }

    private static void Row(FormattableString text) => Console.WriteLine(Text(text));

    private static void Line(string text) => Console.WriteLine(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
