using System.Text.Json.Nodes;

namespace Spendwall.Bot.Tests.Chat.Discord;

/// <summary>An acknowledgement is due 3 s after its interaction came, however long that lay about before.</summary>
public sealed class DiscordDeadlineTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(2.9, 0.5)]
    [InlineData(60, 0.5)]
    public async Task Handle_InteractionThatLay_IsTriedForWhatIsLeftAndAtLeastForHalfASecond(double lay, double left)
    {
        await using var world = await DiscordWorld.CreateAsync();
        var tried = CancellationToken.None;
        world.Discord.DuringCallback = token =>
        {
            tried = token;

            return Task.Delay(Timeout.Infinite, token);
        };

        var handled = world.ReceiveAsync(2, new JsonObject { ["name"] = "alerts", ["options"] = new JsonArray() }, ago: TimeSpan.FromSeconds(lay));
        world.Clock.Advance(TimeSpan.FromSeconds(left - 0.01));
        Assert.False(tried.IsCancellationRequested);
        world.Clock.Advance(TimeSpan.FromSeconds(0.02));

        Assert.True(tried.IsCancellationRequested);
        await handled;
    }
}
