using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;

namespace Spendwall.Bot.Tests.Alerts;

public class AlertPipelineTests
{
    [Fact]
    public async Task Evaluate_LowRunway_PostsOneRootThatMentionsTheOwnerOnce()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();

        await world.RoundAsync(Outlooks.Runway(60));
        await world.RoundAsync(Outlooks.Runway(60));

        var posted = Assert.Single(world.Sink.Posts);
        var notice = Assert.IsType<AlertPost.Root>(posted.Post).Notice;
        Assert.True(posted.Mention);
        Assert.Equal(("INC-1", "@dana", IncidentState.Open), (notice.Incident, notice.Owner!.Name, notice.State));
    }

    [Fact]
    public async Task Evaluate_WholeLife_IsOneRootWithALineForEachTransition()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();

        await world.RoundAsync(Outlooks.Runway(60));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RoundAsync(Outlooks.Runway(30));
        world.Clock.Advance(TimeSpan.FromHours(5));
        await world.RoundAsync(Outlooks.Runway(29));
        world.Clock.Advance(TimeSpan.FromHours(5));
        await world.RoundAsync(Outlooks.Runway(29));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RoundAsync(Outlooks.Runway(500));

        Assert.Single(world.Sink.Roots);
        Assert.Equal(["Worse", "Nobody", "Still", "Recovered"], world.Sink.Replies.Select(reply => ((AlertPost.Reply)reply.Post).Text.Split([':', ' '], 2)[0]));
        Assert.Equal([true, false, false, false], world.Sink.Replies.Select(reply => reply.Mention));
        Assert.All(world.Sink.Replies, reply => Assert.Equal(new PostedMessage("terminal", "m1"), reply.Thread));
        Assert.Equal(IncidentState.Resolved, Assert.IsType<AlertPost.Root>(world.Sink.Edits[^1].Post).Notice.State);
        Assert.Equal(["First", "Worse", "Escalated", "StillTrue", "Recovered"], (await world.FileAsync(1)).Transitions.Select(row => row.Reason));
    }

    [Fact]
    public async Task Evaluate_FirstLookAtAnAccount_TellsOnlyTheMostSevere()
    {
        await using var world = await AlertWorld.CreateAsync();
        var outlook = Outlooks.Runway(20) with
        {
            Caps = [new("batch-7", "key_limit", Usd.FromDollars(100), Usd.FromDollars(5), null, null)],
        };

        await world.RoundAsync(outlook);
        await world.RoundAsync(outlook);

        Assert.Equal("low_credit", ((AlertPost.Root)Assert.Single(world.Sink.Posts).Post).Notice.Condition.Kind);
        Assert.Equal(2, (await world.Incidents.OpenAsync(default)).Count);
        Assert.Contains(await world.SkipsAsync(), static skip => skip.Reason == "first_look");
    }

    [Fact]
    public async Task Evaluate_LaterLook_TellsEach()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();

        await world.RoundAsync(Outlooks.Runway(20) with { Caps = [new("batch-7", "key_limit", Usd.FromDollars(100), Usd.FromDollars(5), null, null)] });

        Assert.Equal(2, world.Sink.Roots.Count());
    }

    [Fact]
    public async Task Evaluate_BeforeTheFirstReading_IsNoFirstLook()
    {
        await using var world = await AlertWorld.CreateAsync();
        var outlook = Outlooks.Of(Outlooks.Account) with { ObservedAt = null };

        await world.RoundAsync(outlook);
        var both = Outlooks.Runway(20) with { Caps = [new("batch-7", "key_limit", Usd.FromDollars(100), Usd.FromDollars(5), null, null)] };
        await world.RoundAsync(both);

        Assert.Single(world.Sink.Roots);
    }

    [Fact]
    public async Task Evaluate_SightLostAfterThreePolls_TellsAndRecoversWithoutEndingOthers()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await world.RoundAsync(Outlooks.Runway(60));

        await world.RoundAsync(Outlooks.Balance(10_000).Failing(2));
        Assert.Single(world.Sink.Roots);
        await world.RoundAsync((Outlooks.Of(Outlooks.Account) with { Reservoir = null }).Failing(3));
        await world.RoundAsync(Outlooks.Runway(60));

        Assert.Equal(["low_credit", "blind"], world.Sink.Roots.Select(root => ((AlertPost.Root)root.Post).Notice.Condition.Kind));
        Assert.Equal(["low_credit"], (await world.Incidents.OpenAsync(default)).Select(incident => incident.Kind));
    }

    [Fact]
    public async Task Evaluate_ChannelOfADisabledPlatform_GoesToTheTerminalAndSaysSo()
    {
        var account = Outlooks.Account with { Channels = ["slack:#ai-spend"] };
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [account] });
        await world.LookAsync(account);

        await world.RoundAsync(Outlooks.Runway(60, account: account));

        Assert.Equal("terminal", Assert.Single(world.Sink.Posts).Channel);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip is { Channel: "slack:#ai-spend", Reason: "disabled" });
    }

    [Fact]
    public async Task Evaluate_AutomaticTopUp_IsListedAndPostedNowhere()
    {
        var account = Outlooks.Account with { AutoTopUp = true, Floor = 50 };
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [account] });
        await world.LookAsync(account);

        await world.RoundAsync(Outlooks.Balance(40, account: account));
        Assert.Empty(world.Sink.Posts);
        Assert.Equal(AlertLevel.Information, Assert.Single(await world.Incidents.OpenAsync(default)).Level);

        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RoundAsync(Outlooks.Balance(40, account: account));

        Assert.Contains("no top-up", ((AlertPost.Root)Assert.Single(world.Sink.Roots).Post).Notice.Condition.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_BudgetOfTheSettings_ClimbsOneLadderAndStartsAgainNextMonth()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.RoundAsync(Outlooks.Spending(100));

        await world.RoundAsync(Outlooks.Spending(510));
        await world.RoundAsync(Outlooks.Spending(920));
        Assert.Single(world.Sink.Roots);
        Assert.False(world.Sink.Posts[0].Mention);
        Assert.True(Assert.Single(world.Sink.Replies).Mention);

        world.Clock.Advance(TimeSpan.FromDays(11));
        await world.RoundAsync(Outlooks.Spending(5, now: world.Clock.GetUtcNow()));

        Assert.Empty(await world.Incidents.OpenAsync(default));
    }

    [Fact]
    public async Task Evaluate_Acknowledged_OnlyWorseIsToldAndOneReminder()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await world.RoundAsync(Outlooks.Runway(60));
        await world.Desk.ActAsync(1, 0, AlertWorld.Local, world.Clock.GetUtcNow(), (incident, by) => IncidentActions.Acknowledge(incident, by, world.Clock.GetUtcNow()), default);

        world.Clock.Advance(TimeSpan.FromHours(7));
        await world.RoundAsync(Outlooks.Runway(60));
        Assert.Single(world.Sink.Replies);
        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.RoundAsync(Outlooks.Runway(60));
        await world.RoundAsync(Outlooks.Runway(60));
        Assert.Equal(2, world.Sink.Replies.Count());
        await world.RoundAsync(Outlooks.Runway(20));

        Assert.Equal(3, world.Sink.Replies.Count());
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "acknowledged");
    }

    [Fact]
    public async Task Evaluate_PaymentRefusedAtTheFirstLook_IsExhausted()
    {
        await using var world = await AlertWorld.CreateAsync();

        await world.RoundAsync(Outlooks.Balance(5).Failing(1, ProviderFailure.Payment));

        Assert.Equal(AlertLevel.Exhausted, ((AlertPost.Root)Assert.Single(world.Sink.Posts).Post).Notice.Condition.Level);
    }

    [Fact]
    public async Task Evaluate_SameSkipEachRound_IsOneRowThatCounts()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        for (int i = 0; i < 5; i++)
        {
            await world.RoundAsync(Outlooks.Runway(60));
        }

        Assert.Equal(4, Assert.Single(await world.SkipsAsync()).Times);
    }
}
