using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Chat;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Events;

/// <summary>From hours of usage to what is posted: the real watches, the real meter, the real incidents. $3 an hour is usual.</summary>
public sealed class EventStoryTests
{
    private const int Release = 24 * 16;

    private static readonly DateTimeOffset Start = ChatTime.At("2026-11-01T00:00:00Z");

    private static readonly SpendwallOptions Options = new() { Accounts = [Outlooks.Account] };

    [Theory]
    [InlineData("account:openrouter-main", null)]
    [InlineData("key:k1", null)]
    [InlineData("key:batch-7", null)]
    [InlineData("key:batch-7 model:m", null)]
    [InlineData("team:search", null)]
    [InlineData("account:openrouter-main", 4.0)]
    public async Task Release_RiseInside_IsQuiet(string scope, double? factor)
    {
        await using var story = await Story.BeginAsync();
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
        await using var story = await Story.BeginAsync();
        await story.AddAsync(Scope.Parse(scope), cap: 1000, factor: null, hours: 24);

        await story.UntilAsync(Release + 5, times: 3);

        Assert.True(Assert.Single(story.Sink.Roots).Mention);
    }

    [Fact]
    public async Task Release_RestartAndThenBeyondItsCap_CallsTheOwnerOnceAndSaysByHowMuch()
    {
        await using var story = await Story.BeginAsync();
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
        await using var story = await Story.BeginAsync();
        await story.AddAsync(Scope.Account("openrouter-main"), cap: 60, factor: null, hours: 5);

        await story.UntilAsync(Release + 5, times: 3);
        await story.UntilAsync(Release + 45, times: 1);

        Assert.All(story.Sink.Posts, static posted => Assert.False(posted.Mention));
        Assert.Equal(IncidentState.Resolved, ((AlertPost.Root)story.Sink.Edits[^1].Post).Notice.State);
    }

    [Fact]
    public async Task Release_OverAndSpendStaysHigh_CallsTheOwner()
    {
        await using var story = await Story.BeginAsync();
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
        await using var story = await Story.BeginAsync();
        await story.AddAsync(Scope.Account("openrouter-main"), cap: 600, factor: null, hours: 12);
        await story.UntilAsync(Release + 10, times: 20);
        await story.UntilAsync(Release + 48, times: 1);

        await story.AddAsync(Scope.Account("openrouter-main"), cap: 600, factor: null, hours: 12);
        await story.UntilAsync(Release + 53, times: 50);

        var measured = await story.MeasureAsync(2);
        Assert.Equal(15m, measured.Total.Expected.Dollars);
    }

    private sealed class Story : IAsyncDisposable
    {
        private readonly TestDatabase database;
        private readonly ChatLedger ledger = new();
        private readonly ManualClock clock = new(Start.AddHours(Release).AddMinutes(20));
        private readonly AlertSettings settings = AlertSettings.From(Options);
        private AnomalyWatches watches = null!;
        private AlertPipeline pipeline = null!;
        private EventMeter meter = null!;
        private int hour;

        private Story(TestDatabase database)
        {
            this.database = database;
            ledger.Names["openrouter-main"] = [new("key", "k1", "batch-7")];
            Events = new EventStore(database.Database);
            Restart();
        }

        public RecordingSink Sink { get; } = new();

        private EventStore Events { get; }

        public static async Task<Story> BeginAsync()
        {
            var story = new Story(await TestDatabase.CreateAsync());
            await new MappingStore(story.database.Database, Options).SetAsync(Scope.Of("key", "k1"), new Dictionary<string, string?> { ["team"] = "search" }, null, Start, "terminal:t", "terminal", default);
            story.Fill(Release, times: 1);
            await story.RoundAsync();

            return story;
        }

        public async Task AddAsync(Scope scope, decimal? cap, double? factor, double hours)
        {
            var now = Start.AddHours(hour).AddMinutes(20);
            var draft = new SpendEvent
            {
                Kind = EventKind.Release,
                Scope = scope,
                Cap = cap is { } usd ? Usd.FromDollars(usd) : null,
                Factor = factor,
                From = now,
                Until = now.FloorHour().AddHours(hours),
                AddedAt = now,
                AddedBy = "slack:U1",
                Channel = "terminal",
            };
            Assert.IsType<ChangeOutcome<AddedEvent>.Done>(await new EventBook(Events).AddAsync(draft, default));
        }

        /// <summary>Whole hours, each looked at as it comes.</summary>
        public async Task UntilAsync(int end, int times)
        {
            while (hour < end)
            {
                Fill(hour + 1, times);
                await RoundAsync();
            }
        }

        public async Task<MeteredEvent> MeasureAsync(long number) =>
            await meter.MeasureAsync((await Events.FindAsync(number, default))!, null, null, clock.GetUtcNow(), default);

        /// <summary>Another process on the same database.</summary>
        public void Restart()
        {
            var use = new UseReader(ledger, new EstimateRefresher(ledger, Options));
            var homes = new ScopeHomes(ledger, Options);
            var owners = new OwnerBook(new OwnerStore(database.Database), homes, Options);
            var budgets = new BudgetReader(new BudgetBook(new BudgetStore(database.Database), owners, Options), owners, homes, new AccountLines(ledger));
            watches = new AnomalyWatches(use);
            meter = new EventMeter(watches, use, ledger, new MappingStore(database.Database, Options), Options);
            pipeline = new AlertPipeline(new IncidentStore(database.Database), budgets, new EventReader(Events, meter), owners, settings);
        }

        public async ValueTask DisposeAsync() => await database.DisposeAsync();

        private void Fill(int end, int times)
        {
            for (; hour < end; hour++)
            {
                string at = Start.AddHours(hour).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
                ledger.Add("openrouter-main", UsageView.KeyModel, at, 2m * times, new UsageSeries { Key = "k1", Model = "m" }, 100 * times, 100_000 * times, 10_000 * times);
                ledger.Add("openrouter-main", UsageView.KeyModel, at, 1m, new UsageSeries { Key = "k2", Model = "m" }, 50, 50_000, 5_000);
            }

            ledger.Marks.Clear();
            ledger.Mark("openrouter-main", "analytics.key-model", Start.AddHours(end).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        }

        private async Task RoundAsync()
        {
            var now = Start.AddHours(hour).AddMinutes(20);
            clock.Advance(now - clock.GetUtcNow());
            var outlook = Outlooks.Balance(10_000, now: now) with { Anomalies = await watches.ReadAsync(Outlooks.Account, now, default) };
            await pipeline.EvaluateAsync(outlook, default);
            await new DeliveryPump(new DeliveryStore(database.Database), Sink, settings, clock, clock, NullLogger<DeliveryPump>.Instance).PumpAsync(default);
        }
    }
}
