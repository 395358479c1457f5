using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.World;
using Spendwall.Bot.Tests.Chat.Story;

namespace Spendwall.Bot.Tests.Host;

/// <summary>The README's ten steps to the first alert in Slack, in a workspace that stands in: the real program over real sockets.</summary>
public sealed class SlackRunTests
{
    private const string Channel = "C0AISPEND";

    [Fact]
    public async Task TenSteps_FromTheManifestToTheAcknowledgedAlert_WorkAsTheReadmeSays()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40, new ScaledClock(HostWorld.Now, 60));
        world.Transport = TimeProvider.System;

        // Steps 1 to 4: the app that the manifest makes has the scopes of the manifest and no others.
        var manifest = await world.RunAsync("manifest", "slack");
        string[] scopes = [.. manifest.Json.GetProperty("oauth_config").GetProperty("scopes").GetProperty("bot").EnumerateArray().Select(static scope => scope.GetString()!)];
        string[] commands = [.. manifest.Json.GetProperty("features").GetProperty("slash_commands").EnumerateArray().Select(static command => command.GetProperty("command").GetString()!)];
        await using var slack = await SlackStandIn.StartAsync(TimeProvider.System, new() { KeepRates = false, Scopes = scopes });
        slack.Workspace.Directory.Leave(Channel, SlackIdentity.BotUser);

        // Steps 5 to 7.
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "slack-bot-token"), slack.Identity.BotToken);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "slack-app-token"), slack.Identity.AppToken);
        world.WriteSettings(HostWorld.Router, static account =>
        {
            account["Channels"] = new JsonArray("slack:#ai-spend");
            account["Owner"] = "slack:U0DANA";
        });
        WithSlack(world, slack);

        // Step 9, first without a word in the channel.
        var look = await world.RunAsync("doctor");
        Assert.True(look.Code == 0, look.Output + look.Error);
        Assert.Contains("public: the bot joins with its first message", look.Output, StringComparison.Ordinal);
        Assert.Empty(slack.Workspace.Messages.In(Channel));
        var doctor = await world.RunAsync("doctor", "--send-test");
        Assert.True(doctor.Code == 0, doctor.Output + doctor.Error);
        Assert.DoesNotContain("FAIL", doctor.Output, StringComparison.Ordinal);
        var test = Assert.Single(slack.Workspace.Messages.In(Channel));
        Assert.Contains("TEST", test.Content.Text, StringComparison.Ordinal);
        Assert.StartsWith("<@U0DANA>", test.Content.Text, StringComparison.Ordinal);
        Assert.Contains("a test alert arrived, mentioning @dana", doctor.Output, StringComparison.Ordinal);

        // Step 10.
        int code = await world.RunBotAsync(async _ =>
        {
            await Deadline.UntilAsync(() => slack.Sockets.Open.Count > 0, "a socket");
            await Deadline.UntilAsync(() => Roots(slack).Count == 1, "the first alert", seconds: 60);
            string root = Roots(slack)[0].Ts;

            Assert.Contains("/spendwall", commands);
            var typed = await slack.People.TypeAsync("alex", "ai-spend", "/spendwall runway", default);
            Assert.True(typed.IsAcknowledged);
            await Deadline.UntilAsync(() => Whispered(slack, "U0ALEX").Any(static message => message.Content.Text.Contains("runway", StringComparison.OrdinalIgnoreCase)), "the answer");
            Assert.Contains("/runway", commands);
            await slack.People.TypeAsync("sam", "general", "/runway", default);
            await Deadline.UntilAsync(() => Whispered(slack, "U0SAM").Any(), "the answer to the short form");

            var shared = await slack.People.ClickAsync("alex", "ai-spend", null, "Share in channel", null, default);
            Assert.True(shared.IsAcknowledged);
            await Deadline.UntilAsync(() => Roots(slack).Count == 2, "the shared answer");

            var pressed = await slack.People.ClickAsync("dana", "ai-spend", root, "Acknowledge", null, default);
            Assert.True(pressed.IsAcknowledged);
            await Deadline.UntilAsync(() => slack.Workspace.Messages.Replies(Channel, root).Any(static message => message.Content.Text.Contains("Acknowledged by @dana", StringComparison.Ordinal)), "the line in the thread");
            await Deadline.UntilAsync(() => slack.Workspace.Messages.Find(Channel, root)!.Content.Text.Contains("Acknowledged by @dana", StringComparison.Ordinal), "the edit");

            await slack.People.OpenHomeAsync("dana", default);
            await Deadline.UntilAsync(() => slack.Workspace.Views.Home("U0DANA") is not null, "the Home tab");
        });

        Assert.Equal(0, code);
        var alert = Assert.Single(Roots(slack), static message => message.Content.Text.Contains("INC-1", StringComparison.Ordinal));
        Assert.StartsWith("<@U0DANA>", (alert.Edits.Count > 0 ? alert.Edits[0].Before : alert.Content).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(slack.Calls, static call => call.Error is not (null or "not_in_channel"));
        Assert.DoesNotContain(slack.Requests.All, static request => request.Status >= 400);
        Assert.Empty(StoryContract.Faults(slack));
    }

    /// <summary>Messages of the bot in the channel for everyone, but for doctor's.</summary>
    private static List<SlackMessage> Roots(SlackStandIn slack) =>
        [.. slack.Workspace.Messages.In(Channel).Where(static message => message.IsBots && message.ThreadTs is null && !message.Content.Text.Contains("TEST", StringComparison.Ordinal))];

    private static IEnumerable<SlackMessage> Whispered(SlackStandIn slack, string user) => slack.Workspace.Messages.All.Where(message => message.OnlyFor == user);

    private static void WithSlack(HostWorld world, SlackStandIn slack)
    {
        var file = JsonNode.Parse(File.ReadAllText(world.SettingsFile))!;
        file["Spendwall"]!["Terminal"] = new JsonObject { ["Enabled"] = false };
        file["Spendwall"]!["Slack"] = new JsonObject
        {
            ["Enabled"] = true,
            ["BotTokenFile"] = "slack-bot-token",
            ["AppTokenFile"] = "slack-app-token",
            ["ApiUrl"] = slack.ApiUrl,
        };
        File.WriteAllText(world.SettingsFile, file.ToJsonString());
    }
}
