using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Benchmarks.Footprint;
using Spendwall.Bot.Benchmarks.Ledger;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Benchmarks.World;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Answers;

/// <summary>The verb <c>answers</c>: commands from their line to their JSON, over a tenth of the buckets and over all.</summary>
internal static class AnswersBenchmark
{
    public const int Most = 10_000_000;

    private const int Few = 1_000_000;

    private const double BarMilliseconds = 20;

    private const int Warmings = 100;

    private const int Times = 300;

    private const int Starts = 5;

    /// <summary>Those with a bar first.</summary>
    private static readonly string[] Questions = ["/spend 30d by:model", "/runway", "/spend", "/spend openai week", "/spend month by:key", "/status"];

    public static Command Command()
    {
        var rows = new Option<int>("--rows") { Description = "Buckets of the larger database; the smaller one has a million.", DefaultValueFactory = static _ => Most };
        var app = new Option<string?>("--app") { Description = "A published bot for the fresh process; without it it is published.", HelpName = "FOLDER" };
        var command = new Command("answers", "How long /spend and /runway take, from the line to the JSON, at 1 M and 10 M buckets, and in a fresh process.") { rows, app, WorkFolder.Keep };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(rows), parsed.GetValue(app), parsed.GetValue(WorkFolder.Keep), cancellation));

        return command;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(int rows, string? app, string? keep, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(keep);
        var report = new Report(Console.Out);
        var bot = await PublishedBot.GetAsync(app, folder.File("app"), cancellationToken);
        var few = await MeasureAsync(folder, bot, Math.Min(rows, Few), report, cancellationToken);
        if (rows > Few)
        {
            var many = await MeasureAsync(folder, bot, rows, report, cancellationToken);
            report.Line($"answers: p99 at {rows:N0} ÷ p99 at {Few:N0} buckets:");
            foreach (var (question, p99) in many)
            {
                report.Figure(question, string.Create(CultureInfo.InvariantCulture, $"{p99 / few[question],7:0.00} x"));
            }
        }

        return report.ExitCode;
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(WorkFolder folder, PublishedBot app, int rows, Report report, CancellationToken cancellationToken)
    {
        var world = await WorldFile.PrepareAsync(folder, rows, report, cancellationToken);
        string file = folder.File($"settings-{rows}.json");
        var settings = new WorldSettings(world.Path).Save(file);
        await using var bot = await BotInProcess.StartAsync(settings, world.Now, cancellationToken);
        report.Line($"answers: {world.Rows:N0} buckets, {new FileInfo(world.Path).Length / 1e6:N0} MB; medians of 5 rounds of {Times}:");
        var baseline = await Timings.OfAsync(() => RollUpAsync(bot.Ledger, world.Now, cancellationToken), Warmings, Times);
        report.Figure("the roll-up behind by:model (baseline)", $"{baseline.Text}   1.00 x");
        var p99 = new Dictionary<string, double>();
        foreach (string question in Questions)
        {
            var times = await Timings.OfAsync(() => AskAsync(bot, question, cancellationToken), Warmings, Times);
            string figure = string.Create(CultureInfo.InvariantCulture, $"{times.Text}   {times.P50 / baseline.P50:0.00} x");
            if (p99.Count < 2)
            {
                report.AtMost(question, times.P99, BarMilliseconds, figure);
            }
            else
            {
                report.Figure(question, figure);
            }

            p99[question] = times.P99;
        }

        await CheckAsync(bot, world, report, cancellationToken);
        await FreshAsync(app, folder, file, report, cancellationToken);

        return p99;
    }

    private static async Task RollUpAsync(ISpendLedger ledger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = new UtcRange(now.FloorDay().AddDays(-29), now.FloorDay().AddDays(1));
        var sums = await ledger.SpendAsync(new(WorldSettings.OpenRouter, UsageView.KeyModel, days, SpendDimension.Model, false, SeriesFilter.All), cancellationToken);
        if (sums.Count < 20)
        {
            throw new InvalidOperationException("The roll-up is not what was stored.");
        }
    }

    private static async Task AskAsync(BotInProcess bot, string question, CancellationToken cancellationToken)
    {
        string json = await bot.AskAsync(question, cancellationToken);
        if (!json.Contains("\"ok\":true", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{question}: {json}");
        }
    }

    /// <summary>A fast answer that is wrong would be none: the sum of all its buckets is the sum that it says.</summary>
    private static async Task CheckAsync(BotInProcess bot, WorldFile world, Report report, CancellationToken cancellationToken)
    {
        var answer = JsonNode.Parse(await bot.AskAsync("/spend openrouter 30d by:model", cancellationToken))!["data"]!;
        long from = world.Now.FloorDay().AddDays(-29).ToUnixTimeMilliseconds();
        long nanos = await LedgerFile.NumberAsync(world.Path, $"SELECT SUM(cost) FROM buckets WHERE account_id = 1 AND view = 1 AND start >= {from}", cancellationToken);
        report.Must("30 days by model = the sum of their buckets", (decimal)answer["total_usd"]! == new Usd(nanos).Dollars, $"{answer["total_usd"]} USD");
        var runway = JsonNode.Parse(await bot.AskAsync("/runway", cancellationToken))!["data"]!["accounts"]![0]!;
        report.Must("the runway is known", runway["runway_h"]!["p50"] is not null, $"p50 {runway["runway_h"]!["p50"]} h");
    }

    private static async Task FreshAsync(PublishedBot app, WorkFolder folder, string settings, Report report, CancellationToken cancellationToken)
    {
        var taken = new List<double>();
        for (int i = 0; i < Starts; i++)
        {
            var watch = Stopwatch.StartNew();
            using var process = app.Start(folder.Path, "ask", "/runway", "--json", "--settings", settings);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            string json = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            taken.Add(watch.Elapsed.TotalMilliseconds);
            if (process.ExitCode != 0 || !json.Contains("\"ok\":true", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"ask ended with {process.ExitCode}: {await error}");
            }
        }

        report.Figure("ask \"/runway\" in a fresh process", string.Create(CultureInfo.InvariantCulture, $"median {Timings.Median(taken),7:0} ms   least {taken.Min(),7:0} ms   of {Starts} starts"));
    }
}
