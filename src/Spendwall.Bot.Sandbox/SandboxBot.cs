using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Slack;

namespace Spendwall.Bot.Sandbox;

/// <summary>The bot's place in the Sandbox: the real composition, with the Sandbox's settings and clock and nothing of the user's.</summary>
internal static class SandboxBot
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs against the stand-ins until it is stopped.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(SandboxEnvironment environment, CancellationToken cancellationToken)
    {
        var settings = new LoadedSettings(environment.Settings, Path.GetDirectoryName(environment.DatabasePath)!, "the Sandbox", []);
        var process = BotProcess.Current() with { Clock = environment.Clock, Environment = new Dictionary<string, string>() };

        return BotHost.RunAsync(settings, process, app => AskFirstAsync(environment, app.Services, cancellationToken), cancellationToken);
    }

    /// <summary>Asks the first commands as a person would, once every account has been read.</summary>
    private static async Task AskFirstAsync(SandboxEnvironment environment, IServiceProvider services, CancellationToken cancellationToken)
    {
        var health = services.GetRequiredService<BotHealth>();
        int accounts = services.GetRequiredService<SpendwallOptions>().Accounts.Count;
        while (health.Rounds.Count < accounts)
        {
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }

        if (environment.Chat.HasSlack())
        {
            using var typist = new SlackTypist(new(environment.Urls.Slack!));
            foreach (string command in SandboxEnvironment.FirstCommands)
            {
                await typist.TypeAsync($"/spendwall {command.TrimStart('/')}", cancellationToken);
            }
        }

        if (environment.Chat.HasDiscord())
        {
            using var typist = new DiscordTypist(new(environment.Urls.Discord!));
            foreach (string command in SandboxEnvironment.FirstCommands)
            {
                await typist.TypeAsync(command, cancellationToken);
            }
        }

        if (environment.Chat == SandboxChat.Terminal)
        {
            foreach (string command in SandboxEnvironment.FirstCommands)
            {
                await AskHereAsync(command, services, cancellationToken);
            }
        }

        await PlayAsync(environment, services, cancellationToken);
    }

    /// <summary>Types what the scenario has people type, when its time has come.</summary>
    private static async Task PlayAsync(SandboxEnvironment environment, IServiceProvider services, CancellationToken cancellationToken)
    {
        // People take their time: where one line came late, the next comes as long after it as it should.
        var origin = environment.Clock.Anchor.Start;
        foreach (var line in environment.Script)
        {
            while (environment.Clock.GetUtcNow() < origin + line.After || (line.When is { } isReady && !await isReady(services, cancellationToken)))
            {
                await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
            }

            origin = environment.Clock.GetUtcNow() - line.After;
            if (line.Who is null || environment.Chat == SandboxChat.Terminal)
            {
                await AskHereAsync(line.Line, services, cancellationToken);
            }
            else if (environment.Chat.HasSlack())
            {
                using var typist = new SlackTypist(new(environment.Urls.Slack!));
                await typist.TypeAsync(line.Who, $"/spendwall {line.Line.TrimStart('/')}", cancellationToken);
            }
            else
            {
                using var typist = new DiscordTypist(new(environment.Urls.Discord!));
                await typist.TypeAsync(line.Who, line.Line, cancellationToken);
            }
        }
    }

    private static async Task AskHereAsync(string command, IServiceProvider services, CancellationToken cancellationToken)
    {
        var answer = await services.GetRequiredService<CommandRunner>().RunAsync(command, TerminalPrompt.LocalCaller(), cancellationToken);
        var screen = services.GetRequiredService<TerminalScreen>();
        screen.Write($"\n> {command}\n{screen.Renderer.Render(answer)}");
    }
}
