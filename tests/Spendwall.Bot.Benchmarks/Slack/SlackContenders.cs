using System.Text.Json.Nodes;
using Spendwall.Bot.Benchmarks.Beside;
using Spendwall.Bot.Benchmarks.Footprint;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Slack;

namespace Spendwall.Bot.Benchmarks.Slack;

/// <summary>Who runs on the stand-in workspace.</summary>
internal static class SlackContenders
{
    /// <summary>The least bot of Slack's own library.</summary>
    /// <param name="proof">The folder <c>tests/slack-proof</c>, installed.</param>
    public static Contender Bolt(string proof, SlackStandIn slack) => Contender.Node("@slack/bolt", proof, new Dictionary<string, string>
    {
        ["SLACK_BOT_TOKEN"] = slack.Identity.BotToken,
        ["SLACK_APP_TOKEN"] = slack.Identity.AppToken,
        ["SLACK_API_URL"] = slack.ApiUrl,
    });

    /// <summary>The published bot, with an account that it polls meanwhile.</summary>
    /// <param name="folder">For its settings and its database.</param>
    public static Contender Ours(PublishedBot app, string folder, SlackStandIn slack, OpenRouterStandIn openRouter)
    {
        string settings = Path.Combine(folder, "slack.json");
        File.WriteAllText(settings, Settings(Path.Combine(folder, "slack.db"), slack, openRouter).ToJsonString());

        return Contender.Published(app, folder, settings);
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
