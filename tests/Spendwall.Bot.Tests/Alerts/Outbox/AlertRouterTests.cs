using Spendwall.Bot.Alerts.Outbox;

namespace Spendwall.Bot.Tests.Alerts.Outbox;

public sealed class AlertRouterTests
{
    private static readonly HashSet<string> Slack = ["slack", "terminal"];

    [Theory]
    [InlineData("slack:#a", null, "slack:#a")]
    [InlineData("slack:#a,terminal", null, "slack:#a,terminal")]
    [InlineData("discord:1", null, "terminal")]
    [InlineData("discord:1,discord:2", null, "terminal")]
    [InlineData("", null, "terminal")]
    [InlineData("", "slack:#ops", "slack:#ops")]
    [InlineData("", "discord:9", "terminal")]
    [InlineData("slack:#a,SLACK:#A", null, "slack:#a,terminal")]
    public void Route_Channels_GoWhereTheyAreEnabled(string channels, string? fallback, string expected)
    {
        var route = AlertRouter.Route(channels.Split(',', StringSplitOptions.RemoveEmptyEntries), fallback, Slack);

        Assert.Equal(expected, string.Join(',', route.Channels));
    }

    [Fact]
    public void Route_DisabledPlatforms_AreEachNamed()
    {
        var route = AlertRouter.Route(["discord:1", "slack:#a", "discord:2"], null, Slack);

        Assert.Equal(["discord:1", "discord:2"], route.Skips.Select(static skip => skip.Channel));
    }

    [Theory]
    [InlineData("slack:#a", null, "terminal")]
    [InlineData("slack:#a", "slack:#ops", "slack:#ops")]
    [InlineData("slack:#ops", "slack:#ops", "terminal")]
    [InlineData("slack:#a", "discord:9", "terminal")]
    [InlineData("terminal", "slack:#ops", null)]
    public void Next_ClosedChannel_HandsOverUntilNobodyIsLeft(string channel, string? fallback, string? expected)
    {
        Assert.Equal(expected, AlertRouter.Next(channel, fallback, Slack));
    }
}
