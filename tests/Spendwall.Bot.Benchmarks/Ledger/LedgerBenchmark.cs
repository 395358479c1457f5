using System.CommandLine;
using Spendwall.Bot.Benchmarks.Measuring;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>The verb <c>ledger</c>.</summary>
internal static class LedgerBenchmark
{
    public static Command Command()
    {
        var command = new Command("ledger", "The ledger's bulk path beside sqlite3's .import into the same table and indexes.");
        command.SetAction(static (_, cancellation) => RunAsync(cancellation));

        return command;
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(null);
        var report = new Report(Console.Out);
        await WriteBenchmark.RunAsync(folder.Path, report, cancellationToken);

        return report.ExitCode;
    }
}
