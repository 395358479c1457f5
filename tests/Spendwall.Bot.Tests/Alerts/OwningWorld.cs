using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Owning;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Ledger.Sightings;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts;

/// <summary>What is asked and told about owners, over spend that a test writes down; the outbox is a real file.</summary>
internal sealed class OwningWorld : IAsyncDisposable
{
    private OwningWorld(TestDatabase database, SpendwallOptions options)
    {
        Database = database;
        Options = options;
        var settings = AlertSettings.From(options);
        var homes = new ScopeHomes(Ledger, options);
        Owners = new OwnerBook(new OwnerStore(database.Database), homes, options);
        Access = new AccessBook(new GrantStore(database.Database), Owners, homes, options);
        Permissions = new Permissions(Access);
        Routes = new ScopeRoutes(Owners, homes, options, settings);
        Deliveries = new DeliveryStore(database.Database);
        Sightings = new SightingStore(database.Database);
        Claims = new ClaimRight(Permissions, Routes, Deliveries);
        Notes = NewNotes();
    }

    public static readonly AccountOptions Router = Outlooks.Account with { Owner = null, Channels = ["slack:#ai-spend"] };

    public TestDatabase Database { get; }

    public SpendwallOptions Options { get; }

    public FakeLedger Ledger { get; } = new();

    public ManualClock Clock { get; } = new(Outlooks.Now);

    public OwnerBook Owners { get; }

    public AccessBook Access { get; }

    public Permissions Permissions { get; }

    public ScopeRoutes Routes { get; }

    public DeliveryStore Deliveries { get; }

    public SightingStore Sightings { get; }

    public ClaimRight Claims { get; }

    public OwnerNotes Notes { get; }

    public static async Task<OwningWorld> CreateAsync(params AccountOptions[] accounts) => await CreateAsync(new SpendwallOptions
    {
        Accounts = accounts.Length == 0 ? [Router] : [.. accounts],
        Slack = new() { Enabled = true },
        Discord = new() { Enabled = true },
    });

    public static async Task<OwningWorld> CreateAsync(SpendwallOptions options) => new(await TestDatabase.CreateAsync(), options);

    /// <summary>As after a restart.</summary>
    public OwnerNotes NewNotes()
    {
        var lines = new AccountLines(Ledger);

        return new(
            new OwnerQuestions(Sightings, lines, Owners, Routes, Ledger),
            new UnownedSpend(Sightings, lines, Owners, Routes, Deliveries, Ledger, Options),
            new LeaseReminders(Owners, Routes, Deliveries));
    }

    /// <summary>Spend in the hour of an instant.</summary>
    public void Spend(string account, DateTimeOffset at, decimal usd, string key = "k1", string model = "m1")
    {
        Ledger.Mark(account, "analytics.key-model", at);
        Ledger.Add(account, UsageView.KeyModel, new UsageBucket(at.FloorHour(), new UsageSeries { Key = key, Model = model }) { Cost = Usd.FromDollars(usd), Requests = 1 });
    }

    /// <summary>A round of every account.</summary>
    public async Task RoundAsync(OwnerNotes? notes = null)
    {
        foreach (var account in Options.Accounts)
        {
            await (notes ?? Notes).RoundAsync(account, Clock.GetUtcNow(), default);
        }
    }

    public async Task<List<Delivery>> OutboxAsync()
    {
        await using var db = Database.CreateDbContext();

        return [.. db.Set<Delivery>().OrderBy(static row => row.Id)];
    }

    /// <summary>What waits to be sent, as posted: the platform has it, and edits follow.</summary>
    public async Task SendAsync()
    {
        foreach (var row in (await OutboxAsync()).Where(static row => row.State == DeliveryState.Pending))
        {
            string handle = row.Channel.StartsWith("slack:#", StringComparison.Ordinal) ? "slack:T1/C1" : row.Channel;
            await Deliveries.SentAsync(row.Id, Clock.GetUtcNow(), handle, $"m{row.Id}", default);
        }
    }

    public async Task SetAsync(Scope scope, OwnerTerms terms, params string[] who) =>
        Assert.IsType<ChangeOutcome<Ownership>.Done>(await Owners.SetAsync(scope, PrincipalText.Parse(who)!, terms, AlertWorld.Local, Clock.GetUtcNow(), default));

    public async Task GrantAsync(Scope scope, AccessLevel level, params string[] who)
    {
        var principal = await Owners.ResolveAsync(PrincipalText.Parse(who)!, default);
        Assert.IsType<ChangeOutcome<Grant>.Done>(await Access.GrantAsync(new(scope, principal, level, Clock.GetUtcNow(), "terminal:root"), AlertWorld.Local, default));
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
