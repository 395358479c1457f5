using System.CommandLine;
using Spendwall.Bot.Host.Backtest;
using Spendwall.Bot.Host.Backtest.Detection;
using Spendwall.Bot.Host.Backtest.Streaming;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>backtest</c>: what the bot would have said about a past, by the very classes that speak about the present.</summary>
internal static class BacktestVerb
{
    private static readonly Option<bool> Stream = new("--stream") { Description = "Answer a stream of JSON lines on standard input, line by line." };

    private static readonly Option<string?> Detect = new("--detect") { Description = "Score every row of a CSV file (timestamp,value), or of a folder of them, from the rows before it.", HelpName = "IN" };

    private static readonly Option<string?> Out = new("--out") { Description = "With --detect: the folder that gets the same files with a column anomaly_score, 0 to 1.", HelpName = "DIR" };

    public static Command Create(BotProcess process)
    {
        var command = new Command("backtest", "Replay a past: what the bot would have said, and when.") { Stream, Detect, Out };
        command.Validators.Add(static result =>
        {
            if (result.GetValue(Stream) == (result.GetValue(Detect) is not null))
            {
                result.AddError("backtest takes one of --stream and --detect.");
            }
            else if ((result.GetValue(Detect) is null) != (result.GetValue(Out) is null))
            {
                result.AddError("--detect and --out go together: what to read, and where the scores go.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await (parsed.GetValue(Detect) is { } input
                    ? DetectRun.RunAsync(input, parsed.GetValue(Out)!, cancellationToken)
                    : StreamRun.RunAsync(process.In, process.Out, cancellationToken));

                return ExitCode.Done;
            }
            catch (BacktestException exception)
            {
                await process.Error.WriteLineAsync(exception.Message);

                return ExitCode.Refused;
            }
        });

        return command;
    }
}
