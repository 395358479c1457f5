using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Api;
using Spendwall.Bot.Chat.Slack.Manifest;
using Spendwall.Bot.Host.Doctor;
using Spendwall.Bot.Sandbox.Slack;

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

    public static TheoryData<string> Scopes => [.. SlackManifest.Scopes];

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task Check_MissingScope_NamesItWhatDoesNotWorkAndTheFix(string scope)
    {
        var findings = await CheckAsync(slack => slack.Scopes = [.. SlackManifest.Scopes.Where(granted => granted != scope), "reactions:write"]);

        var finding = Assert.Single(findings, static finding => finding.Verdict != Verdict.Well);
        Assert.Equal($"slack {scope}", finding.Subject);
        Assert.Equal(scope == "chat:write" ? Verdict.Fault : Verdict.Notice, finding.Verdict);
        Assert.StartsWith("missing: ", finding.Message, StringComparison.Ordinal);
        Assert.Contains("reinstall", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SlackNamesNoScopes_SaysSo()
    {
        var findings = await CheckAsync(static slack => slack.Scopes = null);

        Assert.Equal("slack scopes", Assert.Single(findings, static finding => finding.Verdict == Verdict.Notice).Subject);
    }

    /// <summary>The whole way, on the Sandbox's workspace.</summary>
    [Fact]
    public async Task Check_AppWithoutTwoScopes_FindsBothInTheAnswersHeader()
    {
        await using var slack = await SlackStandIn.StartAsync(
            TimeProvider.System, new() { Scopes = [.. SlackManifest.Scopes.Where(static scope => scope is not ("commands" or "channels:join"))] });
        using var http = new SlackHttp();
        var api = new SlackApi(
            http.Client, new Uri(slack.ApiUrl), new FixedSlackToken(new(slack.Identity.BotToken)), new ResponseUrls(TimeProvider.System), new(), TimeProvider.System, TimeProvider.System, static () => 0.5, NullLogger.Instance);
        using var directory = new SlackDirectory(api, TimeProvider.System, NullLogger<SlackDirectory>.Instance);

        var findings = await new SlackCheck(new(), api, directory).CheckAsync(default);

        Assert.Equal(["slack channels:join", "slack commands"], findings.Where(static finding => finding.Verdict == Verdict.Notice).Select(static finding => finding.Subject));
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
