using Spendwall.Bot.Chat.Conversations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Home;
using Spendwall.Bot.Chat.Slack.Commands;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Host;
using Spendwall.Bot.Host.Polling;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Host;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackHomeTests
{
    private static readonly Incident Open = new()
    {
        Number = 3,
        Account = "openrouter-main",
        Kind = "low_credit",
        Fingerprint = "f",
        Scope = Scope.Account("openrouter-main"),
        State = IncidentState.Open,
        Level = AlertLevel.Critical,
        Title = "openrouter-main runs dry <!channel>",
        OpenedAt = Outlooks.Now,
    };

    [Fact]
    public void Render_ReservoirAndMeter_AreTheCommittedPayload() => Snapshot.Matches(
        "home",
        SlackHomeView.Render([Outlooks.Runway(20), Outlooks.Spending(412, p50: 900), Outlooks.Of(Outlooks.Account).Failing(3)], [(Open, "@dana"), (Open, null)], ["account:openrouter-main"], Outlooks.Now));

    [Fact]
    public void Render_ManyOfEverything_StaysInsideTheLimits()
    {
        var view = SlackHomeView.Render(
            [.. Enumerable.Repeat(Outlooks.Runway(20), 120)], [.. Enumerable.Repeat<(Incident, string?)>((Open with { Title = new string('x', 5000) }, "@dana"), 120)], [.. Enumerable.Repeat(new string('s', 900), 40)], Outlooks.Now);

        Assert.Empty(BlockLimits.Faults(view, mostBlocks: 100));
    }

    [Fact]
    public void Views_FitSlacksOwnTypes()
    {
        if (SharedFolder.Find("contracts", "slack-payloads.schema.json") is not { } path)
        {
            return;
        }

        var schema = JsonSchemaLite.Load(path);

        Assert.Empty(schema.Check("HomeView", SlackHomeView.Render([Outlooks.Runway(20)], [(Open, "@dana")], [], Outlooks.Now)));
        Assert.Empty(schema.Check("ModalView", SlackSnoozeForm.View(new ChatPress("INC-3", 2, SnoozeChoices.Form), new("U1", "C1", "1.2", null))));
    }

    [Fact]
    public async Task Opened_Home_IsPublishedForThem()
    {
        await using var world = await SlackWorld.CreateAsync();

        await OpenAsync(world);

        var call = Assert.Single(world.Slack.To("views.publish"));
        Assert.Equal(SlackWorld.Dana, (string?)call["user_id"]);
        Assert.Contains("account:openrouter-main", call["view"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opened_MessagesTab_PublishesNothing()
    {
        await using var world = await SlackWorld.CreateAsync();

        await OpenAsync(world, "messages");

        Assert.Empty(world.Slack.Calls);
    }

    [Fact]
    public async Task Refresh_AfterAnAlert_PublishesOnceToThoseWhoOpenedIt()
    {
        await using var world = await SlackWorld.CreateAsync();
        await OpenAsync(world);
        await world.AlertAsync();
        var home = world.Get<SlackHome>();

        await home.RefreshAsync(default);
        await home.RefreshAsync(default);

        var calls = world.Slack.To("views.publish").ToList();
        Assert.Equal(2, calls.Count);
        Assert.Contains("INC-1", calls[1]["view"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_ManyChangesAtOnce_PublishesOnce()
    {
        await using var world = await SlackWorld.CreateAsync();
        await OpenAsync(world);
        var home = world.Get<SlackHome>();
        await world.AlertAsync();
        var published = new TaskCompletionSource();
        world.Slack.Before = (method, _) =>
        {
            if (method == "views.publish")
            {
                published.TrySetResult();
            }
        };
        int waiting = world.Clock.TimerCount;
        var feed = world.Get<SlackHomeFeed>();
        feed.Changed();
        feed.Changed();

        await home.StartAsync(default);
        Assert.True(SpinWait.SpinUntil(() => world.Clock.TimerCount > waiting, TimeSpan.FromSeconds(10)));
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await published.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await home.StopAsync(default);

        Assert.Equal(2, world.Slack.To("views.publish").Count());
    }

    [Fact]
    public void Polled_OnlyOtherFiguresThanBefore_AreAChange()
    {
        var feed = new SlackHomeFeed();

        Assert.True(IsTold(feed, Outlooks.Runway(20)));
        Assert.False(IsTold(feed, Outlooks.Runway(20) with { ObservedAt = Outlooks.Now.AddMinutes(5), Now = Outlooks.Now.AddMinutes(5) }));
        Assert.True(IsTold(feed, Outlooks.Runway(10)));
        Assert.True(IsTold(feed, Outlooks.Runway(10).Failing(3)));
        Assert.True(IsTold(feed, Outlooks.Spending(412, p50: 900)));
        Assert.False(IsTold(feed, Outlooks.Runway(10).Failing(3)));
    }

    [Fact]
    public async Task Poll_RoundWithNewFigures_IsToldToTheHome()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(static settings => settings["Slack"] = new JsonObject { ["Enabled"] = true, ["BotToken"] = "xoxb-1", ["AppToken"] = "xapp-1", ["ApiUrl"] = "http://127.0.0.1:9/api/" });
        await using var app = BotHost.Build(world.Load(), world.Process(TextWriter.Null, TextWriter.Null));
        await app.Services.GetRequiredService<LedgerStorage>().OpenAsync(default);
        var feed = app.Services.GetRequiredService<SlackHomeFeed>();
        var told = feed.WaitAsync(default).AsTask();

        var run = await app.Services.GetRequiredService<PollRounds>().RunAsync(HostWorld.Router, default);

        Assert.True(run.Ok);
        Assert.True(told.IsCompleted);
    }

    [Fact]
    public async Task Service_ACallThatIsBrokenOff_EndsNeitherItNorTheBot()
    {
        await using var world = await SlackWorld.CreateAsync();
        await OpenAsync(world);
        await world.AlertAsync();
        var home = world.Get<SlackHome>();
        var feed = world.Get<SlackHomeFeed>();
        using var tried = new SemaphoreSlim(0);
        world.Slack.Before = (method, _) =>
        {
            if (method == "views.publish")
            {
                tried.Release();
                throw new OperationCanceledException("a timeout of the other side");
            }
        };

        await home.StartAsync(default);
        for (int change = 0; change < 2; change++)
        {
            feed.Changed();
            for (int look = 0; look < 1_000 && !await tried.WaitAsync(TimeSpan.FromMilliseconds(10)); look++)
            {
                Assert.False(home.ExecuteTask!.IsCompleted);
                world.Clock.Advance(TimeSpan.FromSeconds(5));
            }
        }

        Assert.False(home.ExecuteTask!.IsFaulted);
        await home.StopAsync(default);
        Assert.True(home.ExecuteTask.IsCompletedSuccessfully);
    }

    private static bool IsTold(SlackHomeFeed feed, AccountOutlook outlook)
    {
        feed.Polled(outlook);
        using var now = new CancellationTokenSource();
        var told = feed.WaitAsync(now.Token).AsTask();
        bool isTold = told.IsCompleted;
        now.Cancel();

        return isTold;
    }

    private static Task OpenAsync(SlackWorld world, string tab = "home")
    {
        var payload = new JsonObject { ["type"] = "app_home_opened", ["user"] = SlackWorld.Dana, ["channel"] = "D1", ["tab"] = tab };

        return world.Handler.HandleAsync(new SlackInbound.Event("T1", world.Clock.GetUtcNow(), "app_home_opened", JsonSerializer.SerializeToElement(payload)), default);
    }
}
