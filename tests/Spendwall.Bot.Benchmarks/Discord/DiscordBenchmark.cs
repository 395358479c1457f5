using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Benchmarks.Beside;
using Spendwall.Bot.Benchmarks.Footprint;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Scenarios;

namespace Spendwall.Bot.Benchmarks.Discord;

/// <summary>The verb <c>discord</c>: slash commands at a steady pace and a burst of dispatches, beside the least bot of discord.js on the same stand-in.</summary>
internal static class DiscordBenchmark
{
    private const int Rounds = 5;

    private const int PerSecond = 50;

    /// <summary>Below this nobody sees a difference.</summary>
    private const double FloorMilliseconds = 20;

    /// <summary>No answer has a picture.</summary>
    private const double MemoryBarMebibytes = 140;

    /// <summary>Answers with a picture: librsvg, cairo and a font are in the process.</summary>
    private const double ChartsBarMebibytes = 230;

    private const string WithoutChart = "/runway";

    private const string WithChart = "/spend";

    private const int ChartsPerSecond = 5;

    /// <summary>Until the first round of polls is done and the hot code compiled for good.</summary>
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(10);

    /// <summary>By then the bot has given back what the load needed: it does so 30 s after its start.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(6);

    public static Command Command()
    {
        var app = new Option<string?>("--app") { Description = "A published bot; without it it is published as docker/Dockerfile does.", HelpName = "FOLDER" };
        var command = new Command("discord", "Slash commands at 50 a second and a burst of dispatches, beside a minimal discord.js bot. Needs Node 20 and npm.") { app, WorkFolder.Keep };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(app), parsed.GetValue(WorkFolder.Keep), cancellation));

        return command;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string? published, string? keep, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(keep);
        var report = new Report(Console.Out);
        string proof = Path.Combine(PublishedBot.Root(), "tests", "discord-proof");
        if (!await NpmFolder.InstallAsync(proof, "discord.js", cancellationToken))
        {
            await Console.Error.WriteLineAsync("The baseline cannot be installed: npm ci failed in tests/discord-proof, or there is no npm.");

            return 1;
        }

        var app = await PublishedBot.GetAsync(published, folder.File("app"), cancellationToken);
        var plan = ScenarioCatalogue.Plan("steady", 1, TimeProvider.System.GetUtcNow());
        await using var openRouter = await OpenRouterStandIn.StartAsync(plan.OpenRouter, TimeProvider.System, plan.OpenRouterOptions, cancellationToken);

        // Limits would measure the waits that they ask for; the command behind a burst may come late.
        await using var discord = await DiscordStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false, AnswerWithin = TimeSpan.FromSeconds(60) }, cancellationToken: cancellationToken);
        var ours = DiscordContenders.Ours(app, folder.Path, discord, openRouter);
        var least = DiscordContenders.Least(proof, discord);

        // The history is read once, uncounted.
        await ours.RunAsync(() => discord.Gateway.Ready, () => MeasureAsync(discord, Warming, cancellationToken), cancellationToken);
        var runs = new Dictionary<Contender, List<(DiscordLoadResult Load, BotMemory Memory)>> { [ours] = [], [least] = [] };
        for (int round = 0; round < Rounds; round++)
        {
            foreach (var contender in new[] { ours, least })
            {
                runs[contender].Add(await contender.RunAsync(() => discord.Gateway.Ready, () => MeasureAsync(discord, Lasts, cancellationToken), cancellationToken));
            }
        }

        var rested = await ours.RunAsync(() => discord.Gateway.Ready, () => RestAsync(discord, cancellationToken), cancellationToken);
        var charts = await ours.RunAsync(() => discord.Gateway.Ready, () => DrawAsync(discord, cancellationToken), cancellationToken);
        Tell(report, runs[least], runs[ours]);
        report.AtMost("Spendwall.Bot, at rest after it: resident, MiB", rested.Memory.Resident, MemoryBarMebibytes, Memory([rested]));
        report.AtMost(string.Create(CultureInfo.InvariantCulture, $"after {WithChart} {ChartsPerSecond} a second: resident, MiB"), charts.Memory.Resident, ChartsBarMebibytes, Memory([charts]));
        report.Must("every command was answered, with a picture", charts.Result.Lost == 0 && DiscordLoad.HasPicture(discord), $"{charts.Result.Lost} lost");

        return report.ExitCode;
    }

    private static async Task<DiscordLoadResult> MeasureAsync(DiscordStandIn discord, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await DiscordLoad.RegisteredAsync(discord, cancellationToken);
        await DiscordLoad.RunAsync(discord, WithoutChart, PerSecond, Warming, cancellationToken);
        var load = await DiscordLoad.RunAsync(discord, WithoutChart, PerSecond, lasts, cancellationToken);
        await DiscordLoad.BurstAsync(discord, WithoutChart, cancellationToken);

        return load with { PerSecond = await DiscordLoad.BurstAsync(discord, WithoutChart, cancellationToken) };
    }

    private static async Task<DiscordLoadResult> RestAsync(DiscordStandIn discord, CancellationToken cancellationToken)
    {
        await DiscordLoad.RegisteredAsync(discord, cancellationToken);
        var load = await DiscordLoad.RunAsync(discord, WithoutChart, PerSecond, Warming, cancellationToken);
        await Task.Delay(Rest, TimeProvider.System, cancellationToken);

        return load;
    }

    /// <summary>A life of its own: a bot that has drawn keeps what draws.</summary>
    private static async Task<DiscordLoadResult> DrawAsync(DiscordStandIn discord, CancellationToken cancellationToken)
    {
        await DiscordLoad.RegisteredAsync(discord, cancellationToken);

        return await DiscordLoad.RunAsync(discord, WithChart, ChartsPerSecond, Warming, cancellationToken);
    }

    private static void Tell(Report report, List<(DiscordLoadResult Load, BotMemory Memory)> least, List<(DiscordLoadResult Load, BotMemory Memory)> ours)
    {
        double baseline = Median(least, static load => DiscordLoadResult.At(load.Acks, 0.99));
        double answers = Median(least, static load => DiscordLoadResult.At(load.Answers, 0.99));
        double perSecond = Median(least, static load => load.PerSecond);
        report.Line(string.Create(CultureInfo.InvariantCulture, $"discord: /runway {PerSecond} times a second for {Lasts.TotalSeconds:0} s, {Rounds} alternating runs, figures are medians of the runs:"));
        report.Figure("discord.js, fixed text: acknowledged", Text(least, static load => load.Acks, baseline));
        report.AtMost(
            "Spendwall.Bot: acknowledged, p99 in ms", Median(ours, static load => DiscordLoadResult.At(load.Acks, 0.99)), Math.Round(Math.Max(baseline, FloorMilliseconds), 1),
            Text(ours, static load => load.Acks, baseline));
        report.Figure("discord.js, fixed text: answered", Text(least, static load => load.Answers, answers));
        report.Figure("Spendwall.Bot, a real runway: answered", Text(ours, static load => load.Answers, answers));
        report.Figure("discord.js: dispatches a second", string.Create(CultureInfo.InvariantCulture, $"{perSecond,7:N0}   1.00 x"));
        double own = Median(ours, static load => load.PerSecond);
        report.AtLeast("Spendwall.Bot: dispatches a second, ratio", Math.Round(own / perSecond, 2), 1, string.Create(CultureInfo.InvariantCulture, $"{own,7:N0}   {own / perSecond:0.00} x"));
        report.Figure("discord.js: resident at the end", Memory(least));
        report.AtMost("Spendwall.Bot, under load without charts: MiB", Timings.Median(ours.Select(static run => run.Memory.Resident)), MemoryBarMebibytes, Memory(ours));
        report.Must("every command was acknowledged and answered", least.Concat(ours).All(static run => run.Load.Lost == 0), $"{least.Concat(ours).Sum(static run => run.Load.Lost)} lost");
    }

    private static double Median(List<(DiscordLoadResult Load, BotMemory Memory)> runs, Func<DiscordLoadResult, double> pick) => Timings.Median(runs.Select(run => pick(run.Load)));

    private static string Text(List<(DiscordLoadResult Load, BotMemory Memory)> runs, Func<DiscordLoadResult, IReadOnlyList<double>> pick, double baseline)
    {
        double p50 = Median(runs, load => DiscordLoadResult.At(pick(load), 0.5));
        double p99 = Median(runs, load => DiscordLoadResult.At(pick(load), 0.99));

        return string.Create(CultureInfo.InvariantCulture, $"p50 {p50,6:0.0} ms   p99 {p99,6:0.0} ms   {p99 / baseline:0.00} x   max {runs.Max(run => pick(run.Load).DefaultIfEmpty(double.NaN).Max()):0.0} ms");
    }

    private static string Memory(List<(DiscordLoadResult Load, BotMemory Memory)> runs) =>
        string.Create(CultureInfo.InvariantCulture, $"{Timings.Median(runs.Select(static run => run.Memory.Resident)):0} MiB   private {Timings.Median(runs.Select(static run => run.Memory.Private)):0} MiB");
}
