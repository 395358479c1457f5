using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Host.Doctor;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackCheckTests
{
    [Fact]
    public async Task Check_SoundApp_IsWellThroughout()
    {
        var findings = await CheckAsync(static _ => { });

        Assert.All(findings, static finding => Assert.Equal(Verdict.Well, finding.Verdict));
        Assert.Contains(findings, static finding => finding is { Subject: "channel slack:#ai-spend", Message: "the bot is a member" });
    }

    [Fact]
    public async Task Check_DeadToken_IsOneFaultWithItsFix()
    {
        var finding = Assert.Single(await CheckAsync(static slack => slack.Before = static (_, _) => throw FakeSlack.Error(SlackFailure.Token, "invalid_auth")));

        Assert.Equal(Verdict.Fault, finding.Verdict);
        Assert.Contains("xoxb-", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_MissingScope_NamesItAndWhatDoesNotWork()
    {
        var findings = await CheckAsync(static slack => slack.Before = static (method, _) =>
        {
            if (method == "usergroups.list")
            {
                throw FakeSlack.Error(SlackFailure.Scope, "missing_scope");
            }
        });

        Assert.Contains(findings, static finding => finding is { Verdict: Verdict.Notice, Subject: "slack usergroups:read" });
    }

    [Theory]
    [InlineData("conversations.history", "channel slack:#ai-spend")]
    [InlineData("apps.connections.open", "slack socket")]
    public async Task Check_CallThatSlackDoesNotAllow_IsAFaultOfItsOwn(string method, string subject)
    {
        var findings = await CheckAsync(slack => slack.Before = (called, _) =>
        {
            if (called == method)
            {
                throw FakeSlack.Error(SlackFailure.Scope, "missing_scope");
            }
        });

        Assert.Equal(subject, Assert.Single(findings, static finding => finding.Verdict == Verdict.Fault).Subject);
    }

    [Fact]
    public async Task Check_ChannelThatTheBotDoesNotSee_SaysHowToInvite()
    {
        var findings = await CheckAsync(static slack => slack.Channels.Clear());

        Assert.Contains(findings, static finding => finding.Verdict == Verdict.Fault && finding.Fix!.Contains("/invite", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(Action<FakeSlack> prepare)
    {
        await using var world = await SlackWorld.CreateAsync();
        prepare(world.Slack);

        return await new SlackCheck(new() { Accounts = [SlackWorld.Account] }, world.Slack, world.Get<SlackDirectory>(), world.Slack).CheckAsync(default);
    }
}
