using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>Rows per second into the same table and indexes: SQLite's tool, the bare statement, and all that the ledger does.</summary>
internal static class WriteBenchmark
{
    private const int Days = 2;

    private const int Rounds = 5;

    public static async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        var data = new LedgerData(series: 4600);
        var first = Enumerable.Range(0, Days).Select(day => data.Day(day)).ToList();
        var revised = Enumerable.Range(0, Days).Select(day => data.Day(day, edition: 1)).ToList();
        string csv = Path.Combine(folder, "buckets.csv");
        await SqliteShell.WriteCsvAsync(csv, first, cancellationToken);
        var import = new List<double>();
        var bare = new List<double>();
        var store = new List<double>();
        var revise = new List<double>();
        var repeat = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            await using (var file = await LedgerFile.CreateAsync(folder, cancellationToken))
            {
                SqliteConnection.ClearAllPools();
                if (await SqliteShell.ImportAsync(file.Path, csv, cancellationToken) is not { } time)
                {
                    Console.Error.WriteLine("The sqlite3 command line tool is needed for comparison: apt-get install sqlite3");

                    return;
                }

                import.Add(time.TotalSeconds);
            }

            await using (var file = await LedgerFile.CreateAsync(folder, cancellationToken))
            {
                bare.Add(await TimeAsync(() => BareAsync(file, first, cancellationToken)));
            }

            await using (var file = await LedgerFile.CreateAsync(folder, cancellationToken))
            {
                store.Add(await TimeAsync(() => StoreAsync(file, first, cancellationToken)));
                revise.Add(await TimeAsync(() => StoreAsync(file, revised, cancellationToken)));
                repeat.Add(await TimeAsync(() => StoreAsync(file, revised, cancellationToken)));
            }
        }

        int rows = Days * data.RowsPerDay;
        Console.WriteLine($"Write, {rows:N0} buckets in answers of {data.RowsPerDay:N0}, medians of {Rounds}:");
        Print("sqlite3 .import", rows, import, import);
        Print("bare statement", rows, bare, import);
        Print("store: series, roll-ups, mark", rows, store, import);
        Print("store: every cost revised", rows, revise, import);
        Print("store: nothing new", rows, repeat, import);
    }

    private static void Print(string what, int rows, List<double> times, List<double> yardstick) =>
        Console.WriteLine($"  {what,-32} {rows / Median(times),10:N0} rows/s   {Median(yardstick) / Median(times):0.00} x .import");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await work();

        return watch.Elapsed.TotalSeconds;
    }

    private static async Task StoreAsync(LedgerFile file, IEnumerable<ProviderFact.Usage> answers, CancellationToken cancellationToken)
    {
        foreach (var answer in answers)
        {
            await file.Ledger.StoreAsync(answer, new(answer.Account, "usage", answer.ObservedAt, answer.Range.End, answer.CoversUntil), cancellationToken);
        }
    }

    /// <summary>The upsert of buckets alone, from rows whose series have their numbers already.</summary>
    private static async Task BareAsync(LedgerFile file, IEnumerable<ProviderFact.Usage> answers, CancellationToken cancellationToken)
    {
        foreach (var answer in answers)
        {
            await file.Database.WriteAsync(
                async (db, cancellation) =>
                {
                    await using var batch = await UsageWriter.BucketsAsync(db, 1, answer, cancellation);
                    var series = answer.Buckets.Take(4600).Select(static (bucket, i) => (bucket.Series, i + 1)).ToDictionary();
                    foreach (var bucket in answer.Buckets)
                    {
                        await UsageWriter.AddAsync(
                            batch, new(new(bucket.Start.ToUnixTimeMilliseconds(), series[bucket.Series], Figures.Of(bucket)), MergeVerdict.New), cancellation);
                    }

                    await batch.FlushAsync(cancellation);

                    return true;
                },
                cancellationToken);
        }
    }
}
