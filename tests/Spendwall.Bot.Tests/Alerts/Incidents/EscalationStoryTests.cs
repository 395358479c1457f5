using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Tests.Alerts.Conditions;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

/// <summary>The ladder as channels see it: who is pinged, where it is told, and what the record says.</summary>
public sealed class EscalationStoryTests
{
    private static readonly SpendwallOptions Options = new()
    {
        Accounts = [Outlooks.Account with { Owner = null, Channels = ["slack:#ai"] }],
        FallbackChannel = "slack:#ops",
        Slack = new() { Enabled = true },
    };

    [Fact]
    public async Task NobodyActs_TargetIsPingedInTheThread_ThenTheFallbackChannelHasTheMessage()
    {
        await using var world = await WorldAsync(Options);
        await world.RoundAsync(Unusual(world));

        world.Clock.Advance(TimeSpan.FromHours(8));
        await world.RoundAsync(Unusual(world));
        world.Clock.Advance(TimeSpan.FromHours(8));
        await world.RoundAsync(Unusual(world));
        await world.RoundAsync(Unusual(world));

        Assert.Equal(["slack:#ai", "slack:#ops"], world.Sink.Roots.Select(static root => root.Channel));
        Assert.Equal([true, false], world.Sink.Roots.Select(static root => root.Mention));
        var replies = world.Sink.Replies.ToList();
        Assert.Equal([("@lee", true), ("@dana", false)], replies.Select(static reply => (((AlertPost.Reply)reply.Post).Owner!.Name, reply.Mention)));
        Assert.Equal("Nobody acted for 8 h: escalated to @lee. Class: growth (+$40.00 more requests (batch-7, m)).", ((AlertPost.Reply)replies[0].Post).Text);
        Assert.Equal("Nobody acted for 16 h: told in slack:#ops. Class: growth (+$40.00 more requests (batch-7, m)).", ((AlertPost.Reply)replies[1].Post).Text);
        Assert.Contains(Text(world.Sink.Roots.Last()), static line => line.StartsWith("Told in slack:#ops", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Escalated_ThenOver_EveryPlaceSaysSo()
    {
        await using var world = await WorldAsync(Options);
        await world.RoundAsync(Unusual(world));
        world.Clock.Advance(TimeSpan.FromHours(16));
        await world.RoundAsync(Unusual(world));
        world.Clock.Advance(TimeSpan.FromHours(16));
        await world.RoundAsync(Unusual(world));

        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RoundAsync(Outlooks.Balance(10_000, account: Options.Accounts[0]) with { Anomalies = new(world.Clock.GetUtcNow(), [], null) });

        Assert.Equal(["slack:#ai", "slack:#ops"], world.Sink.Edits.TakeLast(2).Select(static edit => edit.Message.Channel).Order());
        Assert.All(world.Sink.Edits.TakeLast(2), static edit => Assert.NotNull(((AlertPost.Root)edit.Post).Notice.Resolution));
    }

    [Fact]
    public async Task Escalated_FallbackIsItsOwnChannel_IsALineInTheThreadAndOnRecord()
    {
        await using var world = await WorldAsync(Options with { FallbackChannel = "slack:#ai" });
        await world.RoundAsync(Unusual(world));
        for (int i = 0; i < 2; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(8));
            await world.RoundAsync(Unusual(world));
        }

        Assert.Single(world.Sink.Roots);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "told_there");
    }

    [Fact]
    public async Task Escalated_NoFallbackIsSet_IsALineInTheThreadAndOnRecord()
    {
        await using var world = await WorldAsync(Options with { FallbackChannel = null });
        await world.RoundAsync(Unusual(world));
        for (int i = 0; i < 2; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(8));
            await world.RoundAsync(Unusual(world));
        }

        Assert.Single(world.Sink.Roots);
        Assert.StartsWith("Nobody acted for 16 h: nobody is left to call. Class: growth", ((AlertPost.Reply)world.Sink.Replies.Last().Post).Text, StringComparison.Ordinal);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "no_fallback");
    }

    [Fact]
    public async Task Here_OnlyWhereItIsConfigured_IsCalledByTheLastStep()
    {
        await using var world = await WorldAsync(Options with { Cadence = new() { Here = true } });
        await world.RoundAsync(Unusual(world));
        for (int i = 0; i < 2; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(8));
            await world.RoundAsync(Unusual(world));
        }

        var last = world.Sink.Roots.Last();
        Assert.True(last.Mention);
        Assert.Equal("@here", Assert.Single(Rendered(last).Mentions).Name);
    }

    [Fact]
    public async Task Acknowledged_NotOver_PingsWhoTookItOnce()
    {
        await using var world = await WorldAsync(Options);
        await world.RoundAsync(Unusual(world));
        var kim = new Actor("slack:U7", [], LocalAdmin: true, "slack:#ai") { Name = "@kim" };
        await world.Desk.ActAsync(1, 0, kim, world.Clock.GetUtcNow(), (incident, by) => IncidentActions.Acknowledge(incident, by, world.Clock.GetUtcNow()), default);

        for (int i = 0; i < 4; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(8));
            await world.RoundAsync(Unusual(world));
        }

        var reminder = Assert.Single(world.Sink.Replies, static reply => reply.Mention);
        Assert.Equal("U7", Rendered(reminder).Mentions[0].Identities["slack"]);
        Assert.StartsWith("Not over 8 h after @kim acknowledged it", ((AlertPost.Reply)reminder.Post).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyOwnsIt_TheClassIsUnowned()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await world.LookAsync(Options.Accounts[0]);
        await world.RoundAsync(Unusual(world));
        world.Clock.Advance(TimeSpan.FromHours(8));
        await world.RoundAsync(Unusual(world));

        Assert.Contains("Class: unowned, nobody answers for it (+$40.00 more requests (batch-7, m)).", ((AlertPost.Reply)Assert.Single(world.Sink.Replies).Post).Text, StringComparison.Ordinal);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "no_owner");
    }

    private static IReadOnlyList<string> Text(RecordingSink.Posted posted) => [.. Rendered(posted).Blocks.OfType<ChatBlock.Line>().Select(static line => line.Text)];

    private static ChatMessage Rendered(RecordingSink.Posted posted) => posted.Post switch
    {
        AlertPost.Root root => IncidentMessage.Root(root.Notice, posted.Mention),
        AlertPost.Reply reply => IncidentMessage.Reply(reply, posted.Mention),
        _ => throw new InvalidOperationException("Only incidents speak here."),
    };

    /// <summary>An account of @dana's, who named @lee.</summary>
    private static async Task<AlertWorld> WorldAsync(SpendwallOptions options)
    {
        var world = await AlertWorld.CreateAsync(options);
        Assert.IsType<ChangeOutcome<Ownership>.Done>(await world.Owners.SetAsync(
            Scope.Account(Outlooks.Account.Name), PrincipalText.Parse(["@dana", "slack:U1"])!, new OwnerTerms { EscalateTo = PrincipalText.Parse(["@lee", "slack:U2"]) }, AlertWorld.Local, world.Clock.GetUtcNow(), default));
        await world.LookAsync(options.Accounts[0]);

        return world;
    }

    private static AccountOutlook Unusual(AlertWorld world) =>
        Outlooks.Balance(10_000, account: Options.Accounts[0]) with { Anomalies = AnomalyRuleTests.Anomalies(AnomalyFigure.Spend, 40, world.Clock.GetUtcNow()) };
}
