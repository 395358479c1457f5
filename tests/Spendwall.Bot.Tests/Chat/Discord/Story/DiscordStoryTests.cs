using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Tests.Chat.Story;

namespace Spendwall.Bot.Tests.Chat.Discord.Story;

/// <summary>One incident from its first message to its recovery, with the real bot in a process of its own, on real sockets.</summary>
[Collection(StoryWorld.Stories)]
public sealed class DiscordStoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-story-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Story_CallsFailTheGatewayIsLostAndTheBotIsKilledTwice_EveryIncidentIsToldOnceAndNothingIsLost()
    {
        await using var world = await StoryWorld.StartAsync(folder, SandboxChat.Discord);

        // Its very first message: Discord takes it, the answer is lost, and the bot dies before it could look.
        world.LoseTheNextAnswer();
        world.Run();
        await world.UntilAsync(() => Roots(world).Count > 0, "the first message");
        await world.KillAsync();
        world.Misbehave();
        world.Run();
        await world.ReconnectGatewayAsync(GatewayLoss.Asked);
        string root = Roots(world)[0].Id;

        // A reading in the thread is for who asked; who is not where the alert was posted may not act on it.
        await world.DoUntilAsync(
            () => TypeAsync(world, "alex", ThreadOr(world, root), "/why INC-1"),
            () => Whispered(world, DiscordDirectory.Alex).Any(static answer => PlainText.Of(answer.Content).Contains("INC-1: ", StringComparison.Ordinal)),
            "the answer to why");
        await world.DoUntilAsync(
            () => TypeAsync(world, "sam", "general", "/ack INC-1"),
            () => Whispered(world, DiscordDirectory.Sam).Any(static answer => answer.Content.Text.Contains("where the alert was posted", StringComparison.Ordinal)),
            "the refusal");

        await world.DoUntilAsync(() => PressAsync(world, root, "Acknowledge"), () => InThread(world, root, "Acknowledged by"), "the acknowledgement");
        await world.ReconnectGatewayAsync(GatewayLoss.Cut);
        await world.DoUntilAsync(
            async () =>
            {
                await PressAsync(world, root, "Snooze", "Snooze otherwise …");
                if (world.Discord.People.Modals.ContainsKey(DiscordDirectory.Dana))
                {
                    await world.Discord.People.SubmitAsync("dana", new Dictionary<string, string> { ["Or until it is worse by"] = "5%" }, default);
                }
            },
            () => InThread(world, root, "until it is 5 % worse"),
            "the snooze");

        // It worsens beyond what was snoozed, and the bot dies the moment it says so.
        await world.UntilAsync(() => world.IsCalledAfter(root, "until it is 5 % worse"), "the escalation");
        await world.KillAsync();
        world.Run();
        await world.ReconnectGatewayAsync(GatewayLoss.Invalid);

        world.TopUp(20_000);
        await world.RecoveredAsync();
        world.Behave();
        await world.StopAsync();

        Assert.Empty(StoryContract.Faults(world.Discord));
        var audit = await StoryAudit.OfAsync(world.Database, world.Lines, ownerOn: "discord");
        Assert.Empty(audit.Faults());
        var told = audit.Transitions.Where(static change => change.Incident == 1).Select(static change => change.Reason).ToList();
        Assert.Equal("First", told[0]);
        Assert.InRange(told.IndexOf("Acknowledged"), 1, told.IndexOf("Snoozed"));
        Assert.InRange(told.LastIndexOf("Worse"), told.IndexOf("Snoozed"), told.Count - 2);
        Assert.Equal("Recovered", told[^1]);
        Assert.DoesNotContain(audit.Transitions, static change => change.Actor == $"discord:{DiscordDirectory.Sam}");
        Assert.Equal(IncidentState.Resolved, audit.Transitions.Last(static change => change.Incident == 1).State);

        // One thread for each root message that has a line, which an incident of the last hour need not have.
        var threads = world.Discord.World.Directory.Threads(DiscordDirectory.AiSpend).Select(static thread => thread.Id).ToList();
        Assert.Equal(
            world.Lines.Where(static line => line.Root is not null).Select(static line => line.Root!).Distinct().Order(StringComparer.Ordinal), threads.Order(StringComparer.Ordinal));
        Assert.Contains(root, threads);
        Assert.Subset(Roots(world).Select(static message => message.Id).ToHashSet(StringComparer.Ordinal), threads.ToHashSet(StringComparer.Ordinal));
    }

    private static List<DiscordMessage> Roots(StoryWorld world) =>
        [.. world.Discord.World.Messages.In(DiscordDirectory.AiSpend).Where(static message => message is { IsBots: true, Nonce: not null, Cause: null } && PlainText.Of(message.Content).Contains("INC-", StringComparison.Ordinal))];

    private static IEnumerable<DiscordMessage> Whispered(StoryWorld world, string user) => world.Discord.World.Messages.All.Where(message => message.OnlyFor == user);

    private static string ThreadOr(StoryWorld world, string root) => world.Discord.World.Directory.Channel(root)?.Id ?? DiscordDirectory.AiSpend;

    private static bool InThread(StoryWorld world, string root, string text) =>
        world.Discord.World.Messages.In(root).Any(message => message.IsBots && PlainText.Of(message.Content).Contains(text, StringComparison.Ordinal));

    /// <summary>Before the bot has registered its commands there is nothing to type.</summary>
    private static Task TypeAsync(StoryWorld world, string user, string channel, string line) =>
        world.Discord.World.Commands.Visible.Count == 0 ? Task.CompletedTask : world.Discord.People.TypeAsync(user, channel, line, default);

    private static async Task PressAsync(StoryWorld world, string root, string control, params string[] values) => await world.Discord.People.PressAsync("dana", "ai-spend", root, control, values, default);
}
