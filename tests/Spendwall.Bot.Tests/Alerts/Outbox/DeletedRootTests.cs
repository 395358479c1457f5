using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;

namespace Spendwall.Bot.Tests.Alerts.Outbox;

/// <summary>Somebody deletes an incident's message: the incident is not silenced by it, and nothing stands there twice.</summary>
public class DeletedRootTests
{
    private static readonly AccountOptions Account = Outlooks.Account with { Channels = ["slack:#a", "discord:1"] };

    private static readonly SpendwallOptions Options = new() { Accounts = [Account], Slack = new() { Enabled = true }, Discord = new() { Enabled = true } };

    [Fact]
    public async Task Pump_RootDeletedThenWorse_PostsOneNewRootThatCallsTheOwnerOnce()
    {
        await using var world = await BeginAsync();
        Delete(world, "slack:#a");

        await WorsenAsync(world);

        var slack = world.Sink.Posts.Where(static posted => posted.Channel == "slack:#a").Skip(1).ToList();
        Assert.Equal([typeof(AlertPost.Root), typeof(AlertPost.Reply)], slack.Select(static posted => posted.Post.GetType()));
        Assert.Equal([true, false], slack.Select(static posted => posted.Mention));
        Assert.Equal(slack[0].Id, slack[1].Thread!.Id);
        Assert.Equal(AlertLevel.Critical, ((AlertPost.Root)slack[0].Post).Notice.Condition.Level);
        var skip = Assert.Single((await world.FileAsync(1)).Skips);
        Assert.Equal(("slack:#a", "root_gone"), (skip.Channel, skip.Reason));
    }

    [Fact]
    public async Task Pump_RootDeletedThenWorse_TheOtherChannelIsEditedAsEver()
    {
        await using var world = await BeginAsync();
        Delete(world, "slack:#a");

        await WorsenAsync(world);

        Assert.Single(world.Sink.Roots, static root => root.Channel == "discord:1");
        Assert.Contains(world.Sink.Edits, static edit => edit.Message.Channel == "discord:1");
        Assert.Equal([true, true], world.Sink.Posts.Where(static posted => posted.Channel == "discord:1").Select(static posted => posted.Mention));
    }

    [Fact]
    public async Task Pump_AfterTheNewRoot_LaterEditsAndLinesGoToIt()
    {
        await using var world = await BeginAsync();
        Delete(world, "slack:#a");
        await WorsenAsync(world);
        string fresh = world.Sink.Roots.Last(static root => root.Channel == "slack:#a").Id;

        await RecoverAsync(world);

        Assert.Equal(2, world.Sink.Roots.Count(static root => root.Channel == "slack:#a"));
        Assert.Equal(fresh, world.Sink.Edits.Last(static edit => edit.Message.Channel == "slack:#a").Message.Id);
        Assert.Equal(fresh, world.Sink.Replies.Last(static reply => reply.Channel == "slack:#a").Thread!.Id);
    }

    [Fact]
    public async Task Pump_DeletedAndNoticedByAnAcknowledgement_IsSilentUntilItIsWorse()
    {
        await using var world = await BeginAsync();
        Delete(world, "slack:#a");
        await AcknowledgeAsync(world);
        int quiet = world.Sink.Posts.Count(static posted => posted.Channel == "slack:#a");

        await WorsenAsync(world);

        Assert.Equal(1, quiet);
        var fresh = Assert.Single(world.Sink.Posts.Where(static posted => posted.Channel == "slack:#a").Skip(1));
        Assert.Equal((typeof(AlertPost.Root), true), (fresh.Post.GetType(), fresh.Mention));
        Assert.DoesNotContain(await world.OutboxAsync(), static row => row.State is DeliveryState.Pending or DeliveryState.Sending);
    }

    [Fact]
    public async Task Pump_DeletedAndThenOver_SaysNothingMore()
    {
        await using var world = await BeginAsync();
        Delete(world, "slack:#a");

        await RecoverAsync(world);

        Assert.Single(world.Sink.Posts, static posted => posted.Channel == "slack:#a");
        Assert.All((await world.FileAsync(1)).Skips, static skip => Assert.Equal("root_gone", skip.Reason));
        Assert.Contains(world.Sink.Replies, static reply => reply.Channel == "discord:1");
    }

    [Fact]
    public async Task Pump_DeletedBetweenTheEditAndItsLine_TellsTheLineUnderANewRoot()
    {
        await using var world = await BeginAsync();
        bool isLine = false;
        world.Sink.Answer = channel =>
        {
            // The edit went through; then somebody deletes the message.
            if (channel == "slack:#a" && world.Sink.Edits.Exists(static edit => edit.Message.Channel == "slack:#a") && !isLine)
            {
                isLine = true;
                Delete(world, "slack:#a");
            }

            return null;
        };

        await WorsenAsync(world);

        var slack = world.Sink.Posts.Where(static posted => posted.Channel == "slack:#a").Skip(1).ToList();
        Assert.Equal([typeof(AlertPost.Root), typeof(AlertPost.Reply)], slack.Select(static posted => posted.Post.GetType()));
        Assert.Equal([true, false], slack.Select(static posted => posted.Mention));
        Assert.Equal(AlertLevel.Critical, ((AlertPost.Root)slack[0].Post).Notice.Condition.Level);
        Assert.Equal(slack[0].Id, slack[1].Thread!.Id);
    }

    [Fact]
    public async Task Pump_KilledAfterTheNewRootWasPosted_PostsItOnce()
    {
        await using var world = await BeginAsync();
        Delete(world, "slack:#a");
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.Pipeline.EvaluateAsync(Outlooks.Runway(20, account: Account) with { Now = world.Clock.GetUtcNow() }, default);
        using var kill = new CancellationTokenSource();
        world.Sink.AfterPost = channel =>
        {
            if (channel == "slack:#a")
            {
                kill.Cancel();
                kill.Token.ThrowIfCancellationRequested();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.NewPump().PumpAsync(kill.Token));

        world.Sink.AfterPost = static _ => { };
        var after = world.NewPump();
        await after.RecoverAsync(default);
        await after.PumpAsync(default);

        Assert.Equal(2, world.Sink.Roots.Count(static root => root.Channel == "slack:#a"));
        Assert.DoesNotContain(await world.OutboxAsync(), static row => row.State is DeliveryState.Pending or DeliveryState.Sending);
    }

    /// <summary>An incident that stands in two channels.</summary>
    private static async Task<AlertWorld> BeginAsync()
    {
        var world = await AlertWorld.CreateAsync(Options);
        await world.LookAsync(Account);
        await world.RoundAsync(Outlooks.Runway(60, account: Account));
        Assert.Equal(2, world.Sink.Roots.Count());

        return world;
    }

    private static void Delete(AlertWorld world, string channel) => world.Sink.Deleted.Add(world.Sink.Roots.Last(root => root.Channel == channel).Id);

    private static async Task WorsenAsync(AlertWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.RoundAsync(Outlooks.Runway(20, account: Account));
    }

    private static async Task RecoverAsync(AlertWorld world)
    {
        for (int i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            await world.RoundAsync(Outlooks.Runway(500, account: Account));
        }

        Assert.Equal(IncidentState.Resolved, (await world.FileAsync(1)).Incident.State);
    }

    private static async Task AcknowledgeAsync(AlertWorld world)
    {
        await world.Desk.ActAsync(1, 0, AlertWorld.Local, world.Clock.GetUtcNow(), (incident, by) => Bot.Alerts.Incidents.IncidentActions.Acknowledge(incident, by, world.Clock.GetUtcNow()), default);
        await world.NewPump().PumpAsync(default);
    }
}
