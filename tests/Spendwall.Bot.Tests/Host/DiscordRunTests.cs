using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Tests.Host;

/// <summary>The README's ten steps to the first alert in Discord, on a guild that stands in: the real program over real sockets.</summary>
public sealed class DiscordRunTests
{
    private const string Channel = DiscordDirectory.AiSpend;

    [Fact]
    public async Task TenSteps_FromTheTokenToTheAcknowledgedAlert_WorkAsTheReadmeSays()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40, new ScaledClock(HostWorld.Now, 60));
        world.Transport = TimeProvider.System;
        await using var discord = await DiscordStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false });
        var manifest = await world.RunAsync("manifest", "discord", "--application-id", DiscordIdentity.Application);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "discord-token"), discord.Identity.Token + "\n");
        world.WriteSettings(HostWorld.Router, account =>
        {
            account["Channels"] = new JsonArray($"discord:{Channel}");
            account["Owner"] = $"discord:{DiscordDirectory.Dana}";
        });
        WithDiscord(world, discord);

        var doctor = await world.RunAsync("doctor", "--send-test");
        Assert.True(doctor.Code == 0, doctor.Output + doctor.Error);
        Assert.Contains("#ai-spend: the bot may do what it needs", doctor.Output, StringComparison.Ordinal);
        var test = Assert.Single(discord.World.Messages.In(Channel));
        Assert.Equal([DiscordDirectory.Dana], test.Pinged.Users);

        int code = await world.RunBotAsync(async _ =>
        {
            await Deadline.UntilAsync(() => discord.World.Commands.In(DiscordIdentity.Guild).Count > 0, "the registration");
            await Deadline.UntilAsync(() => Roots(discord).Count == 1, "the first alert", seconds: 60);
            string root = Roots(discord)[0].Id;

            var typed = await discord.People.TypeAsync("alex", "ai-spend", "/runway", default);
            Assert.True(typed.IsAnswered);
            await Deadline.UntilAsync(() => discord.World.Messages.All.Any(static message => message.OnlyFor == DiscordDirectory.Alex && (message.Content.Text + Embed(message)).Contains("runway", StringComparison.OrdinalIgnoreCase)), "the answer");

            var pressed = await discord.People.PressAsync("dana", "ai-spend", root, "Acknowledge", [], default);
            Assert.True(pressed.IsAnswered);
            await Deadline.UntilAsync(() => discord.World.Messages.In(root).Any(static message => message.Content.Text.Contains("Acknowledged by", StringComparison.Ordinal)), "the line in the thread");
            await Deadline.UntilAsync(() => Embed(discord.World.Messages.Find(root)!).Contains("Acknowledged by", StringComparison.Ordinal), "the edit");

            var offered = await discord.People.AutocompleteAsync("dana", "ai-spend", "/runway account:open", "account", default);
            Assert.Contains(offered.Answer!.Data!["choices"]!.AsArray(), static choice => (string?)choice!["value"] == HostWorld.Router);
        });

        Assert.Equal(0, code);
        var alert = Assert.Single(Roots(discord));
        Assert.Equal([DiscordDirectory.Dana], alert.Pinged.Users);
        Assert.Single(discord.World.Directory.Threads(Channel));
        Assert.Equal(0, manifest.Code);
        Assert.Equal(1, discord.World.Commands.Overwrites);
        Assert.DoesNotContain(discord.Calls, static call => call.Status >= 400);
    }

    /// <summary>Messages of the bot in the channel for everyone, but for doctor's.</summary>
    private static List<DiscordMessage> Roots(DiscordStandIn discord) =>
        [.. discord.World.Messages.In(Channel).Where(static message => message.IsBots && message.OnlyFor is null && message.Type == 0 && !message.Content.Text.Contains("TEST", StringComparison.Ordinal))];

    private static string Embed(DiscordMessage message) => message.Content.Embeds?.ToJsonString() ?? "";

    private static void WithDiscord(HostWorld world, DiscordStandIn discord)
    {
        var file = JsonNode.Parse(File.ReadAllText(world.SettingsFile))!;
        file["Spendwall"]!["Terminal"] = new JsonObject { ["Enabled"] = false };
        file["Spendwall"]!["Discord"] = new JsonObject
        {
            ["Enabled"] = true,
            ["TokenFile"] = "discord-token",
            ["ApplicationId"] = DiscordIdentity.Application,
            ["GuildIds"] = new JsonArray(DiscordIdentity.Guild),
            ["ApiUrl"] = discord.ApiUrl,
        };
        File.WriteAllText(world.SettingsFile, file.ToJsonString());
    }
}
