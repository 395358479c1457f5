using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Tests.Chat.Story;

namespace Spendwall.Bot.Tests.Host;

/// <summary>What people and platforms do to the running bot, on real sockets. S18, S21, D22, and a message that somebody deletes.</summary>
public sealed class ChatSocketTests
{
    /// <summary>Of 60 hours leaves 20: from a warning to critical. The series spends 6.04 USD an hour.</summary>
    private const decimal FortyHours = 241.6m;

    [Fact]
    public async Task S18_TheFormComesTooLate_ThePresserIsToldAndNothingIsChanged()
    {
        await using var run = await ChatRun.CreateAsync(["slack:#ai-spend"]);
        await run.RunAsync(async _ =>
        {
            await Deadline.UntilAsync(() => run.SlackRoots.Count == 1, "the alert", seconds: 60);
            run.Slack.Faults.Add(new("/api/views.open", FaultKind.Slow) { Delay = TimeSpan.FromSeconds(3.2), Times = 1 });

            var pressed = await run.Slack.People.ClickAsync("dana", "ai-spend", run.SlackRoots[0].Ts, "press:more", "Snooze otherwise …", default);

            Assert.True(pressed.IsAcknowledged);
            await Deadline.UntilAsync(
                () => run.Slack.Workspace.Messages.All.Any(static message => message.OnlyFor == "U0DANA" && message.Content.Text.Contains("Slack allows three seconds for a form, and they were over.", StringComparison.Ordinal)),
                "the word to who pressed");
            Assert.Null(run.Slack.Workspace.Views.Modal("U0DANA"));
            Assert.Equal("expired_trigger_id", Assert.Single(run.Slack.Calls, static call => call.Method == "views.open").Error);

            // The next press is in time.
            await run.Slack.People.ClickAsync("dana", "ai-spend", run.SlackRoots[0].Ts, "press:more", "Snooze otherwise …", default);
            await Deadline.UntilAsync(() => run.Slack.Workspace.Views.Modal("U0DANA") is not null, "the form");
        });

        Assert.Empty(run.Slack.Workspace.Messages.Replies(ChatRun.SlackChannel, run.SlackRoots[0].Ts));
    }

    [Fact]
    public async Task S21_SlackRefusesTheBlocks_TheAlertStandsThereOnceInWords()
    {
        await using var run = await ChatRun.CreateAsync(["slack:#ai-spend"]);
        run.Slack.Fail("chat.postMessage", "invalid_blocks");
        await run.RunAsync(async _ =>
        {
            await Deadline.UntilAsync(() => run.SlackRoots.Count == 1, "the alert", seconds: 60);
            await run.Slack.People.TypeAsync("dana", "ai-spend", "/ack INC-1", default);
            await Deadline.UntilAsync(() => run.Slack.Workspace.Messages.Replies(ChatRun.SlackChannel, run.SlackRoots[0].Ts).Count == 1, "the line in its thread");
        });

        var root = Assert.Single(run.SlackRoots);
        var posted = root.Edits.Count > 0 ? root.Edits[0].Before : root.Content;
        Assert.True(posted.Blocks is not { } blocks || blocks.GetArrayLength() == 0);
        Assert.StartsWith("<@U0DANA>", posted.Text, StringComparison.Ordinal);
        Assert.Equal(2, run.Slack.Requests.All.Count(static request => request.Path == "/api/chat.postMessage") - 1);
    }

    [Fact]
    public async Task D22_RestartWithTheSameCommands_ReadsThemAndReplacesNothing()
    {
        await using var run = await ChatRun.CreateAsync([$"discord:{ChatRun.DiscordChannel}"], hoursLeft: 500);
        await run.RunAsync(_ => Deadline.UntilAsync(() => run.Discord.World.Commands.In(DiscordIdentity.Guild).Count > 0, "the registration"));
        int reads = Reads(run);
        var ids = run.Discord.World.Commands.In(DiscordIdentity.Guild).Select(static command => (string?)command["id"]).ToList();

        await run.RunAsync(_ => Deadline.UntilAsync(() => Reads(run) > reads && run.Discord.Gateway.Identified == 2, "the look at what is registered"));

        Assert.Equal(1, run.Discord.World.Commands.Overwrites);
        Assert.Single(run.Discord.Requests.All, static request => request.Method == "PUT");
        Assert.Equal(ids, run.Discord.World.Commands.In(DiscordIdentity.Guild).Select(static command => (string?)command["id"]));
    }

    [Fact]
    public async Task AlertIsDeletedOnBothPlatforms_GetsWorse_OneNewMessageOnEachTakesItsPlace()
    {
        await using var run = await ChatRun.CreateAsync(["slack:#ai-spend", $"discord:{ChatRun.DiscordChannel}"]);
        await run.RunAsync(async _ =>
        {
            await Deadline.UntilAsync(() => run.SlackRoots.Count == 1 && run.DiscordRoots.Count == 1, "the alert on both", seconds: 60);
            run.Slack.Workspace.Messages.Delete(run.SlackRoots[0]);
            run.Discord.World.Messages.Delete(run.DiscordRoots[0].Id);

            run.World.OpenRouter.TopUp(-FortyHours);
            await Deadline.UntilAsync(() => run.SlackRoots.Count == 1 && run.DiscordRoots.Count == 1, "the new message on both", seconds: 60);
            string root = run.SlackRoots[0].Ts;
            await run.Slack.People.ClickAsync("dana", "ai-spend", root, "Acknowledge", null, default);
            await Deadline.UntilAsync(
                () => run.Slack.Workspace.Messages.Replies(ChatRun.SlackChannel, root).Any(static line => line.Content.Text.Contains("Acknowledged by @dana", StringComparison.Ordinal))
                    && run.Discord.World.Messages.In(run.DiscordRoots[0].Id).Any(static line => PlainText.Of(line.Content).Contains("Acknowledged by", StringComparison.Ordinal)),
                "the acknowledgement under both");
        });

        var slack = Assert.Single(run.SlackRoots);
        Assert.StartsWith("<@U0DANA>", (slack.Edits.Count > 0 ? slack.Edits[0].Before : slack.Content).Text, StringComparison.Ordinal);
        Assert.Contains("Critical", slack.Content.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Slack.Workspace.Messages.Replies(ChatRun.SlackChannel, slack.Ts), static line => line.Content.Text.Contains("<@U0DANA>", StringComparison.Ordinal));
        Assert.Single(run.DiscordRoots);
        Assert.Single(run.Discord.World.Directory.Threads(ChatRun.DiscordChannel));
        Assert.Empty(StoryContract.Faults(run.Slack));
        Assert.Empty(StoryContract.Faults(run.Discord));
    }

    private static int Reads(ChatRun run) => run.Discord.Calls.Count(static call => call.Method == "GET" && call.Path.EndsWith("/commands", StringComparison.Ordinal));
}
