using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>SQLite's own command line tool, the yardstick of the bulk path.</summary>
internal static class SqliteShell
{
    /// <summary>The columns of <c>buckets</c> in their order in the table.</summary>
    public static async Task WriteCsvAsync(string path, IEnumerable<ProviderFact.Usage> answers, CancellationToken cancellationToken)
    {
        await using var csv = new StreamWriter(path);
        foreach (var answer in answers)
        {
            var series = answer.Buckets.Select(static bucket => bucket.Series).Distinct().Select(static (one, i) => (one, i)).ToDictionary();
            foreach (var bucket in answer.Buckets)
            {
                await csv.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"1,1,{bucket.Start.ToUnixTimeMilliseconds()},{series[bucket.Series] + 1},{bucket.Requests},{bucket.InputTokens},{bucket.CachedTokens},{bucket.OutputTokens},{bucket.ReasoningTokens},{bucket.Cost?.Nanos},,{bucket.Cost?.Nanos},{answer.ObservedAt.ToUnixTimeMilliseconds()},,0").AsMemory(),
                    cancellationToken);
            }
        }
    }

    /// <returns>The time it took; null when the tool is not installed.</returns>
    public static async Task<TimeSpan?> ImportAsync(string database, string csv, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("sqlite3", [database]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        try
        {
            using var shell = Process.Start(start)!;
            await shell.StandardInput.WriteAsync($"PRAGMA synchronous = NORMAL;\n.mode csv\n.import {csv} buckets\n".AsMemory(), cancellationToken);
            shell.StandardInput.Close();
            await shell.WaitForExitAsync(cancellationToken);

            return shell.ExitCode == 0 ? watch.Elapsed : throw new InvalidOperationException("sqlite3 failed.");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
