using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Benchmarks.World;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Scenarios;

namespace Spendwall.Bot.Benchmarks.Footprint;

/// <summary>The verb <c>footprint</c>: the published bot, from its start to ready, and its memory when it idles.</summary>
internal static class FootprintBenchmark
{
    private const int Rows = 1_000_000;

    private const int Starts = 5;

    private const double ReadyBarSeconds = 1.5;

    private const double MemoryBarMebibytes = 140;

    public static Command Command()
    {
        var app = new Option<string?>("--app") { Description = "A published bot; without it it is published as docker/Dockerfile does.", HelpName = "FOLDER" };
        var idle = new Option<TimeSpan>("--idle") { Description = "How long the bot idles before its memory is read.", DefaultValueFactory = static _ => new FootprintOptions().Idle };
        var command = new Command("footprint", "Start to ready and idle memory of the published bot on a million-row database, against the stand-ins.") { app, idle, WorkFolder.Keep };
        command.SetAction((parsed, cancellation) => RunAsync(new(parsed.GetValue(app), parsed.GetValue(WorkFolder.Keep)) { Idle = parsed.GetValue(idle) }, cancellation));

        return command;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(FootprintOptions options, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options.Keep);
        var report = new Report(Console.Out);
        var app = await PublishedBot.GetAsync(options.App, folder.File("app"), cancellationToken);
        var world = await WorldFile.PrepareAsync(folder, Rows, report, cancellationToken);
        string database = folder.File("footprint.db");
        File.Copy(world.Path, database, overwrite: true);

        var plan = ScenarioCatalogue.Plan("steady", 1, TimeProvider.System.GetUtcNow());
        await using var openRouter = await OpenRouterStandIn.StartAsync(plan.OpenRouter, TimeProvider.System, plan.OpenRouterOptions, cancellationToken);
        await using var openAI = await OpenAIStandIn.StartAsync(plan.OpenAI, TimeProvider.System, plan.OpenAIOptions, cancellationToken);
        string listen = BotRun.FreeAddress();
        string settings = folder.File("footprint.json");
        new WorldSettings(database)
        {
            OpenRouterUrl = openRouter.BaseUrl,
            OpenAIUrl = openAI.BaseUrl,
            ManagementKey = openRouter.ManagementKey,
            AdminKey = openAI.AdminKey,
            Listen = listen,
        }.Save(settings);

        // What the stand-ins know and the database does not is read once, uncounted.
        await RunVerbAsync(app, folder, ["poll", "--settings", settings], cancellationToken);
        await MeasureAsync(app, folder, settings, listen, options.Idle, world.Rows, report, cancellationToken);

        return report.ExitCode;
    }

    private static async Task MeasureAsync(
        PublishedBot app, WorkFolder folder, string settings, string listen, TimeSpan idle, long rows, Report report, CancellationToken cancellationToken)
    {
        var bare = new List<double>();
        var ready = new List<double>();
        var memories = new List<BotMemory>();
        bool cleanly = true;
        for (int i = 0; i < Starts; i++)
        {
            bare.Add(await RunVerbAsync(app, folder, ["version"], cancellationToken));
            await using var run = await BotRun.StartAsync(app, folder.Path, settings, listen, cancellationToken);
            ready.Add(run.Ready.TotalSeconds);

            // One long run for the memory; the others are for the start only.
            await Task.Delay(i == Starts - 1 ? idle : TimeSpan.FromSeconds(3), TimeProvider.System, cancellationToken);
            memories.Add(run.Memory());
            cleanly &= await run.StopAsync(cancellationToken) == 0;
        }

        double median = Timings.Median(ready);
        report.Line($"footprint: {rows:N0} buckets, {Starts} starts:");
        report.Figure("the verb version (baseline)", string.Create(CultureInfo.InvariantCulture, $"median {Timings.Median(bare),5:0.00} s   1.00 x"));
        report.AtMost(
            "start to /readyz 200", median, ReadyBarSeconds,
            string.Create(CultureInfo.InvariantCulture, $"median {median,5:0.00} s   {median / Timings.Median(bare):0.00} x   least {ready.Min():0.00} s   most {ready.Max():0.00} s"));
        report.Figure("resident 3 s after ready", string.Create(CultureInfo.InvariantCulture, $"median {Timings.Median(memories.SkipLast(1).Select(static memory => memory.Resident)):0} MiB"));
        report.AtMost(
            $"resident after {idle.TotalSeconds:0} s of idling and polling", memories[^1].Resident, MemoryBarMebibytes,
            string.Create(CultureInfo.InvariantCulture, $"{memories[^1].Resident:0} MiB   private {memories[^1].Private:0} MiB   peak {memories[^1].Peak:0} MiB"));
        report.Must("SIGTERM ends each run with 0", cleanly, $"{Starts} runs");
    }

    /// <returns>Seconds.</returns>
    private static async Task<double> RunVerbAsync(PublishedBot app, WorkFolder folder, string[] arguments, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var process = app.Start(folder.Path, arguments);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        return process.ExitCode == 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}: {await error}");
    }
}
