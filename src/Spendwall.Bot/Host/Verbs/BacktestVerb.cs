using System.CommandLine;
using Spendwall.Bot.Host.Backtest;
using Spendwall.Bot.Host.Backtest.Streaming;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>backtest</c>: what the bot would have said about a past, by the very classes that speak about the present.</summary>
internal static class BacktestVerb
{
    private static readonly Option<bool> Stream = new("--stream") { Description = "Answer a stream of JSON lines on standard input, line by line." };

    public static Command Create(BotProcess process)
    {
        var command = new Command("backtest", "Replay a past: what the bot would have said, and when.") { Stream };
        command.Validators.Add(static result =>
        {
            if (!result.GetValue(Stream))
            {
                result.AddError("backtest takes one of --stream.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await StreamRun.RunAsync(process.In, process.Out, cancellationToken);

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
