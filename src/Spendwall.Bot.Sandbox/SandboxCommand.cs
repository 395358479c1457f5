using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Sandbox.Scenarios;

namespace Spendwall.Bot.Sandbox;

/// <summary>The Sandbox's command line. Exit codes: 0 done or stopped, 1 input refused, 2 usage.</summary>
internal sealed class SandboxCommand
{
    private readonly Option<string?> scenario = new("--scenario") { Description = $"What happens: {string.Join(", ", ScenarioCatalogue.Names)}. Default: {ScenarioCatalogue.Default}." };
    private readonly Option<FileInfo?> series = new("--series") { Description = "Replay a CSV file instead: ts_utc,caller,model,requests,input_tokens,output_tokens,usd. It is shifted by whole weeks to end now." };
    private readonly Option<string> standIns = new("--as") { Description = "Stand in for openrouter, openai or both.", DefaultValueFactory = static _ => "both" };
    private readonly Option<int> seed = new("--seed") { Description = "Makes the traffic, keys and ids.", DefaultValueFactory = static _ => 1 };
    private readonly Option<double?> speed = new("--speed") { Description = "Simulated seconds in a real second. Default: 900, with --serve 1." };
    private readonly Option<string> chat = new("--chat") { Description = "Where the bot speaks: terminal, slack, discord or both of these.", DefaultValueFactory = static _ => "terminal" };
    private readonly Option<bool> serve = new("--serve") { Description = "Start the stand-ins only and print their addresses and keys as one line of JSON." };
    private readonly Option<TimeSpan?> exitAfter = new("--exit-after") { Description = "Stop after this real time, such as 00:01:00.", CustomParser = Span };
    private readonly Option<string?> database = new("--database") { Description = "Keep the bot's database in this file. Default: a temporary one." };
    private readonly Option<double?> liveHours = new("--live-hours") { Description = "With --series: how many of its last hours happen after the start. Default: 24, with --serve 0." };
    private readonly Option<DateTimeOffset?> start = new("--start") { Description = "The simulated start, such as 2026-11-17T09:00:00Z.", CustomParser = Instant };
    private readonly Option<string?> handover = new("--handover") { Description = "Write a file that --join reads." };
    private readonly Option<string?> join = new("--join") { Description = "Run only the bot, against the stand-ins of the process that wrote this file." };
    private readonly RootCommand root = new("Spendwall.Bot without keys: the real bot against stand-ins of OpenRouter and OpenAI on this machine.");

    public SandboxCommand()
    {
        scenario.AcceptOnlyFromAmong([.. ScenarioCatalogue.Names]);
        Check(series, static value => value is null || value.Exists, "names a file that does not exist");
        standIns.AcceptOnlyFromAmong("openrouter", "openai", "both");
        Check(speed, value => value is null or (>= ScaledClock.MinSpeed and <= ScaledClock.MaxSpeed), $"goes from {ScaledClock.MinSpeed} to {ScaledClock.MaxSpeed}");
        Check(chat, static value => SandboxChats.Names.Contains(value), "is terminal, slack, discord or both");
        Check(exitAfter, value => value is null || (value > TimeSpan.Zero && value < TimeSpan.FromDays(24)), "is a time above zero and below 24 days");
        Check(liveHours, value => value is null or (>= 0 and <= 24 * 365), "goes from 0 to 8760");
        root.Validators.Add(result =>
        {
            if (result.GetValue(series) is not null && result.GetValue(scenario) is not null)
            {
                result.AddError("--series and --scenario exclude each other.");
            }

            if (result.GetValue(join) is not null && result.GetValue(serve))
            {
                result.AddError("--join and --serve exclude each other.");
            }
        });
        foreach (Option option in new Option[] { scenario, series, standIns, seed, speed, chat, serve, exitAfter, database, liveHours, start, handover, join })
        {
            root.Options.Add(option);
        }
    }

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        IReadOnlyList<string> args, Func<SandboxArguments, CancellationToken, Task<int>> run, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        root.SetAction((result, token) => run(Arguments(result), token));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
            {
                await error.WriteLineAsync(fault.Message);
            }

            return 2;
        }

        // The signals are ours: the built-in handler would end with another exit code.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, cancellationToken);
    }

    private SandboxArguments Arguments(ParseResult result) => new()
    {
        Scenario = result.GetValue(scenario) ?? ScenarioCatalogue.Default,
        SeriesPath = result.GetValue(series)?.FullName,
        As = Enum.Parse<StandIns>(result.GetRequiredValue(standIns), ignoreCase: true),
        Chat = Enum.Parse<SandboxChat>(result.GetRequiredValue(chat), ignoreCase: true),
        Seed = result.GetValue(seed),
        Speed = result.GetValue(speed),
        Serve = result.GetValue(serve),
        ExitAfter = result.GetValue(exitAfter),
        Database = result.GetValue(database),
        LiveHours = result.GetValue(liveHours),
        Start = result.GetValue(start),
        Handover = result.GetValue(handover),
        Join = result.GetValue(join),
    };

    private static void Check<T>(Option<T> option, Func<T?, bool> good, string rule) => option.Validators.Add(result =>
    {
        try
        {
            if (!good(result.GetValueOrDefault<T>()))
            {
                result.AddError($"{option.Name} {rule}.");
            }
        }
        catch (InvalidOperationException)
        {
            // The text could not be read as a value at all, and the parser says so itself.
        }
    });

    private static TimeSpan? Span(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (TimeSpan.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var span))
        {
            return span;
        }

        result.AddError("--exit-after takes hours:minutes:seconds, such as 00:01:00.");

        return null;
    }

    private static DateTimeOffset? Instant(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return instant;
        }

        result.AddError("--start takes an ISO time, such as 2026-11-17T09:00:00Z.");

        return null;
    }
}
