using System.Diagnostics;
using Spendwall.Bot.Benchmarks.Measuring;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>Rows per second into the same table and indexes: SQLite's tool, the bare statement, and all that the ledger does.</summary>
internal static class WriteBenchmark
{
    private const int Days = 2;

    private const int Series = 4600;

    private const int Rounds = 7;

    /// <summary>Rounds that are not counted: the runtime is still compiling.</summary>
    private const int Warmings = 1;

    private static readonly DateTimeOffset End = new(2026, 9, 30, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(string folder, Report report, CancellationToken cancellationToken)
    {
        var data = new LedgerData(Series, End);
        var first = Enumerable.Range(0, Days).Select(day => data.Day(day)).ToList();
        var revised = Enumerable.Range(0, Days).Select(day => data.Day(day, edition: 1)).ToList();
        string csv = Path.Combine(folder, "buckets.csv");
        await SqliteShell.WriteCsvAsync(csv, first, cancellationToken);
        var import = new List<double>();
        var bare = new List<double>();
        var store = new List<double>();
        var revise = new List<double>();
        var repeat = new List<double>();
        var rows = new HashSet<(long, long)>();
        for (int round = 0; round < Warmings + Rounds; round++)
        {
            await using (var file = await LedgerFile.CreateAsync(folder, cancellationToken))
            {
                await LedgerFile.NumberAsync(file.Path, SqliteShell.SameIndexForCsv, cancellationToken);
                if (await SqliteShell.ImportAsync(file.Path, csv, cancellationToken) is not { } time)
                {
                    report.Must("sqlite3", false, "the command line tool is needed for comparison: apt-get install sqlite3");

                    return;
                }

                import.Add(time.TotalSeconds);
                rows.Add(await RowsAsync(file, cancellationToken));
            }

            await using (var file = await LedgerFile.CreateAsync(folder, cancellationToken))
            {
                bare.Add(await TimeAsync(() => BareAsync(file, first, cancellationToken)));
                rows.Add(await RowsAsync(file, cancellationToken));
            }

            await using (var file = await LedgerFile.CreateAsync(folder, cancellationToken))
            {
                store.Add(await TimeAsync(() => StoreAsync(file, first, cancellationToken)));
                rows.Add(await RowsAsync(file, cancellationToken));
                revise.Add(await TimeAsync(() => StoreAsync(file, revised, cancellationToken)));
                repeat.Add(await TimeAsync(() => StoreAsync(file, revised, cancellationToken)));
            }
        }

        foreach (var times in new[] { import, bare, store, revise, repeat })
        {
            times.RemoveRange(0, Warmings);
        }

        int count = Days * data.RowsPerDay;
        report.Line($"ledger: {count:N0} buckets in answers of {data.RowsPerDay:N0}, medians of {Rounds} rounds; x is the median of each round's own ratio to its .import:");
        report.Figure("sqlite3 .import (baseline)", $"{count / Timings.Median(import),10:N0} rows/s   1.00 x");
        report.AtLeast("bare statement", Ratio(import, bare), 0.7, Text(count, import, bare));
        report.AtLeast("store: series, roll-ups, mark", Ratio(import, store), 0.5, Text(count, import, store));
        report.AtLeast("store: every cost revised", Ratio(import, revise), 0.5, Text(count, import, revise));
        report.Figure("store: nothing new", Text(count, import, repeat));
        report.Must("all wrote the same rows", rows.Count == 1 && rows.Single().Item1 == count, $"{rows.First().Item1:N0} rows");
    }

    private static string Text(int rows, List<double> import, List<double> times) => $"{rows / Timings.Median(times),10:N0} rows/s   {Ratio(import, times):0.00} x";

    private static double Ratio(List<double> import, List<double> times) => Timings.Median(import.Zip(times, static (one, other) => one / other));

    private static async Task<(long Count, long Sum)> RowsAsync(LedgerFile file, CancellationToken cancellationToken) => (
        await LedgerFile.NumberAsync(file.Path, "SELECT COUNT(*) FROM buckets", cancellationToken),
        await LedgerFile.NumberAsync(file.Path, "SELECT SUM(cost) + SUM(first_cost) + SUM(input_tokens) + SUM(start / 1000) + SUM(series_id) FROM buckets", cancellationToken));

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
                    await using var upserts = new BucketUpserts(db, 1, answer);
                    var series = answer.Buckets.Take(Series).Select(static (bucket, i) => (bucket.Series, i + 1)).ToDictionary();
                    foreach (var bucket in answer.Buckets)
                    {
                        var figures = Figures.Of(bucket);
                        await upserts.AddAsync(
                            new(new(bucket.Start.ToUnixTimeMilliseconds(), series[bucket.Series], figures), MergeVerdict.New, figures.ToldOnes), cancellation);
                    }

                    await upserts.FlushAsync(cancellation);

                    return true;
                },
                cancellationToken);
        }
    }
}
