using System.Text.Json.Nodes;
using Spendwall.Bot.Benchmarks.Beside;
using Spendwall.Bot.Benchmarks.Footprint;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.OpenRouter;

namespace Spendwall.Bot.Benchmarks.Discord;

/// <summary>Who runs on the stand-in guild.</summary>
internal static class DiscordContenders
{
    /// <summary>The least bot of the library that most bots are made with.</summary>
    /// <param name="proof">The folder <c>tests/discord-proof</c>, installed.</param>
    public static Contender Least(string proof, DiscordStandIn discord) => Contender.Node("discord.js", proof, new Dictionary<string, string>
    {
        ["DISCORD_TOKEN"] = discord.Identity.Token,
        ["DISCORD_GUILD_ID"] = DiscordIdentity.Guild,
        ["DISCORD_API_URL"] = discord.ApiUrl,
    });

    /// <summary>The published bot, with an account that it polls meanwhile.</summary>
    /// <param name="folder">For its settings and its database.</param>
    public static Contender Ours(PublishedBot app, string folder, DiscordStandIn discord, OpenRouterStandIn openRouter)
    {
        string settings = Path.Combine(folder, "discord.json");
        File.WriteAllText(settings, Settings(Path.Combine(folder, "discord.db"), discord, openRouter).ToJsonString());

        return Contender.Published(app, folder, settings);
    }

    private static JsonObject Settings(string database, DiscordStandIn discord, OpenRouterStandIn openRouter) => new()
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
                ["Channels"] = new JsonArray($"discord:{discord.World.Directory.Channel("ai-spend")!.Id}"),
            }),
            ["Discord"] = new JsonObject
            {
                ["Enabled"] = true,
                ["Token"] = discord.Identity.Token,
                ["ApplicationId"] = DiscordIdentity.Application,
                ["GuildIds"] = new JsonArray(DiscordIdentity.Guild),
                ["ApiUrl"] = discord.ApiUrl,
            },
            ["Terminal"] = new JsonObject { ["Enabled"] = false },
            ["Http"] = new JsonObject { ["Urls"] = "http://127.0.0.1:0" },
        },
    };
}
