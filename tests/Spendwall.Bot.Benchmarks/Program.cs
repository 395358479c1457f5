using System.CommandLine;
using Spendwall.Bot.Benchmarks.Ledger;

// One verb for each measurement; run in Release.
return await new RootCommand("Measures Spendwall.Bot on this machine.")
{
    LedgerBenchmark.Command(),
}.Parse(args).InvokeAsync();
