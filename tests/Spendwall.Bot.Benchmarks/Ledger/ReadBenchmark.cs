using System.Diagnostics;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>What <c>/spend</c> and <c>/runway</c> ask of a ledger that holds 91 days.</summary>
internal static class ReadBenchmark
{
    private const int Warmings = 50;

    private const int Times = 2000;

    /// <returns>The p99 of each question in milliseconds.</returns>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(string folder, int rows, CancellationToken cancellationToken)
    {
        var data = new LedgerData(rows / (LedgerData.Days * 24));
        await using var file = await LedgerFile.CreateAsync(folder, cancellationToken);
        var watch = Stopwatch.StartNew();
        for (int day = 0; day < LedgerData.Days; day++)
        {
            await file.Ledger.StoreAsync(data.Day(day), null, cancellationToken);
            await file.Ledger.StoreAsync(Balance(day), null, cancellationToken);
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{day + 1} of {LedgerData.Days} days ");
            }
        }

        Console.WriteLine($"{LedgerData.Days * data.RowsPerDay:N0} buckets, {new FileInfo(file.Path).Length / 1e6:N0} MB, loaded in {watch.Elapsed.TotalSeconds:N0} s:");
        var p99 = new Dictionary<string, double>
        {
            ["/spend 30d by:model"] = await MeasureAsync("/spend 30d by:model", () => SpendAsync(file.Ledger, SpendDimension.Model, cancellationToken), Times),
            ["/runway"] = await MeasureAsync("/runway", () => RunwayAsync(file.Ledger, cancellationToken), Times),
        };
        await MeasureAsync("30d by key and model", () => SpendAsync(file.Ledger, SpendDimension.Key | SpendDimension.Model, cancellationToken), 100);
        watch.Restart();
        await file.Storage.OpenAsync(cancellationToken);
        Console.WriteLine($"  {"open and quick_check",-24} {watch.Elapsed.TotalMilliseconds,8:N0} ms");

        return p99;
    }

    private static ProviderFact.Balance Balance(int day) =>
        new(new BalanceReading(LedgerData.Account, LedgerData.Start.AddDays(day), Usd.FromDollars(100_000), Usd.FromDollars(day * 900)));

    private static async Task SpendAsync(ISpendLedger ledger, SpendDimension by, CancellationToken cancellationToken)
    {
        var days = new UtcRange(LedgerData.End.AddDays(-30), LedgerData.End);
        var sums = await ledger.SpendAsync(new(LedgerData.Account, UsageView.KeyModel, days, by, false, SeriesFilter.All), cancellationToken);
        Require(sums.Count >= 20);
    }

    private static async Task RunwayAsync(ISpendLedger ledger, CancellationToken cancellationToken)
    {
        var hours = await ledger.HoursAsync(LedgerData.Account, UsageView.KeyModel, new(LedgerData.End.AddDays(-28), LedgerData.End), cancellationToken);
        var now = await ledger.BalanceAsync(LedgerData.Account, LedgerData.End, cancellationToken);
        var weekAgo = await ledger.BalanceAsync(LedgerData.Account, LedgerData.End.AddDays(-7), cancellationToken);
        Require(hours.Count == 28 * 24 && now is not null && weekAgo is not null);
    }

    private static async Task<double> MeasureAsync(string what, Func<Task> ask, int times)
    {
        for (int i = 0; i < Warmings; i++)
        {
            await ask();
        }

        double[] taken = new double[times];
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await ask();
            taken[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(taken);
        double p99 = taken[times * 99 / 100];
        Console.WriteLine($"  {what,-24} p50 {taken[times / 2],6:0.00} ms   p99 {p99,6:0.00} ms   max {taken[^1],6:0.00} ms");

        return p99;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The answer is not what was stored.");
        }
    }
}
