using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Tests.Chat.Story;

/// <summary>One incident in Slack and in Discord at once, with the real bot in a process of its own.</summary>
[Collection(StoryWorld.Stories)]
public sealed class BothStoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-story-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Acknowledged_InDiscordWhileSlackIsDown_ShowsInDiscordAtOnceAndInSlackLater()
    {
        await using var world = await StoryWorld.StartAsync(folder, SandboxChat.Both);
        world.Run();
        await world.UntilAsync(() => Roots(world, "slack").Count > 0 && Roots(world, "discord").Count > 0, "the first message on both");

        world.Slack.Faults.Add(new("/api/", FaultKind.Status));
        string root = Roots(world, "discord")[0].Id;
        await world.DoUntilAsync(
            () => world.Discord.People.PressAsync("dana", "ai-spend", root, "Acknowledge", [], default), () => Says(world, "discord", "Acknowledged by"), "the acknowledgement in Discord");
        Assert.False(Says(world, "slack", "Acknowledged by"));
        world.Behave();
        await world.UntilAsync(() => Says(world, "slack", "Acknowledged by"), "the acknowledgement in Slack");

        world.TopUp(20_000);
        await world.RecoveredAsync();
        await world.StopAsync();
        Assert.Empty(StoryContract.Faults(world.Slack));
        Assert.Empty(StoryContract.Faults(world.Discord));
        Assert.Empty((await StoryAudit.OfAsync(world.Database, world.Lines, ownerOn: "slack")).Faults());
    }

    private static List<StoryLine> Roots(StoryWorld world, string platform) =>
        [.. world.Lines.Where(line => line.Platform == platform && line.Root is null && line.Text.Contains("INC-", StringComparison.Ordinal))];

    private static bool Says(StoryWorld world, string platform, string text) => world.Lines.Any(line => line.Platform == platform && line.Root is not null && line.Text.Contains(text, StringComparison.Ordinal));
}
