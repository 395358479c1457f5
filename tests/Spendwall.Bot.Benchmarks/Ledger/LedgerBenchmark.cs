using System.CommandLine;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>The verb <c>ledger</c>.</summary>
internal static class LedgerBenchmark
{
    private const int Million = 1_000_000;

    public static Command Command()
    {
        var rows = new Option<int>("--rows") { Description = "Buckets to read from: 1000000, or 10000000 to compare with a tenth of it too.", DefaultValueFactory = static _ => Million };
        var command = new Command("ledger", "The ledger's bulk path beside sqlite3's .import, and what /spend and /runway read.") { rows };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(rows), cancellation));

        return command;
    }

    private static async Task<int> RunAsync(int rows, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("spendwall-bench-").FullName;
        try
        {
            await WriteBenchmark.RunAsync(folder, cancellationToken);
            var few = await ReadBenchmark.RunAsync(folder, Math.Min(rows, Million), cancellationToken);
            if (rows > Million)
            {
                var many = await ReadBenchmark.RunAsync(folder, rows, cancellationToken);
                Console.WriteLine($"p99, {rows:N0} to {Million:N0}: {string.Join(", ", many.Select(pair => $"{pair.Key} {pair.Value / few[pair.Key]:0.00}"))}");
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
