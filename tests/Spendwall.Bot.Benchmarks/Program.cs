using System.CommandLine;
using Spendwall.Bot.Benchmarks.Ledger;
using Spendwall.Bot.Benchmarks.Replay;

// One verb for each measurement; run in Release.
return await new RootCommand("Measures Spendwall.Bot on this machine.")
{
    LedgerBenchmark.Command(),
    ReplayCommand.Command(),
}.Parse(args).InvokeAsync();
