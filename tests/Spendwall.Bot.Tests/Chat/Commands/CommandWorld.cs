using System.Text.Json.Nodes;
using NSubstitute;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Budgets;
using Spendwall.Bot.Chat.Commands.Confirming;
using Spendwall.Bot.Chat.Commands.Owners;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Ledger.Proposals;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

/// <summary>The commands of this slice behind the real parser, scopes and stores: a typed line in, an answer out.</summary>
internal sealed class CommandWorld : IAsyncDisposable
{
    private readonly CommandRunner runner;

    private CommandWorld(AlertWorld alerts)
    {
        Alerts = alerts;
        alerts.Outlooks.ReadAsync(null!, default, default).ReturnsForAnyArgs(static call => Outlooks.Spending(250, 800, 900, account: call.Arg<AccountOptions>()));
        var resolver = new ScopeResolver(alerts.Options, alerts.Ledger, alerts.Owners, new MappingStore(alerts.Database.Database, alerts.Options));
        var scopes = new ScopeWords(resolver);
        var change = new IncidentChange(alerts.Desk, alerts.Incidents, alerts.Owners);
        var guard = Guard(alerts);
        CommandCatalogue? catalogue = null;
        catalogue = new CommandCatalogue(
        [
            Owner(alerts, scopes),
            new AccessCommand(scopes, alerts.Access, alerts.Owners, alerts.Permissions),
            new LinkCommand(alerts.Links, alerts.Owners),
            new AuditCommand(scopes, alerts.Audit, alerts.Owners),
            Budget(alerts, scopes, guard),
            new ConfirmCommand(new ProposalBook(new ProposalStore(alerts.Database.Database)), () => catalogue!),
            new LaunchCommand(scopes, alerts.EventBook, alerts.Meter, alerts.Permissions, guard, alerts.Options),
            new EventCommand(scopes, alerts.EventBook, alerts.Meter, alerts.Owners, alerts.Permissions, guard, alerts.Options),
            new AlertsCommand(alerts.Incidents, alerts.Owners),
            new AckCommand(change),
            new SnoozeCommand(change, guard),
            new VerdictCommand(change),
            new ForecastCommand(resolver, new ForecastScores(new PromiseStore(alerts.Database.Database), alerts.Incidents)),
            new WhyCommand(change, alerts.Incidents),
            new SummaryCommand(alerts.Summaries, alerts.NewPoster(), alerts.Permissions, alerts.Options),
        ]);
        runner = new CommandRunner(catalogue, alerts.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<CommandRunner>.Instance);
    }

    public AlertWorld Alerts { get; }

    public static ChangeGuard Guard(AlertWorld alerts) => new(new ProposalBook(new ProposalStore(alerts.Database.Database)));

    public static BudgetCommand Budget(AlertWorld alerts, IScopeResolver resolver, ChangeGuard guard)
    {
        var scopes = new BudgetScopes(resolver, alerts.Permissions);
        var answers = new BudgetAnswers(alerts.BudgetReader, alerts.Owners, alerts.Outlooks, alerts.ExceptionBook);

        return new(
            scopes,
            alerts.Budgets,
            answers,
            new BudgetChanges(scopes, alerts.Budgets, alerts.BudgetReader, answers, guard),
            new ExceptionAnswers(scopes, alerts.Budgets, alerts.ExceptionBook, alerts.ExceptionDesk, new ExceptionRights(alerts.Owners, alerts.Permissions, alerts.Options)),
            new ReviewAnswers(alerts.Reviews));
    }

    public static async Task<CommandWorld> CreateAsync(SpendwallOptions? options = null) => new(await AlertWorld.CreateAsync(options));

    public static IChatCommand Owner(AlertWorld alerts, ScopeWords scopes) =>
        new OwnerCommand(scopes, alerts.Owners, alerts.Permissions, alerts.Claims, alerts.Sightings, alerts.Notes, new OwnerHistory(alerts.Audit, alerts.Owners));

    /// <summary>As JSON, answered to someone at the machine unless told otherwise.</summary>
    public async Task<JsonObject> AskAsync(string line, Actor? actor = null, string? incident = null, int version = 0) =>
        AnswerJson.ToObject(await RunAsync(line, actor, incident, version));

    public async Task<string> KindOfRefusalAsync(string line, Actor? actor = null, string? incident = null, int version = 0) =>
        Assert.IsType<CommandAnswer.Refused>((await RunAsync(line, actor, incident, version)).Answer).Kind;

    public async Task<ChatMessage> MessageAsync(string line) => Assert.IsType<CommandAnswer.Done>((await RunAsync(line, null, null, 0)).Answer).Message;

    /// <param name="set">What is done before.</param>
    public async Task<CommandAnswer.Done> DoneAsync(string line, Actor actor, string? set = null)
    {
        if (set is not null)
        {
            await AskAsync(set);
        }

        return Assert.IsType<CommandAnswer.Done>((await RunAsync(line, actor, null, 0)).Answer);
    }

    public ValueTask DisposeAsync() => Alerts.DisposeAsync();

    private Task<CommandRun> RunAsync(string line, Actor? actor, string? incident, int version)
    {
        actor ??= AlertWorld.Local;

        return runner.ExecuteAsync(line, new Caller(actor, ChannelAddress.Parse(actor.Channel), incident, version), default);
    }
}
