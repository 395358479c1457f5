using System.Net.Http.Json;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

public sealed class SandboxDiscordTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly ManualClock real = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Theory]
    [InlineData("discord", false, true)]
    [InlineData("both", true, true)]
    [InlineData("slack", true, false)]
    [InlineData("terminal", false, false)]
    public async Task Chat_OnTheCommandLine_MeansItsPlatforms(string name, bool inSlack, bool inDiscord)
    {
        SandboxArguments? seen = null;
        int code = await new SandboxCommand().RunAsync(
            ["--chat", name],
            (arguments, _) =>
            {
                seen = arguments;

                return Task.FromResult(0);
            },
            output,
            error,
            default);

        Assert.Equal((0, ""), (code, error.ToString()));
        Assert.Equal((inSlack, inDiscord), (seen!.Chat.HasSlack(), seen.Chat.HasDiscord()));
    }

    [Fact]
    public async Task ChatBoth_GivesTheBotAWorkspaceAndAGuild_AndShowsWhatIsSaid()
    {
        SandboxEnvironment? seen = null;

        await RunAsync(new() { Chat = SandboxChat.Both }, async (environment, token) =>
        {
            seen = environment;
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new("Bot", environment.Settings.Discord.Token.Reveal());
            http.DefaultRequestHeaders.Add("User-Agent", "DiscordBot (https://example.com, 1.0)");
            using var posted = await http.PostAsJsonAsync($"{environment.Settings.Discord.ApiUrl}channels/{DiscordDirectory.AiSpend}/messages", new { content = "hello there" }, token);
            Assert.True(posted.IsSuccessStatusCode);

            return 0;
        });

        var settings = seen!.Settings;
        Assert.Equal((true, true, DiscordIdentity.Application), (settings.Slack.Enabled, settings.Discord.Enabled, settings.Discord.ApplicationId));
        Assert.Equal([DiscordIdentity.Guild], settings.Discord.GuildIds);
        Assert.All(settings.Accounts, static account => Assert.Equal(["slack:#ai-spend", $"discord:{DiscordDirectory.AiSpend}"], account.Channels));
        Assert.Equal(["slack:U0DANA", $"discord:{DiscordDirectory.Dana}"], settings.Admins);
        Assert.Contains("#ai-spend · Spendwall:", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("    hello there", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("{\"text\":\"/runway\"}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typist_WaitsForTheCommandAndTheBotAndTypesOnce()
    {
        await using var discord = await DiscordStandIn.StartAsync(real, new() { KeepRates = false }, real);
        using var client = new DiscordTestClient(discord);
        using var typist = new DiscordTypist(new(discord.ApiUrl));

        var typed = typist.TypeAsync("/runway", default);
        while (!discord.Requests.All.Any(static request => request is { Path: "/__control/command", Status: 400 }))
        {
            await Task.Yield();
        }

        await client.CallAsync("PUT", $"applications/{DiscordIdentity.Application}/commands", new[] { new { name = "runway", description = "x" } });
        // Registered and not connected: what is typed reaches nobody and is typed again.
        while (!discord.Requests.All.Any(static request => request is { Path: "/__control/command", Status: 200 }))
        {
            await Task.Yield();
        }

        using var socket = await client.LoginAsync();
        var sent = await socket.EventAsync("INTERACTION_CREATE");
        await client.CallAsync("POST", $"interactions/{sent.GetProperty("id").GetString()}/{sent.GetProperty("token").GetString()}/callback", new { type = 5 });

        Assert.Equal("answered", await typed);
        Assert.Equal(DiscordDirectory.Dana, sent.GetProperty("member").GetProperty("user").GetProperty("id").GetString());
        Assert.Single(discord.World.Interactions.All);
    }

    private async Task RunAsync(SandboxArguments arguments, Func<SandboxEnvironment, CancellationToken, Task<int>> bot) =>
        Assert.Equal(0, await new SandboxProgram(bot, output, error, real).RunAsync(arguments, default));
}
