using System.Diagnostics;
using Spendwall.Bot.Benchmarks.Ledger;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Providers.OpenRouter;

namespace Spendwall.Bot.Benchmarks.World;

/// <summary>The database of a <see cref="WorldSeed"/>.</summary>
/// <param name="Now">The instant that it was seeded for.</param>
internal sealed record WorldFile(string Path, long Rows, DateTimeOffset Now)
{
    /// <summary>Made anew, or the one that <c>--keep</c> kept.</summary>
    public static async Task<WorldFile> PrepareAsync(WorkFolder folder, int rows, Report report, CancellationToken cancellationToken)
    {
        string path = folder.File($"world-{rows}.db");
        string making = path + ".making";
        if (!File.Exists(path))
        {
            var watch = Stopwatch.StartNew();
            await using (var file = await LedgerFile.OpenAsync(making, cancellationToken))
            {
                await new WorldSeed(file.Ledger, rows, TimeProvider.System.GetUtcNow()).StoreAsync(cancellationToken);
            }

            // The log is folded into the file by the last connection that closes.
            File.Move(making, path);
            report.Line($"{rows:N0} buckets were stored in {watch.Elapsed.TotalSeconds:N0} s");
        }

        await using var world = await LedgerFile.OpenAsync(path, cancellationToken);
        var marks = await world.Ledger.MarksAsync(WorldSettings.OpenRouter, cancellationToken);

        return new(path, await LedgerFile.NumberAsync(path, "SELECT COUNT(*) FROM buckets WHERE view = 1", cancellationToken), marks[OpenRouterDatasets.KeyModel].DoneAt);
    }
}
