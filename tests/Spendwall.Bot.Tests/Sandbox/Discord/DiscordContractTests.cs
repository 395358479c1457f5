using System.Text.Json;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

/// <summary>What the stand-in answers, held against Discord's published OpenAPI document where it is at hand.</summary>
public sealed class DiscordContractTests
{
    private const string Channel = "channels/" + DiscordDirectory.AiSpend;

    [Fact]
    public async Task Answers_FitTheContract()
    {
        if (SharedFolder.Find("contracts", "discord-bot.openapi.json") is not { } path)
        {
            return;
        }

        var contract = OpenApiContract.Load(path);
        var clock = new ManualClock(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
        await using var discord = await DiscordStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        using var client = new DiscordTestClient(discord);
        var faults = new List<string>();

        string id = (await CheckAsync("POST", "/channels/{channel_id}/messages", $"{Channel}/messages", Message)).GetProperty("id").GetString()!;
        await client.CallAsync("POST", $"{Channel}/messages/{id}/threads", new { name = "Incident" });
        await CheckAsync("POST", "/channels/{channel_id}/messages", $"{Channel}/messages", new { flags = 32768, components = new[] { new { type = 17, components = new[] { new { type = 10, content = "x" } } } } });
        await CheckAsync("PATCH", "/channels/{channel_id}/messages/{message_id}", $"{Channel}/messages/{id}", new { content = "y" });
        await CheckAsync("GET", "/channels/{channel_id}/messages", $"{Channel}/messages");
        await CheckAsync("GET", "/channels/{channel_id}/messages/{message_id}", $"{Channel}/messages/{id}");
        await CheckAsync("GET", "/channels/{channel_id}/messages/pins", $"{Channel}/messages/pins");
        await CheckAsync("GET", "/channels/{channel_id}", Channel);
        await CheckAsync("GET", "/channels/{channel_id}", $"channels/{id}");
        await CheckAsync("POST", "/users/@me/channels", "users/@me/channels", new { recipient_id = DiscordDirectory.Dana });
        await CheckAsync("GET", "/gateway", "gateway");
        await CheckAsync("GET", "/gateway/bot", "gateway/bot");
        await CheckAsync("GET", "/users/@me", "users/@me");
        await CheckAsync("GET", "/users/@me/guilds", "users/@me/guilds");
        await CheckAsync("GET", "/applications/@me", "applications/@me");
        await CheckAsync("GET", "/guilds/{guild_id}", $"guilds/{DiscordIdentity.Guild}");
        await CheckAsync("GET", "/guilds/{guild_id}/channels", $"guilds/{DiscordIdentity.Guild}/channels");
        await CheckAsync("GET", "/guilds/{guild_id}/roles", $"guilds/{DiscordIdentity.Guild}/roles");
        await CheckAsync("GET", "/guilds/{guild_id}/members/{user_id}", $"guilds/{DiscordIdentity.Guild}/members/{DiscordDirectory.Dana}");
        await CheckAsync("GET", "/guilds/{guild_id}/members/search", $"guilds/{DiscordIdentity.Guild}/members/search?query=dana");
        await CheckAsync("GET", "/guilds/{guild_id}/threads/active", $"guilds/{DiscordIdentity.Guild}/threads/active");
        object commands = new[] { new { name = "runway", description = "x", options = new[] { new { type = 3, name = "account", description = "x", autocomplete = true } } } };
        await CheckAsync("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", $"applications/{DiscordIdentity.Application}/guilds/{DiscordIdentity.Guild}/commands", commands);
        await CheckAsync("PUT", "/applications/{application_id}/commands", $"applications/{DiscordIdentity.Application}/commands", commands);
        using var socket = await client.LoginAsync();
        var typing = discord.People.TypeAsync("dana", "ai-spend", "/runway", default);
        var sent = await socket.EventAsync("INTERACTION_CREATE");
        string token = sent.GetProperty("token").GetString()!;
        const string webhook = "/webhooks/{webhook_id}/{webhook_token}";
        await CheckAsync(
            "POST", "/interactions/{interaction_id}/{interaction_token}/callback", $"interactions/{sent.GetProperty("id").GetString()}/{token}/callback?with_response=true", new { type = 4, data = new { content = "x" } });
        await typing;
        await CheckAsync("POST", webhook, $"webhooks/{DiscordIdentity.Application}/{token}", new { content = "y", flags = 64 });
        await CheckAsync("GET", webhook + "/messages/@original", $"webhooks/{DiscordIdentity.Application}/{token}/messages/@original");
        await CheckAsync("PATCH", webhook + "/messages/@original", $"webhooks/{DiscordIdentity.Application}/{token}/messages/@original", new { content = "z" });

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults.Distinct(StringComparer.Ordinal)));

        async Task<JsonElement> CheckAsync(string method, string template, string path, object? body = null)
        {
            var answer = await client.CallAsync(method, path, body);
            faults.AddRange(contract.Check(method.ToLowerInvariant(), template, answer).Select(fault => $"{method} {template} {fault}"));

            return answer;
        }
    }

    private static object Message => new
    {
        content = "x",
        embeds = new[] { new { title = "t", description = "d", color = 1, fields = new[] { new { name = "n", value = "v" } }, footer = new { text = "f" } } },
        components = new object[]
        {
            new { type = 1, components = new object[] { new { type = 2, style = 1, label = "A", custom_id = "a" }, new { type = 2, style = 5, label = "B", url = "https://example.com" } } },
            new { type = 1, components = new object[] { new { type = 3, custom_id = "s", options = new[] { new { label = "l", value = "v" } } } } },
        },
    };
}
