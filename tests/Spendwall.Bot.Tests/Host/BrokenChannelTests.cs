using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Spendwall.Bot.Host;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Slack;

namespace Spendwall.Bot.Tests.Host;

/// <summary>Channels of the settings that take nothing, on both platforms, as the running bot tells of them.</summary>
public sealed class BrokenChannelTests
{
    [Fact]
    public async Task Run_ChannelsThatTakeNothing_AreNamedWithTheirRemedyAndTheBotIsReady()
    {
        await using var world = await HostWorld.StartAsync();
        world.Transport = TimeProvider.System;
        await using var slack = await SlackStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false });
        await using var discord = await DiscordStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false });
        string closed = discord.World.Directory.Channels.Single(static channel => channel.Name == Closed).Id;
        world.WriteSettings(settings =>
        {
            foreach (var account in settings["Accounts"]!.AsArray())
            {
                account!["Channels"] = new JsonArray("slack:#ai-spend", "slack:#nowhere", "slack:G0BOARD", $"discord:{DiscordDirectory.AiSpend}", $"discord:{closed}");
            }

            settings["Slack"] = new JsonObject { ["Enabled"] = true, ["BotToken"] = slack.Identity.BotToken, ["AppToken"] = slack.Identity.AppToken, ["ApiUrl"] = slack.ApiUrl };
            settings["Discord"] = new JsonObject
            {
                ["Enabled"] = true,
                ["Token"] = discord.Identity.Token,
                ["ApplicationId"] = DiscordIdentity.Application,
                ["GuildIds"] = new JsonArray(DiscordIdentity.Guild),
                ["ApiUrl"] = discord.ApiUrl,
            };
        });
        string[] reasons = [];

        int code = await RunAsync(world, async app =>
        {
            using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
            await Deadline.UntilAsync(() => (reasons = Reasons(http)).Count(static reason => reason.StartsWith("channel ", StringComparison.Ordinal)) == 3, "the channels");
        });

        Assert.Equal(0, code);
        Assert.Contains("channel slack:#nowhere: the bot sees no such channel → create it, or if it is private type /invite @Spendwall in it", reasons);
        Assert.Contains(reasons, static reason => reason.StartsWith("channel slack:G0BOARD: ", StringComparison.Ordinal) && reason.Contains("invite", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.StartsWith($"channel discord:{closed}: ", StringComparison.Ordinal) && reason.Contains("invite it: https://", StringComparison.Ordinal));
    }

    /// <summary>A channel of the stand-in that the bot may not see.</summary>
    private const string Closed = "board";

    private static string[] Reasons(HttpClient http)
    {
        using var answer = http.Send(new(HttpMethod.Get, "/readyz"));
        Assert.True(answer.IsSuccessStatusCode);
        using var body = answer.Content.ReadAsStream();

        return [.. JsonNode.Parse(body)!["reasons"]!.AsArray().Select(static reason => (string)reason!)];
    }

    private static async Task<int> RunAsync(HostWorld world, Func<WebApplication, Task> meanwhile)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        var run = BotHost.RunAsync(world.Load(), world.Process(output, error), async app =>
        {
            await meanwhile(app);
            await stop.CancelAsync();
        }, stop.Token);

        return await run.WaitAsync(TimeSpan.FromMinutes(3), TimeProvider.System);
    }
}
