using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Owning;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Alerts.Waste;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Ledger.Reviews;
using Spendwall.Bot.Ledger.Sightings;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts;

/// <summary>Everything from an outlook to a sink, on a real SQLite file, with a clock moved by hand.</summary>
internal sealed class AlertWorld : IAsyncDisposable
{
    public static readonly Actor Local = new("terminal:root", [], LocalAdmin: true, "terminal");

    private readonly (UseReader Use, AnomalyWatches Watches) watched;

    private AlertWorld(TestDatabase database, SpendwallOptions options)
    {
        var use = new UseReader(Ledger, new EstimateRefresher(Ledger, options));
        watched = (use, new AnomalyWatches(use));
        Database = database;
        Options = options;
        Settings = AlertSettings.From(options);
        Ledger.ValuesAsync("", default, default, default).ReturnsForAnyArgs((IReadOnlyList<string>)[]);
        Ledger.MarksAsync("", default).ReturnsForAnyArgs(new Dictionary<string, DatasetMark>());
        Ledger.KeyCapsAsync("", default).ReturnsForAnyArgs((IReadOnlyList<KeyCap>)[]);
        Homes = new ScopeHomes(Ledger, options);
        Owners = new OwnerBook(new OwnerStore(database.Database), Homes, options);
        Budgets = new BudgetBook(new BudgetStore(database.Database), Owners, options);
        Access = new AccessBook(new GrantStore(database.Database), Owners, Homes, options);
        Permissions = new Permissions(Access);
        LinkStore = new LinkStore(database.Database);
        Links = new LinkBook(LinkStore);
        Incidents = new IncidentStore(database.Database);
        Deliveries = new DeliveryStore(database.Database);
        Lines = new AccountLines(Ledger);
        Events = new EventStore(database.Database);
        Exceptions = new ExceptionStore(database.Database);
        Terms = new BudgetTerms(Exceptions, Events, Homes, options);
        BudgetReader = new BudgetReader(Budgets, Owners, Homes, Lines, Terms);
        EventBook = new EventBook(Events);
        Meter.MeasureAsync(null!, null, null, default, default).ReturnsForAnyArgs(call => Measured(call.Arg<SpendEvent>()));
        Pipeline = NewPipeline();
        Routes = new ScopeRoutes(Owners, Homes, options, Settings);
        Sightings = new SightingStore(database.Database);
        Questions = new OwnerQuestions(Sightings, Lines, Owners, Routes, Ledger);
        Notes = NewNotes();
        Claims = new ClaimRight(Permissions, Routes, Deliveries);
        Audit = new AuditLog(database.Database);
        Desk = new IncidentDesk(Incidents, Owners, Permissions);
        ExceptionBook = new ExceptionBook(Exceptions);
        Costs.OfAsync(null!, default, default, default).ReturnsForAnyArgs(static _ => new UnitCost(null, null));
        ExceptionDesk = NewExceptionDesk();
        Reviews = NewReviews();
        Reports = new WindowReports(Events, Meter, Use, Incidents, Homes, Routes);
        Summaries = new SummaryReader(
            Lines,
            Outlooks,
            Owners,
            new OwnerReasons(use),
            ExceptionBook,
            EventBook,
            Meter,
            Incidents,
            new ForecastScores(new PromiseStore(database.Database), Incidents),
            NewFindings(Ledger),
            options);
    }

    public TestDatabase Database { get; }

    public SpendwallOptions Options { get; }

    public AlertSettings Settings { get; }

    public ManualClock Clock { get; } = new(Alerts.Outlooks.Now);

    public ManualClock Transport { get; } = new(Alerts.Outlooks.Now);

    public ISpendLedger Ledger { get; } = Substitute.For<ISpendLedger>();

    public IAccountOutlooks Outlooks { get; } = Substitute.For<IAccountOutlooks>();

    public RecordingSink Sink { get; } = new();

    public ScopeHomes Homes { get; }

    public OwnerBook Owners { get; }

    public BudgetBook Budgets { get; }

    public AccessBook Access { get; }

    public Permissions Permissions { get; }

    public LinkStore LinkStore { get; }

    public LinkBook Links { get; }

    public IncidentStore Incidents { get; }

    public DeliveryStore Deliveries { get; }

    public AccountLines Lines { get; }

    public ExceptionStore Exceptions { get; }

    public BudgetTerms Terms { get; }

    public BudgetReader BudgetReader { get; }

    public EventStore Events { get; }

    public EventBook EventBook { get; }

    public IEventMeter Meter { get; } = Substitute.For<IEventMeter>();

    /// <summary>What events are measured to have cost; nothing is known unless told.</summary>
    public Func<SpendEvent, MeteredEvent> Measured { get; set; } = static happening => new(happening, null, default, default);

    public ExceptionBook ExceptionBook { get; }

    /// <summary>Nothing is known unless told.</summary>
    public IUnitCosts Costs { get; } = Substitute.For<IUnitCosts>();

    /// <summary>Nothing is known unless told.</summary>
    public IScopeUse Use { get; } = Substitute.For<IScopeUse>();

    public ScopeRoutes Routes { get; }

    public ExceptionDesk ExceptionDesk { get; }

    public BudgetReviews Reviews { get; }

    public WindowReports Reports { get; }

    public AlertPipeline Pipeline { get; }

    public SightingStore Sightings { get; }

    public OwnerQuestions Questions { get; }

    public OwnerNotes Notes { get; }

    public ClaimRight Claims { get; }

    public AuditLog Audit { get; }

    public IncidentDesk Desk { get; }

    public SummaryReader Summaries { get; }

    public static async Task<AlertWorld> CreateAsync(SpendwallOptions? options = null) =>
        new(await TestDatabase.CreateAsync(), options ?? new SpendwallOptions { Accounts = [Alerts.Outlooks.Account, Alerts.Outlooks.Metered] });

    /// <summary>A sender of its own, as after a restart.</summary>
    public DeliveryPump NewPump(IAlertSink? sink = null) => new(new DeliveryStore(Database.Database), sink ?? Sink, Settings, Clock, Transport, NullLogger<DeliveryPump>.Instance);

    public SummaryPoster NewPoster() => new(Summaries, new DigestReader(Lines, Outlooks, Owners, Incidents, Options), Deliveries, Options, Settings);

    /// <summary>A judge of its own, as after a restart.</summary>
    public AlertPipeline NewPipeline() => new(Incidents, BudgetReader, new EventReader(Events, Meter, new ResultReader(new RequestStore(Database.Database), watched.Use, watched.Watches)), Owners, Settings);

    /// <summary>A desk of its own, as of another process.</summary>
    public ExceptionDesk NewExceptionDesk() => new(Exceptions, Budgets, BudgetReader, Outlooks, Costs, Owners, new ExceptionRights(Owners, Permissions, Options), Routes, Options);

    /// <summary>Reviews of their own, as after a restart.</summary>
    public BudgetReviews NewReviews() => new(Budgets, BudgetReader, Terms, ExceptionBook, new ReviewStore(Database.Database), Incidents, Owners, Permissions, Outlooks, Routes, Lines, Settings, Options);

    /// <summary>What is told of owners by time, as after a restart.</summary>
    public OwnerNotes NewNotes() => new(Questions, new UnownedSpend(Sightings, Lines, Owners, Routes, Deliveries, Ledger, Options), new LeaseReminders(Owners, Routes, Deliveries));

    /// <summary>One round: judge, then send.</summary>
    public async Task<IReadOnlyList<EvaluatedIncident>> RoundAsync(AccountOutlook outlook)
    {
        var evaluated = await Pipeline.EvaluateAsync(outlook with { Now = Clock.GetUtcNow() }, default);
        await NewPump().PumpAsync(default);

        return evaluated;
    }

    /// <summary>Makes the first look pass with nothing wrong, so that what follows speaks for itself.</summary>
    public Task LookAsync(AccountOptions? account = null) => RoundAsync(Alerts.Outlooks.Balance(10_000, account: account));

    public async Task LinkAsync(string name, string identity) => Assert.IsType<ChangeOutcome<Ownership>.Done>(
        await Owners.SetAsync(Scope.Account(Alerts.Outlooks.Account.Name), PrincipalText.Parse([name, identity])!, Local, Clock.GetUtcNow(), default));

    public async Task<IncidentFile> FileAsync(long number) => await Incidents.FileAsync(number, default) ?? throw new InvalidOperationException($"INC-{number} is not there.");

    public async Task<List<AuditRow>> AuditAsync()
    {
        await using var db = Database.CreateDbContext();

        return await db.Set<AuditRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }

    public async Task<List<Delivery>> OutboxAsync()
    {
        await using var db = Database.CreateDbContext();

        return await db.Set<Delivery>().AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }

    public async Task<List<SkipRow>> SkipsAsync()
    {
        await using var db = Database.CreateDbContext();

        return await db.Set<SkipRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }

    public RecordFindings NewFindings(ISpendLedger ledger) =>
        new(new WasteReader(ledger, new RequestStore(Database.Database)), new ProviderRecordStore(Database.Database), Options);

    public ValueTask DisposeAsync()
    {
        watched.Watches.Dispose();

        return Database.DisposeAsync();
    }
}
