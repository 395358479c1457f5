using System.CommandLine;
using Spendwall.Bot.Benchmarks.Answers;
using Spendwall.Bot.Benchmarks.Calibration;
using Spendwall.Bot.Benchmarks.Discord;
using Spendwall.Bot.Benchmarks.Drops;
using Spendwall.Bot.Benchmarks.Footprint;
using Spendwall.Bot.Benchmarks.Incidents;
using Spendwall.Bot.Benchmarks.Ingest;
using Spendwall.Bot.Benchmarks.Ledger;
using Spendwall.Bot.Benchmarks.Nowcast;
using Spendwall.Bot.Benchmarks.Replay;
using Spendwall.Bot.Benchmarks.Scopes;
using Spendwall.Bot.Benchmarks.Simple;
using Spendwall.Bot.Benchmarks.Slack;

// One verb for each measurement; run in Release.
var all = new Command("all", "Every measurement with a bar, one after the other; 1 when any bar was missed.");
all.SetAction(static async (_, cancellation) =>
    await LedgerBenchmark.RunAsync(cancellation)
    | await AnswersBenchmark.RunAsync(AnswersBenchmark.Most, null, null, cancellation)
    | ScopesBenchmark.Run()
    | await FootprintBenchmark.RunAsync(new(), cancellation));

return await new RootCommand("Measures Spendwall.Bot on this machine.")
{
    LedgerBenchmark.Command(),
    AnswersBenchmark.Command(),
    FootprintBenchmark.Command(),
    IngestBenchmark.Command(),
    ScopesBenchmark.Command(),
    ReplayCommand.Command(),
    SlackBenchmark.Command(),
    DiscordBenchmark.Command(),
    CalibrateCommand.Command(),
    IncidentsCommand.Command(),
    AnswerCommand.Command(),
    NowcastCommand.Command(),
    DropsCommand.Command(),
    all,
}.Parse(args).InvokeAsync();
