using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Tests.Host;

/// <summary>The program in this process, on real sockets, against a workspace and a guild that stand in; a minute is a second.</summary>
internal sealed class ChatRun : IAsyncDisposable
{
    public const string SlackChannel = "C0AISPEND";
    public const string DiscordChannel = DiscordDirectory.AiSpend;

    private ChatRun(HostWorld world, SlackStandIn slack, DiscordStandIn discord)
    {
        World = world;
        Slack = slack;
        Discord = discord;
    }

    public HostWorld World { get; }

    public SlackStandIn Slack { get; }

    public DiscordStandIn Discord { get; }

    /// <summary>Root messages of incidents that stand in the workspace's channel, oldest first.</summary>
    public IReadOnlyList<SlackMessage> SlackRoots =>
        [.. Slack.Workspace.Messages.In(SlackChannel).Where(static message => message.IsBots && message.ThreadTs is null && message.Content.Text.Contains("INC-1", StringComparison.Ordinal))];

    /// <summary>The same in the guild's.</summary>
    public IReadOnlyList<DiscordMessage> DiscordRoots =>
        [.. Discord.World.Messages.In(DiscordChannel).Where(static message => message.IsBots && message.OnlyFor is null && PlainText.Of(message.Content).Contains("INC-1", StringComparison.Ordinal))];

    /// <param name="channels">Of the account, which belongs to dana of the first one's platform.</param>
    /// <param name="hoursLeft">Of its credits: under 72 is a warning.</param>
    public static async Task<ChatRun> CreateAsync(IReadOnlyList<string> channels, int hoursLeft = 60)
    {
        var world = await HostWorld.StartAsync(hoursLeft, new ScaledClock(HostWorld.Now, 60));
        world.Transport = TimeProvider.System;
        var run = new ChatRun(
            world,
            await SlackStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false }),
            await DiscordStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false }));
        world.WriteSettings(HostWorld.Router, account =>
        {
            account["Channels"] = new JsonArray([.. channels.Select(static channel => JsonValue.Create(channel))]);
            account["Owner"] = channels[0].StartsWith("slack:", StringComparison.Ordinal) ? "slack:U0DANA" : $"discord:{DiscordDirectory.Dana}";
        });
        var file = JsonNode.Parse(await File.ReadAllTextAsync(world.SettingsFile))!;
        var settings = file["Spendwall"]!;
        settings["Terminal"] = new JsonObject { ["Enabled"] = false };
        if (channels.Any(static channel => channel.StartsWith("slack:", StringComparison.Ordinal)))
        {
            settings[nameof(Slack)] = new JsonObject { ["Enabled"] = true, ["BotToken"] = run.Slack.Identity.BotToken, ["AppToken"] = run.Slack.Identity.AppToken, ["ApiUrl"] = run.Slack.ApiUrl };
        }

        if (channels.Any(static channel => channel.StartsWith("discord:", StringComparison.Ordinal)))
        {
            settings[nameof(Discord)] = new JsonObject
            {
                ["Enabled"] = true,
                ["Token"] = run.Discord.Identity.Token,
                ["ApplicationId"] = DiscordIdentity.Application,
                ["GuildIds"] = new JsonArray(DiscordIdentity.Guild),
                ["ApiUrl"] = run.Discord.ApiUrl,
            };
        }

        await File.WriteAllTextAsync(world.SettingsFile, file.ToJsonString());

        return run;
    }

    /// <summary>Runs the bot until what is done meanwhile has ended.</summary>
    public async Task RunAsync(Func<WebApplication, Task> meanwhile) => Assert.Equal(0, await World.RunBotAsync(meanwhile));

    public async ValueTask DisposeAsync()
    {
        await Slack.DisposeAsync();
        await Discord.DisposeAsync();
        await World.DisposeAsync();
    }
}
