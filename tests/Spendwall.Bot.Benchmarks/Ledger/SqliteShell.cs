using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>SQLite's own command line tool, the yardstick of the bulk path.</summary>
internal static class SqliteShell
{
    // The settings of the bot's own connections (Ledger/Sqlite/SqliteOptions).
    private const string Pragmas = "PRAGMA synchronous = NORMAL;\nPRAGMA cache_size = -8000;\nPRAGMA temp_store = MEMORY;\n";

    /// <summary>
    /// CSV has no null: an empty field becomes an empty text, which would enter the index of revisions 220,000 times. With
    /// this condition the index stays what it is to the bot: asked for each row, entered by none.
    /// </summary>
    public const string SameIndexForCsv = """
        DROP INDEX IX_buckets_account_id_revised_at;
        CREATE INDEX IX_buckets_account_id_revised_at ON buckets (account_id, revised_at) WHERE revised_at <> '';
        """;

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

    /// <returns>The time it took, the tool's start included; null when the tool is not installed.</returns>
    public static async Task<TimeSpan?> ImportAsync(string database, string csv, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("sqlite3", [database]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        try
        {
            using var shell = Process.Start(start)!;
            await shell.StandardInput.WriteAsync($"{Pragmas}.mode csv\n.import {csv} buckets\n".AsMemory(), cancellationToken);
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
