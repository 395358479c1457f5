using System.CommandLine;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>The verb <c>replay</c>: exit code 0 when every ledger equals its CSV file, 1 on any difference.</summary>
internal static class ReplayCommand
{
    public static Command Command()
    {
        var files = new Option<DirectoryInfo>("--folder") { Description = "Replays every CSV file in it: ts_utc,caller,model,requests,input_tokens,output_tokens,usd.", Required = true };
        var kills = new Option<int>("--kills") { Description = "How often the bot is killed with -9 and started again in each series." };
        var standIns = new Option<string>("--as") { Description = "Replay at openrouter, openai or both.", DefaultValueFactory = static _ => "both" };
        var seed = new Option<int>("--seed") { Description = "Makes the moments of the kills.", DefaultValueFactory = static _ => 1 };
        var seconds = new Option<double?>("--seconds") { Description = "Real seconds from the start of a series to its last final bill. Default: 10 and 3 for each kill." };
        standIns.AcceptOnlyFromAmong("both", "openrouter", "openai");
        var command = new Command("replay", "Replays recorded spend through the stand-ins over HTTP and compares the bot's ledger with the files to the micro-dollar.") { files, kills, standIns, seed, seconds };
        command.SetAction((parsed, cancellation) =>
        {
            int times = parsed.GetValue(kills);
            var settings = new ReplaySettings
            {
                As = Enum.Parse<StandIns>(parsed.GetRequiredValue(standIns), ignoreCase: true),
                Kills = times,
                Seed = parsed.GetValue(seed),
                Lasts = TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? (10 + (3 * times))),
            };

            return RunAsync(parsed.GetRequiredValue(files), settings, cancellation);
        });

        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo files, ReplaySettings settings, CancellationToken cancellationToken)
    {
        var paths = files.Exists ? files.GetFiles("*.csv").OrderBy(file => file.Name, StringComparer.Ordinal).ToList() : [];
        if (paths.Count == 0)
        {
            await Console.Error.WriteLineAsync($"{files} has no CSV file.");

            return 1;
        }

        Console.WriteLine(ReplayTable.Header);
        int seed = settings.Seed;
        bool ok = true;
        foreach (var path in paths)
        {
            string folder = Directory.CreateTempSubdirectory("spendwall-replay-").FullName;
            var result = await ReplayRun.RunAsync(SeriesCsv.Load(path.FullName), settings with { Seed = seed++ }, folder, cancellationToken);
            foreach (string line in ReplayTable.Lines(Path.GetFileNameWithoutExtension(path.Name), result))
            {
                Console.WriteLine(line);
            }

            foreach (string fault in result.AllFaults)
            {
                await Console.Error.WriteLineAsync($"  {fault}");
            }

            if (result.Ok)
            {
                Directory.Delete(folder, recursive: true);
            }
            else
            {
                await Console.Error.WriteLineAsync($"  The database is kept in {folder}.");
            }

            ok &= result.Ok;
        }

        Console.WriteLine(ok ? "Every ledger equals its file." : "Some ledgers differ from their files.");

        return ok ? 0 : 1;
    }
}
