using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Benchmarks.Calibration;

/// <summary><c>calibrate</c>: derives the table of quantiles that the forecasts ship, and grades it on series that it was not derived from.</summary>
internal static class CalibrateCommand
{
    public static Command Command()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The development split, with spend/, daily/ and proxy/.", DefaultValueFactory = static _ => new("../shared/data/dev") };
        var command = new Command("calibrate", "Derives the forecasts' shipped quantiles from the development series and grades them with each series left out.") { data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is { Exists: false } folder)
            {
                result.AddError($"{folder} is not there.");
            }
        });
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data).FullName));

        return command;
    }

    private static int Run(string folder)
    {
        var samples = DevSeries.Load(folder).Select(ErrorSamples.Of).ToList();
        var asked = samples.Where(static one => one.Series.Asked).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{asked.Count} series asked, {samples.Count - asked.Count} more for far horizons; volatility {asked.Average(static one => one.Profiles.OfType<BurnProfile>().Average(static profile => profile.Volatility)):0.00} on average"));
        Show("runway: the asked series; from 48 h on half of the median", BandTable.Runway(samples));
        Show("all series, for the far horizons of periods", BandTable.All(samples));
        Console.WriteLine("                              median error  pinball  coverage  width");
        Show("shipped table", RunwayGrade.Of(asked.Select(static one => (one, ForecastBand.Runway))));
        var derived = new ForecastBand(BandTable.Runway(asked));
        Show("derived from all series", RunwayGrade.Of(asked.Select(one => (one, derived))));
        Show("each series left out in turn", RunwayGrade.Of(asked.Select(one => (one, new ForecastBand(BandTable.Runway(asked.Where(other => other != one)))))));

        return 0;
    }

    private static void Show(string name, (double Hours, double Low, double Middle, double High)[] rows)
    {
        Console.WriteLine($"hours     P10    P50    P90   log(actual ÷ expected) ÷ volatility, {name}");
        foreach (var (hours, low, middle, high) in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hours,5:0} {low,7:0.00}{middle,7:0.00}{high,7:0.00}"));
        }
    }

    private static void Show(string name, RunwayGrade.Score score) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30}{score.MedianError,12:0.000}{score.Pinball,9:0.000}{score.Coverage,10:0.00}{score.Width,7:0.00}"));
}
