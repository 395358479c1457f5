using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Tests.Alerts.Events;

/// <summary>Rises of spend by what they bring. Before, half of the results are accepted, at $0.10 each.</summary>
public sealed class GoodRiseTests
{
    private const int Release = EventStory.Release;

    [Theory]
    [InlineData("batch-7", "USD per accepted result of batch-7 fell from $0.10 to $0.05")]
    [InlineData("k1", "USD per accepted result of batch-7 fell from $0.10 to $0.05")]
    [InlineData("", "USD per accepted result fell from $0.10 to $0.05")]
    public async Task Rise_WithCheaperResults_IsPostedQuietlyWithBothPrices(string caller, string text)
    {
        await using var story = await EventStory.BeginAsync(accepted: 0.5, caller);

        story.Accepted = 1;
        await story.UntilAsync(Release + 6, times: 3);

        var root = Assert.Single(story.Sink.Roots);
        var notice = ((AlertPost.Root)root.Post).Notice;
        Assert.Equal((false, IncidentState.Explained, "its results"), (root.Mention, notice.State, notice.ActedBy));
        Assert.StartsWith(text, notice.Condition.Event!.Text, StringComparison.Ordinal);
        Assert.Empty(story.Sink.Replies);
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.5, 0.2)]
    [InlineData(null, null)]
    [InlineData(null, 1.0)]
    [InlineData(0.5, null)]
    public async Task Rise_WithAsDearOrUnknownResults_CallsTheOwner(double? before, double? now)
    {
        await using var story = await EventStory.BeginAsync(before);

        story.Accepted = now;
        await story.UntilAsync(Release + 6, times: 3);

        Assert.True(Assert.Single(story.Sink.Roots).Mention);
        Assert.All(story.Sink.Replies, static reply => Assert.True(reply.Mention));
    }

    /// <summary>The marks of a result come when somebody looked at it.</summary>
    [Fact]
    public async Task Rise_ToldBeforeItsMarksCame_IsExplainedQuietlyWhenTheyDo()
    {
        await using var story = await EventStory.BeginAsync(accepted: 0.5);

        story.Accepted = null;
        await story.UntilAsync(Release + 1, times: 3);
        story.Accepted = 1;
        await story.UntilAsync(Release + 6, times: 3);

        Assert.True(Assert.Single(story.Sink.Roots).Mention);
        var quiet = Assert.Single(story.Sink.Replies, static reply => !reply.Mention);
        Assert.StartsWith("USD per accepted result fell from $0.10 to at most", ((AlertPost.Reply)quiet.Post).Text.Replace("at least ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rise_OfACallerThatRecordsDoNotName_CallsTheOwner()
    {
        await using var story = await EventStory.BeginAsync(accepted: 0.5, caller: "someone-else");

        story.Accepted = 1;
        await story.UntilAsync(Release + 6, times: 3);

        Assert.True(Assert.Single(story.Sink.Roots).Mention);
    }

    [Fact]
    public async Task Rise_WhoseResultsGetDearer_CallsTheOwnerOnceAndStaysTold()
    {
        await using var story = await EventStory.BeginAsync(accepted: 0.5);
        story.Accepted = 1;
        await story.UntilAsync(Release + 6, times: 3);

        story.Accepted = 0;
        await story.UntilAsync(Release + 14, times: 3);
        story.Accepted = 1;
        await story.UntilAsync(Release + 40, times: 3);

        var told = Assert.Single(story.Sink.Replies, static posted => posted.Mention);
        Assert.Contains("Not explained any more: USD per accepted result ", ((AlertPost.Reply)told.Post).Text, StringComparison.Ordinal);

        // Cheap again, it stays told: only the ladder goes on, which calls nobody here.
        Assert.DoesNotContain(story.Sink.Replies, posted => posted != told && ((AlertPost.Reply)posted.Post).Text.Contains("accepted result", StringComparison.Ordinal));
        Assert.False(Assert.Single(story.Sink.Roots).Mention);
    }

    [Fact]
    public async Task Rise_BesideAChangeOfRoutes_CallsTheOwner()
    {
        await using var story = await EventStory.BeginAsync(accepted: 0.5);

        story.Accepted = 1;
        await story.UntilAsync(Release + 6, times: 3, static outlook => outlook with
        {
            Anomalies = outlook.Anomalies! with { Routes = [new(RouteFigure.Dearer, "m", outlook.Now, 1.4, 1, 20)] },
        });

        Assert.True(Assert.Single(story.Sink.Roots).Mention);
    }

    [Fact]
    public async Task Rise_BeyondTheBoundOfItsEvent_CallsTheOwnerWhateverItBrings()
    {
        await using var story = await EventStory.BeginAsync(accepted: 0.5);
        await story.AddAsync(Scope.Account("openrouter-main"), cap: 2, factor: null, hours: 24);

        story.Accepted = 1;
        await story.UntilAsync(Release + 6, times: 3);

        Assert.True(Assert.Single(story.Sink.Roots).Mention);
    }

    [Fact]
    public void Apply_FallingRunway_IsExplainedByItsOwnResultsOnly()
    {
        var good = new RiseResults(new(Usd.FromDollars(0.2m), Usd.FromDollars(0.1m), Fell: true), null, 200);
        var finding = Finding("runway_drop", AlertLevel.Warning);

        Assert.Null(Event(EventView.None with { OfAnomalies = good }, finding));
        Assert.Equal("USD per accepted result fell from at least $0.20 to at most $0.10 (200 accepted)", Event(EventView.None with { OfDrop = good }, finding)!.Text);
    }

    /// <summary>Whatever the results: credits, caps, budgets and lost sight are not touched, and no level is.</summary>
    [Fact]
    public void Apply_AnyOtherFindingOfAnyLevel_IsTheSameAfterwards()
    {
        var good = new RiseResults(new(Usd.FromDollars(0.2m), Usd.FromDollars(0.01m), Fell: true), null, 1_000_000);
        var view = EventView.None with { OfAnomalies = good, OfDrop = good };

        foreach (string kind in new[] { "low_credit", "key_cap", "budget", "top_up", "blind" })
        {
            foreach (var level in Enum.GetValues<AlertLevel>())
            {
                var finding = Finding(kind, level);
                Assert.Equal(finding, view.Apply(finding, Outlook, [], null));
                Assert.Equal(finding, view.Apply(finding, Outlook, [], finding.Condition with { Event = new(true, [], "before") }));
            }
        }

        foreach (string kind in new[] { "anomaly", "runway_drop" })
        {
            Assert.Equal(AlertLevel.Warning, ((Finding.Holds)view.Apply(Finding(kind, AlertLevel.Warning), Outlook, [], null)).Condition.Level);
        }
    }

    [Fact]
    public async Task LowCredit_BesideAGoodRise_IsToldAllTheSame()
    {
        await using var story = await EventStory.BeginAsync(accepted: 0.5);

        story.Accepted = 1;
        await story.UntilAsync(Release + 6, times: 3, static outlook => Outlooks.Runway(20, outlook.Now) with { Anomalies = outlook.Anomalies });

        var low = Assert.Single(story.Sink.Roots, static root => root.Mention);
        Assert.Equal("low_credit", ((AlertPost.Root)low.Post).Notice.Condition.Kind);
    }

    private static AccountOutlook Outlook { get; } = Outlooks.Balance(10_000) with { Anomalies = new(Outlooks.Now, [Happenings.Signal()], null) };

    private static EventNote? Event(EventView view, Finding finding) => ((Finding.Holds)view.Apply(finding, Outlook, [], null)).Condition.Event;

    private static Finding.Holds Finding(string kind, AlertLevel level) => new(new Condition
    {
        Kind = kind,
        Fingerprint = kind,
        Scope = Scope.Account("openrouter-main"),
        Level = level,
        Title = kind,
    });
}
