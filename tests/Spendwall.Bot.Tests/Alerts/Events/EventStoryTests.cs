using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Alerts.Events;

/// <summary>Events over hours of usage of $3 each, from the watches to what is posted.</summary>
public sealed class EventStoryTests
{
    private const int Release = EventStory.Release;

    [Theory]
    [InlineData("account:openrouter-main", null)]
    [InlineData("key:k1", null)]
    [InlineData("key:batch-7", null)]
    [InlineData("key:batch-7 model:m", null)]
    [InlineData("team:search", null)]
    [InlineData("account:openrouter-main", 4.0)]
    public async Task Release_RiseInside_IsQuiet(string scope, double? factor)
    {
        await using var story = await EventStory.BeginAsync();
        await story.AddAsync(Scope.Parse(scope), cap: factor is null ? 60 : null, factor, hours: 24);

        await story.UntilAsync(Release + 5, times: 3);

        var root = Assert.Single(story.Sink.Roots);
        Assert.Equal((false, IncidentState.Explained), (root.Mention, ((AlertPost.Root)root.Post).Notice.State));
    }

    [Theory]
    [InlineData("key:k2")]
    [InlineData("model:other")]
    [InlineData("team:finance")]
    public async Task Release_RiseElsewhere_CallsTheOwner(string scope)
    {
        await using var story = await EventStory.BeginAsync();
        await story.AddAsync(Scope.Parse(scope), cap: 1000, factor: null, hours: 24);

        await story.UntilAsync(Release + 5, times: 3);

        Assert.True(Assert.Single(story.Sink.Roots).Mention);
    }

    [Fact]
    public async Task Release_RestartAndThenBeyondItsCap_CallsTheOwnerOnceAndSaysByHowMuch()
    {
        await using var story = await EventStory.BeginAsync();
        await story.AddAsync(Scope.Account("openrouter-main"), cap: 30, factor: null, hours: 24);
        await story.UntilAsync(Release + 5, times: 3);

        story.Restart();
        await story.UntilAsync(Release + 7, times: 3);
        Assert.Single(story.Sink.Posts);
        story.Restart();
        await story.UntilAsync(Release + 9, times: 3);

        // Two dollars an hour of key k1 became six: after eight hours $32 more than usual.
        Assert.Single(story.Sink.Roots);
        var reply = Assert.Single(story.Sink.Replies);
        Assert.True(reply.Mention);
        Assert.Contains("Beyond EV-1 (release): $32.00 more than expected, $2.00 above the $30.00 that it may cost", ((AlertPost.Reply)reply.Post).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_OverAndSpendAsUsual_CallsNobody()
    {
        await using var story = await EventStory.BeginAsync();
        await story.AddAsync(Scope.Account("openrouter-main"), cap: 60, factor: null, hours: 5);

        await story.UntilAsync(Release + 5, times: 3);
        await story.UntilAsync(Release + 45, times: 1);

        Assert.All(story.Sink.Posts, static posted => Assert.False(posted.Mention));
        Assert.Equal(IncidentState.Resolved, ((AlertPost.Root)story.Sink.Edits[^1].Post).Notice.State);
    }

    [Fact]
    public async Task Release_OverAndSpendStaysHigh_CallsTheOwner()
    {
        await using var story = await EventStory.BeginAsync();
        await story.AddAsync(Scope.Account("openrouter-main"), cap: 600, factor: null, hours: 5);

        await story.UntilAsync(Release + 7, times: 3);
        Assert.All(story.Sink.Posts, static posted => Assert.False(posted.Mention));
        await story.UntilAsync(Release + 8, times: 3);

        var reply = Assert.Single(story.Sink.Replies);
        Assert.True(reply.Mention);
        Assert.Contains("and the rise goes on: $21.00 in the 3 h since, $9.00 expected", ((AlertPost.Reply)reply.Post).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_AfterAnExplainedWeek_IsNoBaselineForTheNext()
    {
        await using var story = await EventStory.BeginAsync();
        await story.AddAsync(Scope.Account("openrouter-main"), cap: 600, factor: null, hours: 12);
        await story.UntilAsync(Release + 10, times: 20);
        await story.UntilAsync(Release + 48, times: 1);

        await story.AddAsync(Scope.Account("openrouter-main"), cap: 600, factor: null, hours: 12);
        await story.UntilAsync(Release + 53, times: 50);

        var measured = await story.MeasureAsync(2);
        Assert.Equal(15m, measured.Total.Expected.Dollars);
    }
}
