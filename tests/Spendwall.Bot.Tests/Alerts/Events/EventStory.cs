using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Chat;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Events;

/// <summary>From hours of usage to what is posted: the real watches, the real meter, the real incidents. $3 an hour is usual.</summary>
internal sealed class EventStory : IAsyncDisposable
{
    /// <summary>Hours from the start of the story to its release.</summary>
    public const int Release = 24 * 16;

    private static readonly DateTimeOffset Start = ChatTime.At("2026-11-01T00:00:00Z");

    private static readonly SpendwallOptions Options = new() { Accounts = [Outlooks.Account] };

    private readonly TestDatabase database;
    private readonly ChatLedger ledger = new();
    private readonly ManualClock clock = new(Start.AddHours(Release).AddMinutes(20));
    private readonly AlertSettings settings = AlertSettings.From(Options);
    private AnomalyWatches watches = null!;
    private AlertPipeline pipeline = null!;
    private EventMeter meter = null!;
    private int hour;

    private EventStory(TestDatabase database)
    {
        this.database = database;
        ledger.Names["openrouter-main"] = [new("key", "k1", "batch-7")];
        Events = new EventStore(database.Database);
        Restart();
    }

    public RecordingSink Sink { get; } = new();

    /// <summary>How many of the results of an hour are marked as accepted, from 0 to 1, the others as not; null: nobody sends records.</summary>
    public double? Accepted { get; set; }

    /// <summary>What records say who called; empty: nothing.</summary>
    public string Caller { get; set; } = "batch-7";

    private EventStore Events { get; }

    /// <param name="accepted">With request records of all of it.</param>
    public static async Task<EventStory> BeginAsync(double? accepted = null, string caller = "batch-7")
    {
        var story = new EventStory(await TestDatabase.CreateAsync()) { Accepted = accepted, Caller = caller };
        await new MappingStore(story.database.Database, Options).SetAsync(Scope.Of("key", "k1"), new Dictionary<string, string?> { ["team"] = "search" }, null, Start, "terminal:t", "terminal", default);
        await story.FillAsync(Release, times: 1);
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
    public async Task UntilAsync(int end, int times, Func<AccountOutlook, AccountOutlook>? alter = null)
    {
        while (hour < end)
        {
            await FillAsync(hour + 1, times);
            await RoundAsync(alter);
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
        var budgets = new BudgetReader(new BudgetBook(new BudgetStore(database.Database), owners, Options), owners, homes, new AccountLines(ledger), new BudgetTerms(new ExceptionStore(database.Database), Events, homes, Options));
        watches = new AnomalyWatches(use);
        meter = new EventMeter(watches, use, ledger, new MappingStore(database.Database, Options), Options);
        pipeline = new AlertPipeline(new IncidentStore(database.Database), budgets, new EventReader(Events, meter, new ResultReader(new RequestStore(database.Database), use, watches)), owners, settings);
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    private async Task FillAsync(int end, int times)
    {
        var records = new List<RequestRecord>();
        for (; hour < end; hour++)
        {
            string at = Start.AddHours(hour).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
            ledger.Add("openrouter-main", UsageView.KeyModel, at, 2m * times, new UsageSeries { Key = "k1", Model = "m" }, 40 * times, 40_000 * times, 4_000 * times);
            ledger.Add("openrouter-main", UsageView.KeyModel, at, 1m, new UsageSeries { Key = "k2", Model = "m" }, 20, 20_000, 2_000);
            records.AddRange(Records("k1", 40 * times));
            records.AddRange(Records("k2", 20));
        }

        if (records.Count > 0)
        {
            await new RequestStore(database.Database).StoreAsync(records, default);
        }

        ledger.Marks.Clear();
        ledger.Mark("openrouter-main", "analytics.key-model", Start.AddHours(end).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Of this hour.</summary>
    private IEnumerable<RequestRecord> Records(string key, int count) => Accepted is not { } share || hour < Release - (24 * 8) ? [] : Enumerable.Range(0, count).Select(i => new RequestRecord
    {
        Account = "openrouter-main",
        Id = $"{key}-{hour}-{i}",
        Time = Start.AddHours(hour),
        Labels = new() { Caller = Caller.Length == 0 ? "" : key == "k1" ? Caller : "other" },
        Status = 200,
        Accepted = i < share * count,
        Source = RequestSource.Lines,
        SeenAt = Start.AddHours(hour),
    });

    private async Task RoundAsync(Func<AccountOutlook, AccountOutlook>? alter = null)
    {
        var now = Start.AddHours(hour).AddMinutes(20);
        clock.Advance(now - clock.GetUtcNow());
        var outlook = Outlooks.Balance(10_000, now: now) with { Anomalies = await watches.ReadAsync(Outlooks.Account, now, default) };
        await pipeline.EvaluateAsync(alter?.Invoke(outlook) ?? outlook, default);
        await new DeliveryPump(new DeliveryStore(database.Database), Sink, settings, clock, clock, NullLogger<DeliveryPump>.Instance).PumpAsync(default);
    }
}
