using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Host.Backtest;
using Spendwall.Bot.Host.Backtest.Detection;
using Spendwall.Bot.Host.Backtest.Replays;
using Spendwall.Bot.Host.Backtest.Streaming;
using Spendwall.Bot.Host.Polling;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>backtest</c>: what the bot would have said about a past, by the very classes that speak about the present.</summary>
internal static class BacktestVerb
{
    private static readonly Option<bool> Stream = new("--stream") { Description = "Answer a stream of JSON lines on standard input, line by line." };

    private static readonly Option<string?> Series = new("--series") { Description = "Replay a history of your own: CSV with ts_utc (or date) and usd, and per caller and model if you have it.", HelpName = "FILE" };

    private static readonly Option<string?> Account = new("--account") { Description = "Replay what the bot has read of an account.", HelpName = "NAME" };

    private static readonly Option<string?> Detect = new("--detect") { Description = "Score every row of a CSV file (timestamp,value), or of a folder of them, from the rows before it.", HelpName = "IN" };

    private static readonly Option<string?> Out = new("--out") { Description = "With --detect: the folder that gets the same files with a column anomaly_score, 0 to 1.", HelpName = "DIR" };

    private static readonly Option<double?> Credits = new("--credits") { Description = "With --series: USD bought at a time; seven average days unless said.", HelpName = "USD", CustomParser = ParseUsd };

    private static readonly Option<TimeSpan?> Lead = new("--lead") { Description = "With --series: how long it takes to buy credits; 1.00:00:00 unless said.", HelpName = "TIME", CustomParser = ParseTime };

    private static readonly TimeSpan UsualLead = TimeSpan.FromDays(1);

    private static readonly Option<double?> Budget = new("--budget") { Description = "With --series: USD a calendar month.", HelpName = "USD", CustomParser = ParseUsd };

    /// <summary>As in the settings: more is no amount.</summary>
    private const double MostUsd = 1_000_000_000;

    public static Command Create(BotProcess process)
    {
        var command = new Command("backtest", "Replay a past: what the bot would have said, and when.") { Stream, Series, Account, Detect, Out, Credits, Lead, Budget, Verb.Json };
        command.Validators.Add(static result =>
        {
            int modes = (result.GetValue(Stream) ? 1 : 0) + (result.GetValue(Series) is null ? 0 : 1) + (result.GetValue(Account) is null ? 0 : 1) + (result.GetValue(Detect) is null ? 0 : 1);
            if (modes != 1)
            {
                result.AddError("backtest takes one of --stream, --series FILE, --account NAME, --detect IN.");
            }

            if ((result.GetValue(Detect) is null) != (result.GetValue(Out) is null))
            {
                result.AddError("--detect and --out go together: what to read, and where the scores go.");
            }

            if (result.GetValue(Series) is null && new Option[] { Credits, Budget, Lead }.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } stray)
            {
                result.AddError($"{stray.Name} goes with --series.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                if (parsed.GetValue(Stream))
                {
                    await StreamRun.RunAsync(process.In, process.Out, cancellationToken);

                    return ExitCode.Done;
                }

                if (parsed.GetValue(Detect) is { } input)
                {
                    await DetectRun.RunAsync(Path.Combine(process.CurrentDirectory, input), Path.Combine(process.CurrentDirectory, parsed.GetValue(Out)!), cancellationToken);

                    return ExitCode.Done;
                }

                return parsed.GetValue(Series) is { } file
                    ? await TellAsync(process, parsed, Replay.Run(SeriesFile.Read(Path.Combine(process.CurrentDirectory, file)), new(parsed.GetValue(Credits), parsed.GetValue(Lead) ?? UsualLead, parsed.GetValue(Budget))))
                    : await AccountAsync(process, parsed, parsed.GetValue(Account)!, cancellationToken);
            }
            catch (BacktestException exception)
            {
                await process.Error.WriteLineAsync(parsed.GetValue(Verb.Json)
                    ? AnswerJson.Render(new CommandRun(null, new CommandAnswer.Refused("input", exception.Message, "Correct the input, then ask again.")))
                    : exception.Message);

                return ExitCode.Refused;
            }
        });

        return command;
    }

    private static double? ParseUsd(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double usd) && usd is > 0 and <= MostUsd)
        {
            return usd;
        }

        result.AddError($"'{ForeignText.Excerpt(result.Tokens[0].Value)}' is no amount: USD above 0, at most 1000000000.");

        return null;
    }

    private static TimeSpan? ParseTime(ArgumentResult result)
    {
        if (result.Tokens[0].Value.Contains(':') && TimeSpan.TryParseExact(result.Tokens[0].Value, "c", CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero && time <= RunwayEstimator.Horizon)
        {
            return time;
        }

        result.AddError($"'{ForeignText.Excerpt(result.Tokens[0].Value)}' is no lead time: above 0, at most a year, such as 1.00:00:00 or 12:00:00.");

        return null;
    }

    private static Task<int> AccountAsync(BotProcess process, ParseResult parsed, string name, CancellationToken cancellationToken) =>
        Verb.RunAsync(process, parsed, settings => BotServices.UseAsync(
            process,
            settings,
            LogLevel.Warning,
            async services =>
            {
                var account = settings.Options.Accounts.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    ?? throw new BacktestException($"There is no account {name}; the settings have {string.Join(", ", settings.Options.Accounts.Select(static one => one.Name))}.");
                var report = await services.GetRequiredService<FirstLook>().ReplayAsync(account, cancellationToken)
                    ?? throw new BacktestException($"Nothing is known of {account.Name} yet; `poll` reads it.");

                return await TellAsync(process, parsed, report);
            },
            cancellationToken));

    private static async Task<int> TellAsync(BotProcess process, ParseResult parsed, ReplayReport report)
    {
        await process.Out.WriteAsync(parsed.GetValue(Verb.Json) ? $"{ReplayJson.Render(report)}\n" : ReplayText.Render(report));

        return ExitCode.Done;
    }
}
