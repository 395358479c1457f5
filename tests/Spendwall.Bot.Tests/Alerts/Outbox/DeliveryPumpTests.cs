using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;

namespace Spendwall.Bot.Tests.Alerts.Outbox;

public class DeliveryPumpTests
{
    private static readonly AccountOptions Account = Outlooks.Account with { Channels = ["slack:#a", "discord:1"] };

    private static readonly SpendwallOptions Options = new()
    {
        Accounts = [Account],
        FallbackChannel = "slack:#ops",
        Slack = new() { Enabled = true },
        Discord = new() { Enabled = true },
    };

    [Fact]
    public async Task Pump_KilledBetweenSendAndRecord_SendsAgainWithTheOldKeyAndPostsOnce()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        using var kill = new CancellationTokenSource();
        world.Sink.AfterPost = _ =>
        {
            kill.Cancel();
            kill.Token.ThrowIfCancellationRequested();
        };

        // Nothing after the send runs, as when the process is killed there.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.NewPump().PumpAsync(kill.Token));
        Assert.NotEmpty(world.Sink.Roots);
        Assert.Contains(await world.OutboxAsync(), static row => row.State == DeliveryState.Sending);

        world.Sink.AfterPost = static _ => { };
        var after = world.NewPump();
        await after.RecoverAsync(default);
        await after.PumpAsync(default);

        Assert.Equal(2, world.Sink.Roots.Count());
        Assert.All(await world.OutboxAsync(), static row => Assert.Equal(DeliveryState.Sent, row.State));
    }

    [Fact]
    public async Task Pump_OneSinkFailing_NeverStopsTheOther()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static channel => channel == "slack:#a" ? new SinkOutcome.Later("down", null) : null;

        await world.NewPump().PumpAsync(default);

        Assert.Equal("discord:1", Assert.Single(world.Sink.Posts).Channel);
        var waiting = Assert.Single(await world.OutboxAsync(), static row => row.Channel == "slack:#a");
        Assert.Equal((DeliveryState.Pending, 1, "down", world.Clock.GetUtcNow().AddSeconds(15)), (waiting.State, waiting.Attempts, waiting.Error, waiting.NextAttemptAt));
    }

    [Fact]
    public async Task Pump_OneSinkHangs_TheOthersNextMessageDoesNotWaitAndTheFirstIsNotSentTwice()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        var sink = new HangingSink(world.Sink, "slack:#a");
        using var pump = world.NewPump(sink);

        var first = pump.PumpAsync(default, DeliveryPump.Patience);
        await sink.Asked;
        await UntilAsync(() => world.Transport.TimerCount == 1 && world.Sink.Posts.Count == 1);
        world.Transport.Advance(DeliveryPump.Patience);
        await first;
        await world.Pipeline.EvaluateAsync(Outlooks.Runway(1, account: Account), default);
        while (world.Sink.Edits.Count == 0)
        {
            await pump.PumpAsync(default, DeliveryPump.Patience);
        }

        Assert.All(world.Sink.Posts, static posted => Assert.Equal("discord:1", posted.Channel));
        Assert.Equal(1, sink.Times);

        sink.Resume();
        while ((await world.OutboxAsync()).Any(static row => row.State != DeliveryState.Sent))
        {
            await pump.PumpAsync(default);
        }

        Assert.Single(world.Sink.Roots, static posted => posted.Channel == "slack:#a");
    }

    [Fact]
    public async Task Pump_SinkThrows_IsTriedAgain()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static channel => channel == "slack:#a" ? throw new InvalidOperationException("bug") : null;
        await world.NewPump().PumpAsync(default);

        world.Sink.Answer = static _ => null;
        world.Clock.Advance(TimeSpan.FromSeconds(15));
        await world.NewPump().PumpAsync(default);

        Assert.Equal(["discord:1", "slack:#a"], world.Sink.Posts.Select(static posted => posted.Channel));
    }

    [Fact]
    public async Task Pump_FailingAgainAndAgain_WaitsLongerUpToAQuarter()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static _ => new SinkOutcome.Later("down", null);
        var waits = new List<double>();
        for (int i = 0; i < 9; i++)
        {
            await world.NewPump().PumpAsync(default);
            var next = (await world.OutboxAsync())[0].NextAttemptAt;
            waits.Add((next - world.Clock.GetUtcNow()).TotalSeconds);
            world.Clock.Advance(next - world.Clock.GetUtcNow());
        }

        Assert.Equal([15, 30, 60, 120, 240, 480, 900, 900, 900], waits);
    }

    [Fact]
    public async Task Pump_AskedToComeBackLater_Does()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static _ => new SinkOutcome.Later("slow down", TimeSpan.FromMinutes(3));

        await world.NewPump().PumpAsync(default);

        Assert.All(await world.OutboxAsync(), row => Assert.Equal(world.Clock.GetUtcNow().AddMinutes(3), row.NextAttemptAt));
    }

    [Fact]
    public async Task Pump_ChannelClosed_GoesToTheFallbackAndSaysWhy()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static channel => channel == "slack:#a" ? new SinkOutcome.Closed("is_archived") : null;

        await world.NewPump().PumpAsync(default);

        Assert.Equal(["discord:1", "slack:#ops"], world.Sink.Roots.Select(static root => root.Channel).Order());
        Assert.All(world.Sink.Roots, static root => Assert.True(root.Mention));
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip is { Channel: "slack:#a", Reason: "channel_closed" });
    }

    [Fact]
    public async Task Pump_ChannelClosed_TheFallbackSaysWhoseAlertItIsAndWhatToDoAsLongAsItStands()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static channel => channel == "slack:#a" ? new SinkOutcome.Closed("is_archived", "Unarchive it.") : null;
        await world.NewPump().PumpAsync(default);

        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.RoundAsync(Outlooks.Runway(20, account: Account));

        var detour = new Detour("slack:#a", "is_archived", "Unarchive it.");
        Assert.Equal([detour], world.Sink.Roots.Single(static root => root.Channel == "slack:#ops").Post.Detours!);
        Assert.Null(world.Sink.Roots.Single(static root => root.Channel == "discord:1").Post.Detours);
        Assert.Equal([detour], world.Sink.Edits.Last(static edit => edit.Message.Channel == "slack:#ops").Post.Detours!);
        Assert.Null(world.Sink.Edits.Last(static edit => edit.Message.Channel == "discord:1").Post.Detours);
    }

    [Fact]
    public async Task Pump_FallbackClosedToo_TheTerminalNamesBoth()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static channel => channel.StartsWith("slack:", StringComparison.Ordinal) ? new SinkOutcome.Closed("no") : null;

        await world.NewPump().PumpAsync(default);

        Assert.Equal(["slack:#a", "slack:#ops"], world.Sink.Roots.Single(static root => root.Channel == "terminal").Post.Detours!.Select(static detour => detour.Channel));
    }

    [Fact]
    public async Task Pump_EverythingClosed_EndsAtTheTerminalThenFails()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static _ => new SinkOutcome.Closed("no");

        await world.NewPump().PumpAsync(default);
        await world.NewPump().PumpAsync(default);

        var rows = await world.OutboxAsync();
        Assert.DoesNotContain(rows, static row => row.State is DeliveryState.Pending or DeliveryState.Sending);
        Assert.Contains(rows, static row => row.State == DeliveryState.Failed);
    }

    [Fact]
    public async Task Pump_ChannelComesBack_HearsTheStateOfNowOnce()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        await world.RoundAsync(Outlooks.Runway(500, account: Account));

        await world.NewPump().PumpAsync(default);

        Assert.All(world.Sink.Roots, static root => Assert.Equal(IncidentState.Resolved, ((AlertPost.Root)root.Post).Notice.State));
        Assert.All(world.Sink.Roots, static root => Assert.False(root.Mention));
        Assert.Empty(world.Sink.Replies);
    }

    [Fact]
    public async Task Pump_RootFailing_HoldsItsLinesBackInOrder()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        world.Sink.Answer = static channel => channel == "slack:#a" ? new SinkOutcome.Later("down", null) : null;
        await world.NewPump().PumpAsync(default);

        await world.RoundAsync(Outlooks.Runway(20, account: Account));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sink.Answer = static _ => null;
        await world.NewPump().PumpAsync(default);

        var slack = world.Sink.Posts.Where(static posted => posted.Channel == "slack:#a").ToList();
        Assert.Equal(2, slack.Count);
        Assert.IsType<AlertPost.Root>(slack[0].Post);
        Assert.NotNull(slack[1].Thread);
    }

    [Fact]
    public async Task Pump_MessageWasDeleted_DropsTheEditAndGoesOn()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        await world.NewPump().PumpAsync(default);
        world.Sink.Answer = static _ => new SinkOutcome.Refused("message_not_found");

        await world.RoundAsync(Outlooks.Runway(20, account: Account));

        Assert.DoesNotContain(await world.OutboxAsync(), static row => row.State == DeliveryState.Pending);
        Assert.Contains((await world.FileAsync(1)).Skips, static skip => skip.Reason == "refused");
    }

    [Fact]
    public async Task Pump_TwoAtOnce_SendEachOnce()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);

        await Task.WhenAll(world.NewPump().PumpAsync(default), world.NewPump().PumpAsync(default));

        Assert.Equal(2, world.Sink.Calls);
    }

    [Fact]
    public async Task Pump_SenderDiedElsewhere_IsTakenOverAfterItsClaim()
    {
        await using var world = await AlertWorld.CreateAsync(Options);
        await BeginAsync(world);
        await world.Deliveries.TakeAsync("slack:#a", world.Clock.GetUtcNow(), world.Transport.GetUtcNow(), world.Transport.GetUtcNow().AddMinutes(2), default);
        await world.NewPump().PumpAsync(default);
        Assert.Single(world.Sink.Posts);

        world.Transport.Advance(TimeSpan.FromMinutes(2));
        await world.NewPump().PumpAsync(default);

        Assert.Equal(2, world.Sink.Posts.Count);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Yield();
        }
    }

    /// <summary>An incident that waits in the outbox for two channels.</summary>
    private static async Task BeginAsync(AlertWorld world)
    {
        await world.LookAsync(Account);
        await world.Pipeline.EvaluateAsync(Outlooks.Runway(60, account: Account), default);
    }

    /// <summary>Takes whatever comes, but what is for one channel only when it is told to go on.</summary>
    private sealed class HangingSink(IAlertSink inner, string hangs) : IAlertSink
    {
        private readonly TaskCompletionSource asked = new();
        private readonly TaskCompletionSource goOn = new();
        private int times;

        public Task Asked => asked.Task;

        public int Times => times;

        public void Resume() => goOn.SetResult();

        public async Task<SinkOutcome> PostAsync(string channel, AlertPost post, bool mention, PostedMessage? thread, string key, CancellationToken cancellationToken)
        {
            if (channel == hangs && !goOn.Task.IsCompleted)
            {
                Interlocked.Increment(ref times);
                asked.TrySetResult();
                await goOn.Task;
            }

            return await inner.PostAsync(channel, post, mention, thread, key, cancellationToken);
        }

        public Task<SinkOutcome> EditAsync(PostedMessage message, AlertPost post, CancellationToken cancellationToken) => inner.EditAsync(message, post, cancellationToken);
    }
}
