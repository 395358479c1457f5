using Spendwall.Bot.Chat.Discord.Gateway;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Host.Health;

namespace Spendwall.Bot.Tests.Host.Health;

public sealed class ReadinessTests
{
    private static readonly SpendwallOptions Both = new() { Slack = new() { Enabled = true }, Discord = new() { Enabled = true } };

    private readonly SlackSocketState slack = new();

    private readonly DiscordGatewayState discord = new();

    [Fact]
    public void Of_BothChatsAreUp_HasNoReason()
    {
        slack.Up();
        discord.Up();

        Assert.Empty(Reasons(Both));
    }

    [Fact]
    public void Of_ChatsThatAreDown_StaysReadyAndNamesThem()
    {
        slack.Up();
        slack.Down();

        Assert.Equal(["slack: not connected; it is tried again", "discord: not connected; it is tried again"], Reasons(Both));
    }

    [Fact]
    public void Of_ChatThatRefusedForGood_SaysWhy()
    {
        slack.Up();
        discord.Up();
        discord.Stopped("4004 Authentication failed.");

        Assert.Equal(["discord: off until someone mends it and restarts the bot (4004 Authentication failed.)"], Reasons(Both));
    }

    [Fact]
    public void Of_SlackCallsTheBot_HasNoConnectionToMiss() => Assert.Empty(Reasons(new() { Slack = new() { Enabled = true, Mode = "Http" } }));

    [Fact]
    public void Of_NothingCanBeStored_IsNotReadyAndSaysWhy()
    {
        var readiness = HealthEndpoints.Readiness.Of(new BotHealth { Started = true, StorageFault = "The disk is full." }, new ChatLinks(new()));

        Assert.False(readiness.Ready);
        Assert.Equal(["storage: The disk is full."], readiness.Reasons);
    }

    private IReadOnlyList<string> Reasons(SpendwallOptions options)
    {
        var readiness = HealthEndpoints.Readiness.Of(new BotHealth { Started = true }, new ChatLinks(options, slack, discord));
        Assert.True(readiness.Ready);

        return readiness.Reasons;
    }
}
