using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Sandbox.Slack.World;
using Spendwall.Bot.Tests.Chat.Story;

namespace Spendwall.Bot.Tests.Chat.Slack.Story;

/// <summary>One incident from its first message to its recovery, with the real bot in a process of its own, on real sockets.</summary>
[Collection(StoryWorld.Stories)]
public sealed class SlackStoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-story-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Story_CallsFailSocketsRefreshAndTheBotIsKilledTwice_EveryIncidentIsToldOnceAndNothingIsLost()
    {
        await using var world = await StoryWorld.StartAsync(folder, SandboxChat.Slack);

        // Its very first message: Slack takes it, the answer is lost, and the bot dies before it could look.
        world.LoseTheNextAnswer();
        world.Run();
        await world.UntilAsync(() => Roots(world).Count > 0, "the first message");
        await world.KillAsync();
        world.Misbehave();
        world.Run();
        await world.RefreshSocketAsync();
        string root = Roots(world)[0].Ts;

        // A reading in the thread is for who asked; who is not in the alert's channel may not act on it.
        await world.DoUntilAsync(
            () => world.Slack.People.SayAsync("alex", "ai-spend", "@spendwall why", root, default),
            () => Whispered(world, "U0ALEX").Any(answer => answer.ThreadTs == root && answer.Content.Text.Contains("INC-1: ", StringComparison.Ordinal)),
            "the answer to why");
        await world.DoUntilAsync(
            () => world.Slack.People.TypeAsync("sam", "general", "/ack INC-1", default),
            () => Whispered(world, "U0SAM").Any(static answer => answer.Channel == "C0GENERAL"),
            "the refusal");

        await world.DoUntilAsync(() => PressAsync(world, root, "Acknowledge", null), () => InThread(world, root, "Acknowledged by @dana"), "the acknowledgement");
        await world.RefreshSocketAsync();
        await world.DoUntilAsync(
            async () =>
            {
                await PressAsync(world, root, "press:more", "Snooze otherwise …");
                if (world.Slack.Workspace.Views.Modal("U0DANA") is not null)
                {
                    await world.Slack.People.SubmitAsync("dana", new Dictionary<string, string> { ["Or until it is worse by"] = "5%" }, default);
                }
            },
            () => InThread(world, root, "Snoozed by @dana until it is 5 % worse"),
            "the snooze");

        // It worsens beyond what was snoozed, and the bot dies the moment it says so.
        await world.UntilAsync(() => world.IsCalledAfter(root, "Snoozed by @dana until it is 5 % worse"), "the escalation");
        await world.KillAsync();
        world.Run();
        await world.RefreshSocketAsync();

        world.TopUp(20_000);
        await world.RecoveredAsync();
        world.Behave();
        await world.StopAsync();

        Assert.Empty(StoryContract.Faults(world.Slack));
        var audit = await StoryAudit.OfAsync(world.Database, world.Lines, ownerOn: "slack");
        Assert.Empty(audit.Faults());
        var told = audit.Transitions.Where(static change => change.Incident == 1).Select(static change => change.Reason).ToList();
        Assert.Equal("First", told[0]);
        Assert.InRange(told.IndexOf("Acknowledged"), 1, told.IndexOf("Snoozed"));
        Assert.InRange(told.LastIndexOf("Worse"), told.IndexOf("Snoozed"), told.Count - 2);
        Assert.Equal("Recovered", told[^1]);
        Assert.DoesNotContain(audit.Transitions, static change => change.Actor == "slack:U0SAM");
        Assert.Equal(IncidentState.Resolved, audit.Transitions.Last(static change => change.Incident == 1).State);
    }

    private static IReadOnlyList<SlackMessage> Roots(StoryWorld world) =>
        [.. world.Said.Where(static message => message.IsBots && message.ThreadTs is null && message.Content.Text.Contains("INC-", StringComparison.Ordinal))];

    private static IEnumerable<SlackMessage> Whispered(StoryWorld world, string user) => world.Slack.Workspace.Messages.All.Where(message => message.OnlyFor == user);

    private static bool InThread(StoryWorld world, string root, string text) =>
        world.Said.Any(message => message.IsBots && message.ThreadTs == root && message.Content.Text.Contains(text, StringComparison.Ordinal));

    private static Task<SlackReply> PressAsync(StoryWorld world, string root, string control, string? value) => world.Slack.People.ClickAsync("dana", "ai-spend", root, control, value, default);
}
