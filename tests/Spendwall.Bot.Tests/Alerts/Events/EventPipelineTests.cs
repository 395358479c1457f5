using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Signals.Anomalies;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;
using TheoryAttribute = Spendwall.Bot.Tests.Support.Engines.EngineTheoryAttribute;

namespace Spendwall.Bot.Tests.Alerts.Events;

public class EventPipelineTests
{
    [Fact]
    public async Task Rise_InsideItsEvent_IsPostedQuietlyAndWhyTellsIt()
    {
        await using var world = await RiseAsync(more: 20);

        var root = Assert.Single(world.Sink.Roots);
        Assert.False(root.Mention);
        var notice = ((AlertPost.Root)root.Post).Notice;
        Assert.Equal((IncidentState.Explained, "EV-1"), (notice.State, notice.ActedBy));
        Assert.StartsWith("Explained by EV-1 (release search 2.4): +$20.00", notice.Condition.Event!.Text, StringComparison.Ordinal);
        var transition = Assert.Single((await world.FileAsync(1)).Transitions);
        Assert.Equal("Explained", transition.Reason);
        Assert.Contains("of the $50.00 more that it may cost", transition.Text, StringComparison.Ordinal);
        Assert.NotNull((await world.Events.FindAsync(1, default))!.UsedAt);
    }

    [Fact]
    public async Task Rise_WithoutEvent_CallsTheOwner()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();

        await world.RoundAsync(Unusual());

        Assert.True(Assert.Single(world.Sink.Roots).Mention);
    }

    [Fact]
    public async Task Rise_BeyondTheCap_CallsTheOwnerInTheThreadAndNamesTheEvent()
    {
        await using var world = await RiseAsync(more: 20);

        world.Measured = static happening => happening.Costs(72);
        await world.RoundAsync(Unusual());
        await world.RoundAsync(Unusual());

        Assert.Single(world.Sink.Roots);
        var reply = Assert.Single(world.Sink.Replies);
        Assert.True(reply.Mention);
        Assert.StartsWith("Not explained any more: Beyond EV-1 (release search 2.4): $72.00 more than expected, $22.00 above", ((AlertPost.Reply)reply.Post).Text, StringComparison.Ordinal);
        Assert.Equal(IncidentState.Open, (await world.FileAsync(1)).Incident.State);
    }

    [Fact]
    public async Task Rise_BeyondTheCapAndBackInside_StaysTold()
    {
        await using var world = await RiseAsync(more: 72);

        world.Measured = static happening => happening.Costs(49);
        await world.RoundAsync(Unusual());

        Assert.True(Assert.Single(world.Sink.Posts).Mention);
        Assert.Equal(IncidentState.Open, (await world.FileAsync(1)).Incident.State);
    }

    [Fact]
    public async Task Rise_WorseInsideItsEvent_EditsTheMessageAndCallsNobody()
    {
        await using var world = await RiseAsync(more: 20);

        await world.RoundAsync(Unusual(figures: [AnomalyFigure.Spend, AnomalyFigure.Mix]));

        Assert.Single(world.Sink.Posts);
        Assert.Equal(2, ((AlertPost.Root)world.Sink.Edits[^1].Post).Notice.Condition.Step);
        Assert.Contains(await world.SkipsAsync(), static skip => skip.Reason == "explained");
    }

    [Fact]
    public async Task Rise_OverInsideItsEvent_RecoversQuietly()
    {
        await using var world = await RiseAsync(more: 20);

        await world.RoundAsync(Usual());

        Assert.StartsWith("Recovered", ((AlertPost.Reply)Assert.Single(world.Sink.Replies).Post).Text, StringComparison.Ordinal);
        Assert.All(world.Sink.Posts, static posted => Assert.False(posted.Mention));
        Assert.Equal(IncidentState.Resolved, ((AlertPost.Root)world.Sink.Edits[^1].Post).Notice.State);
    }

    [Fact]
    public async Task Rise_ToldBeforeItsEventIsAdded_IsExplainedFromThenOn()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await world.RoundAsync(Unusual());

        await AddAsync(world);
        world.Measured = static happening => happening.Costs(20);
        await world.RoundAsync(Unusual());
        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.RoundAsync(Unusual());

        var reply = Assert.Single(world.Sink.Replies);
        Assert.StartsWith("Explained by EV-1", ((AlertPost.Reply)reply.Post).Text, StringComparison.Ordinal);
        Assert.False(reply.Mention);
    }

    [Fact]
    public async Task Rise_AcknowledgedByAPerson_StaysTheirs()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await world.RoundAsync(Unusual());
        await world.Desk.ActAsync(1, 0, AlertWorld.Local, world.Clock.GetUtcNow(), (incident, by) => Spendwall.Bot.Alerts.Incidents.IncidentActions.Acknowledge(incident, by, world.Clock.GetUtcNow()), default);

        await AddAsync(world);
        world.Measured = static happening => happening.Costs(20);
        await world.RoundAsync(Unusual());

        Assert.Equal(IncidentState.Acknowledged, (await world.FileAsync(1)).Incident.State);
    }

    [Fact]
    public async Task LowCredit_InsideAnEvent_IsToldAllTheSame()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await AddAsync(world);
        world.Measured = static happening => happening.Costs(20);

        await world.RoundAsync(Outlooks.Runway(20) with { Anomalies = Unusual().Anomalies });

        Assert.Equal([false, true], world.Sink.Roots.Select(static root => root.Mention).Order());
        Assert.Equal("low_credit", ((AlertPost.Root)world.Sink.Roots.Single(static root => root.Mention).Post).Notice.Condition.Kind);
    }

    [Fact]
    public async Task ExplainedPosts_TakeNoPlaceFromAlerts()
    {
        await using var world = await RiseAsync(more: 20);
        await world.RoundAsync(Usual());
        world.Clock.Advance(TimeSpan.FromHours(13));
        for (int i = 0; i < 2; i++)
        {
            await world.RoundAsync(Unusual(world.Clock.GetUtcNow()));
            await world.RoundAsync(Usual());
        }

        Assert.Equal([false, true, true], world.Sink.Roots.Select(static root => root.Mention));
    }

    [Fact]
    public async Task ExplainedPost_AfterTheWeeksAlerts_IsPostedStill()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        for (int i = 0; i < 2; i++)
        {
            await world.RoundAsync(Unusual());
            await world.RoundAsync(Usual());
        }

        await AddAsync(world);
        world.Measured = static happening => happening.Costs(20);
        await world.RoundAsync(Unusual());

        Assert.Equal([true, true, false], world.Sink.Roots.Select(static root => root.Mention));
    }

    [Fact]
    public async Task Budget_CrossedByAnEvent_IsExplainedAndSpentIsTold()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.RoundAsync(Outlooks.Spending(100));
        await AddAsync(world, Happenings.Of("account:openai-acme", cap: 100));
        world.Measured = static happening => happening.Costs(90);

        await world.RoundAsync(Outlooks.Spending(800));
        await world.RoundAsync(Outlooks.Spending(1010));

        Assert.False(Assert.Single(world.Sink.Roots).Mention);
        Assert.True(Assert.Single(world.Sink.Replies).Mention);
    }

    [Fact]
    public async Task RestartInTheMiddle_NeitherRepeatsNorForgets()
    {
        await using var world = await RiseAsync(more: 20);

        await world.NewPipeline().EvaluateAsync(Unusual() with { Now = world.Clock.GetUtcNow() }, default);
        await world.NewPump().PumpAsync(default);
        Assert.Single(world.Sink.Posts);

        world.Measured = static happening => happening.Costs(60);
        await world.NewPipeline().EvaluateAsync(Unusual() with { Now = world.Clock.GetUtcNow() }, default);
        await world.NewPump().PumpAsync(default);

        Assert.True(Assert.Single(world.Sink.Replies).Mention);
    }

    [Fact]
    public async Task Ends_UnusedEvent_IsNotedOnceWhereItWasAdded()
    {
        await using var world = await AlertWorld.CreateAsync();
        await AddAsync(world, Happenings.Of() with { Channel = "terminal" });
        var ends = new EventEnds(world.Events, world.Incidents, world.Owners, world.Settings);

        world.Clock.Advance(TimeSpan.FromHours(6) + EventEnds.Grace - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await ends.CloseAsync(world.Clock.GetUtcNow(), default));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ends.CloseAsync(world.Clock.GetUtcNow(), default));
        Assert.Equal(0, await ends.CloseAsync(world.Clock.GetUtcNow(), default));
        await world.NewPump().PumpAsync(default);

        var posted = Assert.Single(world.Sink.Posts);
        var note = Assert.IsType<AlertPost.Note>(posted.Post);
        Assert.Equal("EV-1 (release search 2.4) ended 2026-11-20 18:00 UTC and explained nothing", note.Title);
        Assert.EndsWith("no rise that began while it lasted was inside its scope and bound.", note.Text, StringComparison.Ordinal);
        Assert.Equal(("terminal", false), (posted.Channel, posted.Mention));
        Assert.Equal(["event.add", "event.expire"], (await world.AuditAsync()).Select(static row => row.Action));
    }

    [Theory]
    [InlineData("")]
    [InlineData("used")]
    public async Task Ends_OfAProgramOrUsed_GoesOnRecordOnly(string what)
    {
        await using var world = what == "used" ? await RiseAsync(more: 20) : await AlertWorld.CreateAsync();
        if (what.Length == 0)
        {
            await AddAsync(world, Happenings.Of() with { Channel = "" });
        }

        int before = world.Sink.Posts.Count;
        world.Clock.Advance(TimeSpan.FromHours(30));
        Assert.Equal(1, await new EventEnds(world.Events, world.Incidents, world.Owners, world.Settings).CloseAsync(world.Clock.GetUtcNow(), default));
        await world.NewPump().PumpAsync(default);

        Assert.Equal(before, world.Sink.Posts.Count);
        Assert.Contains(await world.AuditAsync(), static row => row.Action == "event.expire");
    }

    [Fact]
    public async Task Rise_EasedToInformationAndBackWithoutItsEvent_CallsTheOwnerInTheThread()
    {
        await using var world = await RiseAsync(more: 20);
        await world.RoundAsync(Outlooks.Balance(10_000) with { Anomalies = Conditions.AnomalyRuleTests.Anomalies(AnomalyFigure.Context, 0) });
        Assert.Single(world.Sink.Posts);

        world.Measured = static happening => new(happening, null, default, default);
        await world.RoundAsync(Unusual());

        Assert.True(Assert.Single(world.Sink.Replies).Mention);
        Assert.Single(world.Sink.Roots);
    }

    [Fact]
    public void Message_Explained_SaysSoAndWhoseBoundIsUsed()
    {
        var condition = new Spendwall.Bot.Alerts.Conditions.Condition
        {
            Kind = "anomaly",
            Fingerprint = "f",
            Scope = Spendwall.Bot.Ledger.Scope.Account("openrouter-main"),
            Level = AlertLevel.Warning,
            Title = "spend is higher",
            Event = new(true, [1], "Explained by EV-1 (release search 2.4): +$20.00"),
        };
        var message = Spendwall.Bot.Chat.IncidentMessage.Root(new("INC-1", 1, IncidentState.Explained, condition, null, Outlooks.Now, Outlooks.Now, "EV-1", null, null, null, 0), mention: false);

        Assert.Equal(("Explained: spend is higher", Spendwall.Bot.Chat.Tone.Muted), (message.Title, message.Tone));
        Assert.Equal(new Spendwall.Bot.Chat.ChatBlock.Line("Explained by EV-1 (release search 2.4): +$20.00."), message.Blocks[0]);
        Assert.Empty(message.Mentions);
    }

    private static async Task<AlertWorld> RiseAsync(double more)
    {
        var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await AddAsync(world);
        world.Measured = happening => happening.Costs(more);
        await world.RoundAsync(Unusual());

        return world;
    }

    private static async Task AddAsync(AlertWorld world, SpendEvent? happening = null) => Assert.IsType<ChangeOutcome<AddedEvent>.Done>(
        await world.EventBook.AddAsync((happening ?? Happenings.Of()) with { Number = 0, AddedAt = world.Clock.GetUtcNow() }, default));

    private static AccountOutlook Unusual(DateTimeOffset? now = null, params AnomalyFigure[] figures)
    {
        var anomalies = Conditions.AnomalyRuleTests.Anomalies(AnomalyFigure.Spend, 40, now);
        var signal = anomalies.Open[0];

        return Outlooks.Balance(10_000) with { Anomalies = figures.Length == 0 ? anomalies : anomalies with { Open = [.. figures.Select(figure => signal with { Figure = figure })] } };
    }

    private static AccountOutlook Usual() => Outlooks.Balance(10_000) with { Anomalies = new(Outlooks.Now, [], null) };
}
