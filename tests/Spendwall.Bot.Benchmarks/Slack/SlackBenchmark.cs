using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Benchmarks.Beside;
using Spendwall.Bot.Benchmarks.Footprint;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Scenarios;
using Spendwall.Bot.Sandbox.Slack;

namespace Spendwall.Bot.Benchmarks.Slack;

/// <summary>The verb <c>slack</c>: slash commands at a steady pace, beside the least bot of Slack's own library on the same stand-in.</summary>
internal static class SlackBenchmark
{
    private const int Rounds = 5;

    private const int PerSecond = 50;

    /// <summary>Below this nobody sees a difference.</summary>
    private const double FloorMilliseconds = 20;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(6);

    public static Command Command()
    {
        var app = new Option<string?>("--app") { Description = "A published bot; without it it is published as docker/Dockerfile does.", HelpName = "FOLDER" };
        var line = new Option<string>("--line") { Description = "What is typed after /spendwall.", DefaultValueFactory = static _ => "runway" };
        var command = new Command("slack", "Slash commands at 50 a second: acknowledgement and answer, beside a minimal @slack/bolt bot. Needs Node 20 and npm.") { app, line, WorkFolder.Keep };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(app), parsed.GetRequiredValue(line), parsed.GetValue(WorkFolder.Keep), cancellation));

        return command;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string? published, string line, string? keep, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(keep);
        var report = new Report(Console.Out);
        string proof = Path.Combine(PublishedBot.Root(), "tests", "slack-proof");
        if (!await NpmFolder.InstallAsync(proof, "@slack/bolt", cancellationToken))
        {
            await Console.Error.WriteLineAsync("The baseline cannot be installed: npm ci failed in tests/slack-proof, or there is no npm.");

            return 1;
        }

        var app = await PublishedBot.GetAsync(published, folder.File("app"), cancellationToken);
        var plan = ScenarioCatalogue.Plan("steady", 1, TimeProvider.System.GetUtcNow());
        await using var openRouter = await OpenRouterStandIn.StartAsync(plan.OpenRouter, TimeProvider.System, plan.OpenRouterOptions, cancellationToken);
        await using var slack = await SlackStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false }, cancellationToken: cancellationToken);
        var ours = SlackContenders.Ours(app, folder.Path, slack, openRouter);
        var bolt = SlackContenders.Bolt(proof, slack);

        // The history is read once, uncounted.
        await ours.RunAsync(() => slack.Sockets.Open.Count, () => CommandLoad.RunAsync(slack, line, PerSecond, Warming, cancellationToken), cancellationToken);
        var runs = new Dictionary<Contender, List<(LoadResult Load, BotMemory Memory)>> { [ours] = [], [bolt] = [] };
        for (int round = 0; round < Rounds; round++)
        {
            foreach (var contender in new[] { ours, bolt })
            {
                runs[contender].Add(await contender.RunAsync(() => slack.Sockets.Open.Count, () => MeasureAsync(slack, line, cancellationToken), cancellationToken));
            }
        }

        Tell(report, line, runs[bolt], runs[ours]);

        return report.ExitCode;
    }

    private static async Task<LoadResult> MeasureAsync(SlackStandIn slack, string line, CancellationToken cancellationToken)
    {
        await CommandLoad.RunAsync(slack, line, PerSecond, Warming, cancellationToken);

        return await CommandLoad.RunAsync(slack, line, PerSecond, Lasts, cancellationToken);
    }

    private static void Tell(Report report, string line, List<(LoadResult Load, BotMemory Memory)> bolt, List<(LoadResult Load, BotMemory Memory)> ours)
    {
        double baseline = Timings.Median(bolt.Select(static run => run.Load.AckP99));
        double median = Timings.Median(ours.Select(static run => run.Load.AckP99));
        double bar = Math.Round(Math.Max(baseline, FloorMilliseconds), 1);
        report.Line(string.Create(CultureInfo.InvariantCulture, $"slack: /spendwall {line} {PerSecond} times a second for {Lasts.TotalSeconds:0} s, {Rounds} alternating runs, figures are medians of the runs:"));
        report.Figure("@slack/bolt, fixed text: acknowledged", Text(bolt, static load => load.Acks, baseline));
        report.AtMost("Spendwall.Bot: acknowledged, p99 in ms", median, bar, Text(ours, static load => load.Acks, baseline));
        report.Figure("@slack/bolt, fixed text: answered", Text(bolt, static load => load.Answers, Timings.Median(bolt.Select(static run => run.Load.AnswerP99))));
        report.Figure("Spendwall.Bot, the real answer: answered", Text(ours, static load => load.Answers, Timings.Median(bolt.Select(static run => run.Load.AnswerP99))));
        report.Figure("@slack/bolt: resident at the end", Memory(bolt));
        report.Figure("Spendwall.Bot: resident at the end", Memory(ours));
        report.Must("every command was acknowledged and answered", bolt.Concat(ours).All(static run => run.Load.Lost == 0), $"{bolt.Concat(ours).Sum(static run => run.Load.Lost)} lost");
    }

    private static string Text(List<(LoadResult Load, BotMemory Memory)> runs, Func<LoadResult, IReadOnlyList<double>> pick, double baseline)
    {
        double p50 = Timings.Median(runs.Select(run => LoadResult.At(pick(run.Load), 0.5)));
        double p99 = Timings.Median(runs.Select(run => LoadResult.At(pick(run.Load), 0.99)));

        return string.Create(CultureInfo.InvariantCulture, $"p50 {p50,6:0.0} ms   p99 {p99,6:0.0} ms   {p99 / baseline:0.00} x   max {runs.Max(run => pick(run.Load).DefaultIfEmpty(double.NaN).Max()):0.0} ms");
    }

    private static string Memory(List<(LoadResult Load, BotMemory Memory)> runs) =>
        string.Create(CultureInfo.InvariantCulture, $"{Timings.Median(runs.Select(static run => run.Memory.Resident)):0} MiB   private {Timings.Median(runs.Select(static run => run.Memory.Private)):0} MiB");
}
