using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Benchmarks.Footprint;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Slack;

namespace Spendwall.Bot.Benchmarks.Slack;

/// <summary>A bot in a process of its own, started anew for each run.</summary>
internal sealed record Contender(string Name, Func<Process> Start)
{
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>The least bot of Slack's own library.</summary>
    /// <param name="proof">The folder <c>tests/slack-proof</c>, installed.</param>
    public static Contender Bolt(string proof, SlackStandIn slack) => new("@slack/bolt", () =>
    {
        var start = Quiet(new ProcessStartInfo("node", ["bench.mjs"]) { WorkingDirectory = proof });
        start.Environment["SLACK_BOT_TOKEN"] = slack.Identity.BotToken;
        start.Environment["SLACK_APP_TOKEN"] = slack.Identity.AppToken;
        start.Environment["SLACK_API_URL"] = slack.ApiUrl;

        return Drained(Process.Start(start)!);
    });

    /// <summary>The published bot, with an account that it polls meanwhile.</summary>
    /// <param name="folder">For its settings and its database.</param>
    public static Contender Ours(PublishedBot app, string folder, SlackStandIn slack, OpenRouterStandIn openRouter)
    {
        string settings = Path.Combine(folder, "slack.json");
        File.WriteAllText(settings, Settings(Path.Combine(folder, "slack.db"), slack, openRouter).ToJsonString());

        return new("Spendwall.Bot", () => Drained(app.Start(folder, "run", "--settings", settings)));
    }

    /// <summary>One life: until connected, then the work, then SIGTERM.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not connect within a minute.</exception>
    public async Task<(T Result, BotMemory Memory)> RunAsync<T>(SlackStandIn slack, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using var process = Start();
        try
        {
            long began = TimeProvider.System.GetTimestamp();
            while (slack.Sockets.Open.Count == 0)
            {
                if (process.HasExited || TimeProvider.System.GetElapsedTime(began) > ConnectsWithin)
                {
                    throw new InvalidOperationException($"{Name} did not connect to the stand-in.");
                }

                await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
            }

            var result = await work();

            return (result, BotMemory.Of(process.Id));
        }
        finally
        {
            if (!process.HasExited)
            {
                using var term = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await term.WaitForExitAsync(CancellationToken.None);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            while (slack.Sockets.Open.Count > 0)
            {
                await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static ProcessStartInfo Quiet(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        return start;
    }

    /// <summary>A full pipe would stop it.</summary>
    private static Process Drained(Process process)
    {
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return process;
    }

    private static JsonObject Settings(string database, SlackStandIn slack, OpenRouterStandIn openRouter) => new()
    {
        [SpendwallOptions.Section] = new JsonObject
        {
            ["Storage"] = new JsonObject { ["ConnectionString"] = $"Data Source={database}" },
            ["Accounts"] = new JsonArray(new JsonObject
            {
                [nameof(AccountOptions.Name)] = "openrouter-main",
                ["Provider"] = "OpenRouter",
                ["ApiKey"] = openRouter.ManagementKey,
                ["BaseUrl"] = openRouter.BaseUrl,
                ["Owner"] = "slack:U0DANA",
                ["Channels"] = new JsonArray("slack:#ai-spend"),
            }),
            ["Slack"] = new JsonObject { ["Enabled"] = true, ["BotToken"] = slack.Identity.BotToken, ["AppToken"] = slack.Identity.AppToken, ["ApiUrl"] = slack.ApiUrl },
            ["Terminal"] = new JsonObject { ["Enabled"] = false },
            ["Http"] = new JsonObject { ["Urls"] = "http://127.0.0.1:0" },
        },
    };
}
