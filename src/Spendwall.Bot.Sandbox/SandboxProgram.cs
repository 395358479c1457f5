using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Scenarios;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox;

/// <summary>One run: the plan, the stand-ins, the first lines, and then the bot until it is stopped.</summary>
/// <param name="runBot">The bot with these settings and this clock; it ends when the token says so.</param>
/// <param name="real">The clock on the wall.</param>
internal sealed class SandboxProgram(Func<SandboxEnvironment, CancellationToken, Task<int>> runBot, TextWriter output, TextWriter error, TimeProvider real)
{
    /// <returns>The exit code: 0 when it was stopped, 1 when the input was refused, else the bot's own.</returns>
    public async Task<int> RunAsync(SandboxArguments arguments, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(arguments.ExitAfter ?? Timeout.InfiniteTimeSpan, real);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return arguments.Join is { } handover
                ? await runBot(await SandboxHandover.ReadAsync(handover, arguments.Database, real, stop.Token), stop.Token)
                : await RunWorldAsync(arguments, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (SeriesCsvException exception)
        {
            await error.WriteLineAsync($"{arguments.SeriesPath}: {exception.Message}");

            return 1;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(exception.Message);

            return 1;
        }
    }

    private async Task<int> RunWorldAsync(SandboxArguments arguments, CancellationToken cancellationToken)
    {
        var plan = Plan(arguments);
        // A bot outside compares the world's clock with its own, so the time spent on planning counts.
        var clock = arguments is { Serve: true, Start: null }
            ? new ScaledClock(new ClockAnchor(plan.Start, plan.Start, arguments.EffectiveSpeed), real)
            : new ScaledClock(plan.Start, arguments.EffectiveSpeed, real);
        await using var openRouter = arguments.As == StandIns.OpenAI
            ? null
            : await OpenRouterStandIn.StartAsync(plan.OpenRouter, clock, plan.OpenRouterOptions, cancellationToken);
        await using var openAI = arguments.As == StandIns.OpenRouter
            ? null
            : await OpenAIStandIn.StartAsync(plan.OpenAI, clock, plan.OpenAIOptions, cancellationToken);
        // With --serve the output is one line of JSON, and nothing else.
        await using var slack = arguments.Chat.HasSlack() || arguments.Serve
            ? await SlackStandIn.StartAsync(clock, new() { Seed = arguments.Seed, Transcript = arguments.Serve ? null : output, TranscriptMark = arguments.Chat == SandboxChat.Both ? "Slack" : "" }, real, cancellationToken)
            : null;
        await using var discord = arguments.Chat.HasDiscord() || arguments.Serve
            ? await DiscordStandIn.StartAsync(clock, new() { Seed = arguments.Seed, Transcript = arguments.Serve ? null : output, TranscriptMark = arguments.Chat == SandboxChat.Both ? "Discord" : "" }, real, cancellationToken)
            : null;
        using var folder = new TemporaryFolder();
        var environment = new SandboxEnvironment(
            new(openRouter?.BaseUrl, openAI?.BaseUrl, slack?.ApiUrl, discord?.ApiUrl),
            new(
                openRouter?.ManagementKey,
                openRouter?.InferenceKey,
                openAI?.AdminKey,
                slack?.Identity.BotToken,
                slack?.Identity.AppToken,
                slack?.Identity.SigningSecret,
                discord?.Identity.Token,
                discord is null ? null : DiscordIdentity.Application,
                discord is null ? null : DiscordIdentity.Guild),
            clock,
            Path.GetFullPath(arguments.Database ?? folder.File("spendwall.db")),
            plan.HistoryDays,
            plan.Story,
            arguments.Chat)
        {
            Script = plan.Script,
        };
        if (arguments.Handover is { } handover)
        {
            await SandboxHandover.WriteAsync(environment, handover, cancellationToken);
        }

        if (arguments.Serve)
        {
            await ServeAsync(environment, cancellationToken);

            return 0;
        }

        await GreetAsync(environment);
        int code = await runBot(environment, cancellationToken);

        return cancellationToken.IsCancellationRequested ? 0 : code;
    }

    private SandboxPlan Plan(SandboxArguments arguments)
    {
        var now = real.GetUtcNow();
        if (arguments.SeriesPath is { } path)
        {
            var series = SeriesCsv.Load(path);

            return arguments is { Serve: false, Start: null }
                ? SeriesPlan.EndingNow(series, arguments.Seed, now, arguments.Live)
                : SeriesPlan.SettledBy(series, arguments.Seed, arguments.Start ?? now, arguments.Live);
        }

        // A bot outside has the real clock, so the world must have it too.
        var start = arguments.Start ?? (arguments.Serve ? now : ScenarioCatalogue.UsualStart(now, arguments.Scenario));

        return ScenarioCatalogue.Plan(arguments.Scenario, arguments.Seed, start);
    }

    private async Task ServeAsync(SandboxEnvironment environment, CancellationToken cancellationToken)
    {
        await error.WriteLineAsync($"Stand-ins only: {environment.Story}. Ctrl-C ends them.");
        await output.WriteLineAsync(JsonSerializer.Serialize(new ServeLine(
            environment.Urls.OpenRouter,
            environment.Urls.OpenAI,
            environment.Urls.Slack,
            environment.Urls.Discord,
            new(
                environment.Keys.OpenRouterManagement,
                environment.Keys.OpenRouterInference,
                environment.Keys.OpenAIAdmin,
                environment.Keys.SlackBotToken,
                environment.Keys.SlackAppToken,
                environment.Keys.SlackSigningSecret,
                environment.Keys.DiscordToken,
                environment.Keys.DiscordApplicationId,
                environment.Keys.DiscordGuildId)), Answer.Json));
        await output.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, real, cancellationToken);
    }

    private async Task GreetAsync(SandboxEnvironment environment)
    {
        string minutes = (environment.Clock.Speed / 60).ToString("0.##", CultureInfo.InvariantCulture);
        string now = environment.Clock.GetUtcNow().ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        await output.WriteLineAsync("Spendwall.Bot Sandbox: the real bot against stand-ins of OpenRouter and OpenAI on this machine. No key, no network, nothing of yours is read.");
        await output.WriteLineAsync($"What happens: {environment.Story}. One second here is {minutes} minutes there; it is {now} UTC there.");
        foreach (string line in Places(environment))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync(environment.Chat == SandboxChat.Terminal
            ? "It reads the history first, asks /runway by itself, and warns here. Type /runway, /spend today, /spend openai week, /alerts, /status or /help. Ctrl-C ends it."
            : "What is said there is written here. Ctrl-C ends it.");
        await output.FlushAsync();
    }

    private static IEnumerable<string> Places(SandboxEnvironment environment)
    {
        if (environment.Chat.HasSlack())
        {
            yield return $"It speaks in #ai-spend of a stand-in Slack workspace. Someone types there by POST {CommandUrl(environment.Urls.Slack!)} with {{\"line\":\"/spendwall runway\"}} as JSON.";
        }

        if (environment.Chat.HasDiscord())
        {
            yield return $"It speaks in #ai-spend of a stand-in Discord server. Someone types there by POST {CommandUrl(environment.Urls.Discord!)} with {{\"text\":\"/runway\"}} as JSON.";
        }
    }

    private static Uri CommandUrl(string apiUrl) => new(new Uri(apiUrl), "/__control/command");

    private sealed record ServeLine(string? OpenrouterUrl, string? OpenaiUrl, string? SlackUrl, string? DiscordUrl, ServeKeys Keys);

    private sealed record ServeKeys(
        string? OpenrouterManagement,
        string? OpenrouterInference,
        string? OpenaiAdmin,
        string? SlackBotToken,
        string? SlackAppToken,
        string? SlackSigningSecret,
        string? DiscordToken,
        string? DiscordApplicationId,
        string? DiscordGuildId);
}
