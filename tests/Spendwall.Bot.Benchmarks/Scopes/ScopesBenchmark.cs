using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Benchmarks.Scopes;

/// <summary>The verb <c>scopes</c>: the anomaly watch of many scopes, one new hour each, on one core.</summary>
internal static class ScopesBenchmark
{
    private const int Scopes = 10_000;
    private const int Hours = 24 * 8;

    public static Command Command()
    {
        var command = new Command("scopes", "The anomaly watch: one new hour of 10,000 scopes of four callers, from the state they have.");
        command.SetAction(static _ => Run());

        return command;
    }

    /// <returns>The exit code.</returns>
    public static int Run()
    {
        var report = new Report(Console.Out);
        report.Line(Text($"{Scopes:#,0} scopes of four callers and two models, {Hours} hours each"));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var watches = Enumerable.Range(0, Scopes).Select(static _ => new ScopeWatch(TimeSpan.FromHours(1), AnomalyRules.Shipped)).ToArray();
        var random = new Random(1);
        var watch = Stopwatch.StartNew();
        for (int hour = 0; hour < Hours; hour++)
        {
            All(watches, hour, random);
        }

        double rate = Scopes * (double)Hours / watch.Elapsed.TotalSeconds;
        report.AtLeast("observations a second", rate, 20_000, Text($"{rate:#,0}"));
        report.Figure("memory of a scope", Text($"{(GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / Scopes:0.0} KiB"));
        watch.Restart();
        All(watches, Hours, random);
        report.AtMost("one new hour of every scope, seconds", watch.Elapsed.TotalSeconds, 1, Text($"{watch.Elapsed.TotalSeconds:0.000}"));

        return report.ExitCode;
    }

    /// <summary>One hour for each; the hours are made outside of what is measured only by being few beside it.</summary>
    private static void All(ScopeWatch[] watches, int hour, Random random)
    {
        var kinds = Enumerable.Range(0, 16).Select(_ => Hour(hour, random)).ToArray();
        for (int i = 0; i < watches.Length; i++)
        {
            watches[i].Observe(kinds[i % kinds.Length]);
        }
    }

    private static UsageHour Hour(int hour, Random random)
    {
        var cells = new List<UsageCell>();
        for (int caller = 0; caller < 4; caller++)
        {
            for (int model = 0; model < 2; model++)
            {
                double requests = 100 * (0.5 + random.NextDouble());
                cells.Add(new(Text($"app{caller}"), Text($"m{model}"), requests, requests * 800, requests * 100, requests * 0.002, 0));
            }
        }

        return new(DateTimeOffset.UnixEpoch.AddHours(hour), cells.Sum(static cell => cell.Usd), cells);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
