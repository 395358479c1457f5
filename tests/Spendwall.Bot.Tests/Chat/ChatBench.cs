using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Spending;
using Spendwall.Bot.Chat.Exports;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat;

/// <summary>Every command over a ledger in memory and a real database for what commands write. Now is a Tuesday noon.</summary>
internal sealed class ChatBench : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = ChatTime.At("2026-11-17T12:30:00Z");

    private ChatBench(TestDatabase database, SpendwallOptions options)
    {
        Database = database;
        Options = options;
        Clock = new ManualClock(Now);
        Mappings = new(database.Database, options);
        Permissions.DecideAsync(Arg.Any<Actor>(), Arg.Any<AccessLevel>(), Arg.Any<Scope>(), Arg.Any<CancellationToken>())
            .Returns(call => new PermissionDecision(call.Arg<Actor>().LocalAdmin, "Only its owner may do that."));
        Owners.AllAsync(Arg.Any<CancellationToken>()).Returns(_ => Ownerships);
        Outlooks.ReadAsync(Arg.Any<AccountOptions>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>())
            .Returns(call => Outlook(call.Arg<AccountOptions>()));
        var scopes = new ScopeResolver(options, Ledger, Owners, Mappings);
        Scopes = scopes;
        var homes = new ScopeHomes(Ledger, options);
        var book = new OwnerBook(new OwnerStore(database.Database), homes, options);
        Budgets = new BudgetReader(new BudgetBook(new BudgetStore(database.Database), book, options), book, homes, new AccountLines(Ledger), new BudgetTerms(new ExceptionStore(database.Database), new EventStore(database.Database), homes, options));
        Catalogue = new(
        [
            new RunwayCommand(scopes, Outlooks, Budgets),
            new SpendCommand(scopes, new SpendAnalyst(Ledger, Owners, Mappings)),
            new ExportCommand(scopes, new ExportWriter(new ExportReader(Ledger, Owners, Mappings))),
            new CreditsCommand(scopes, Ledger, Permissions),
            new MapCommand(scopes, Mappings, Permissions),
            new StatusCommand(scopes, Ledger),
            new ErrorsCommand(new(scopes), new(Requests, Mappings)),
            new UnitCommand(new(scopes), new(Requests, Mappings)),
        ]);
        Runner = new(Catalogue, Clock, NullLogger<CommandRunner>.Instance);
    }

    public static AccountOptions OpenRouter { get; } = new() { Name = "openrouter-main", Provider = ProviderKind.OpenRouter, Owner = "@dana" };

    public static AccountOptions OpenAI { get; } = new() { Name = "openai-acme", Provider = ProviderKind.OpenAI };

    public TestDatabase Database { get; }

    public SpendwallOptions Options { get; }

    public ManualClock Clock { get; }

    public ChatLedger Ledger { get; } = new();

    public MappingStore Mappings { get; }

    public RequestStore Requests => new(Database.Database);

    public BudgetReader Budgets { get; }

    public IPermissions Permissions { get; } = Substitute.For<IPermissions>();

    public IOwnerBook Owners { get; } = Substitute.For<IOwnerBook>();

    public List<Ownership> Ownerships { get; } = [];

    public IAccountOutlooks Outlooks { get; } = Substitute.For<IAccountOutlooks>();

    public Func<AccountOptions, AccountOutlook> Outlook { get; set; } = static account => new() { Account = account, Now = Now, Burn = new(null, null, null, null, null) };

    public ScopeResolver Scopes { get; }

    public CommandCatalogue Catalogue { get; }

    public CommandRunner Runner { get; }

    public static Task<ChatBench> CreateAsync(params AccountOptions[] accounts) =>
        CreateAsync(new SpendwallOptions { Accounts = accounts.Length > 0 ? accounts : [OpenRouter, OpenAI] });

    public static async Task<ChatBench> CreateAsync(SpendwallOptions options) => new(await TestDatabase.CreateAsync(), options);

    public static Caller Someone(bool isAdmin = true) => new(new Actor("terminal:dana", [], isAdmin, "terminal"), ChannelAddress.Terminal);

    public ChatBench Own(Scope scope, string owner)
    {
        Ownerships.Add(new(scope, new Principal(owner, PrincipalKind.User, new Dictionary<string, string>()), Now, "settings"));

        return this;
    }

    public Task<CommandRun> RunAsync(string line, bool isAdmin = true) => Runner.ExecuteAsync(line, Someone(isAdmin), CancellationToken.None);

    public async Task<JsonObject> JsonAsync(string line) => AnswerJson.ToObject(await RunAsync(line));

    public async Task<CommandAnswer.Done> DoneAsync(string line)
    {
        var answer = (await RunAsync(line)).Answer;

        return answer as CommandAnswer.Done ?? throw new InvalidOperationException($"{line}: {answer}");
    }

    public async Task<CommandAnswer.Refused> RefusedAsync(string line, bool isAdmin = true) => Assert.IsType<CommandAnswer.Refused>((await RunAsync(line, isAdmin)).Answer);

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();
}
