using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Governance.Auditing;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Chat.Commands;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Governance.Auditing;

public class AuditReplayTests
{
    private static readonly string[] Scopes = ["openrouter-main", "openai-acme", "key:a", "account:openai-acme key:b", "model:m", "account:openrouter-main key:c model:m", "provider:openai"];

    private static readonly string[] People = ["@dana", "@lee slack:ULEE", "@Ops slack:SOPS", "@on-call discord:&77", "slack:U9", "@max"];

    /// <summary>A budget of its own period and thresholds is told whole by the log, through every change of them until it is gone.</summary>
    [EngineFact]
    public async Task Of_CustomAndThresholdBudgets_AreTheTablesAfterEveryChange()
    {
        await using var world = await CommandWorld.CreateAsync();
        var runner = Runner(world.Alerts);
        foreach ((string line, int budgets) in new[]
        {
            ("/budget set key:a 80 from:2026-11-20 until:2026-12-05 owner:@lee", 1),
            ("/budget set key:a 90 from:2026-11-21 until:2026-12-06 thresholds:40,80", 1),
            ("/budget set key:a 5/day thresholds:50,100", 2),
            ("/budget set key:a 5/day thresholds:60,100", 2),
            ("/budget clear key:a custom", 1),
        })
        {
            world.Alerts.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.IsType<CommandAnswer.Done>((await runner.ExecuteAsync(line, new Caller(AlertWorld.Local, ChannelAddress.Terminal), default)).Answer);

            Assert.Equal([], await Check(world.Alerts).DifferencesAsync(default));
            Assert.Equal(budgets, (await new BudgetStore(world.Alerts.Database.Database).AllAsync(default)).Count);
        }
    }

    /// <summary>Every command of people that the state hangs on, in any order, refused or not: the log alone tells what the tables hold.</summary>
    [EngineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_LogOfRandomCommands_IsTheStateOfTheTables(int seed)
    {
        await using var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account, Outlooks.Metered], Admins = ["slack:UBOSS"] });
        var runner = Runner(world.Alerts);
        var random = new Random(seed);
        var outcomes = new Dictionary<string, int>();
        for (int i = 0; i < 150; i++)
        {
            world.Alerts.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, 5_000_000)));
            string line = Line(random);
            var actor = random.Next(4) == 0 ? new Actor($"slack:U{random.Next(3)}", [], false, "slack:C1") { Name = $"@u{random.Next(3)}" } : AlertWorld.Local;
            var run = await runner.ExecuteAsync(line, new Caller(actor, ChannelAddress.Parse(actor.Channel)), default);
            Assert.False(run.Answer is CommandAnswer.Refused { Kind: "internal" }, line);
            string outcome = $"{run.Command} {(run.Answer is CommandAnswer.Done ? "done" : "refused")}";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            await LinkAsync(world.Alerts, random);
        }

        var check = Check(world.Alerts);

        Assert.Equal([], await check.DifferencesAsync(default));
        Assert.True((await check.TablesAsync(default)).Facts.Count > 30, "too little came about to compare");
        Assert.All(["owner", "budget", "access", "event", "map", "credits"], command => Assert.True(outcomes.GetValueOrDefault($"{command} done") > 1, $"/{command}: {string.Join(", ", outcomes)}"));
    }

    [EngineTheory]
    [InlineData("UPDATE owners SET owner = '@mallory'")]
    [InlineData("UPDATE budgets SET amount = amount * 10")]
    [InlineData("UPDATE budgets SET thresholds = '99'")]
    [InlineData("UPDATE budgets SET until_at = until_at + 1000000 WHERE period = 4")]
    [InlineData("DELETE FROM owners")]
    [InlineData("UPDATE grants SET level = 3")]
    [InlineData("UPDATE principal_identities SET native_id = 'UMALLORY'")]
    [InlineData("INSERT INTO linked_identities (identity, person, since) VALUES ('slack:UMALLORY', 'slack:UBOSS', 1)")]
    public async Task Differences_TableTouchedByHand_AreTold(string sql)
    {
        await using var world = await CommandWorld.CreateAsync();
        var runner = Runner(world.Alerts);
        foreach (string line in new[] { "/owner set key:a @lee slack:ULEE", "/budget set key:a 5/day thresholds:50,100", "/budget set key:a 80 from:2026-11-20 until:2026-12-05", "/access grant key:a slack:ULEE operate" })
        {
            Assert.IsType<CommandAnswer.Done>((await runner.ExecuteAsync(line, new Caller(AlertWorld.Local, ChannelAddress.Terminal), default)).Answer);
        }

        Assert.Empty(await Check(world.Alerts).DifferencesAsync(default));
        await world.Alerts.Database.Database.WriteAsync(
            async (db, token) =>
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = sql;
                command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();

                return await command.ExecuteNonQueryAsync(token);
            },
            default);

        Assert.NotEmpty(await Check(world.Alerts).DifferencesAsync(default));
    }

    private static string Line(Random random)
    {
        string scope = Pick(random, Scopes);
        string who = Pick(random, People);

        return random.Next(23) switch
        {
            0 or 1 => $"/owner set {scope} {who}",
            2 => $"/owner set {scope} {who} lease:{random.Next(14, 300)}d channel:slack:#x{random.Next(3)} escalate:@max reason:\"because {random.Next(9)}\"",
            3 => $"/owner handover {scope} {who}",
            4 => $"/owner renew {scope}",
            5 => $"/owner claim {scope}",
            6 => $"/owner clear {scope}",
            7 or 8 => $"/budget set {scope} {random.Next(1, 5000)}.{random.Next(10, 99)}/{Pick(random, ["day", "week", "month"])} owner:{who.Split(' ')[0]}",
            9 => $"/budget clear {scope}",
            10 => $"/budget clear {scope} /{Pick(random, ["day", "week", "month"])}",
            11 or 12 => $"/access grant {scope} {who} {Pick(random, ["operate", "own", "admin"])}{(random.Next(2) == 0 ? $" limit:{random.Next(1, 900)}" : "")}",
            13 => $"/access revoke {scope} {who}",
            14 or 15 => $"/event add {Pick(random, ["release", "launch"])} {scope} {Pick(random, ["cap:$200.5", "factor:2.5", "cap:$10 factor:3"])} until:{random.Next(1, 200)}h name:\"n {random.Next(9)}\"",
            16 => $"/event end EV-{random.Next(1, 12)}",
            17 => $"/map key:{Pick(random, ["a", "b"])} team:t{random.Next(3)}{(random.Next(2) == 0 ? " workflow:none" : "")}{(random.Next(3) == 0 ? " from:2026-11-01" : "")}",
            19 => $"/budget set {scope} {random.Next(1, 5000)} from:2026-11-{random.Next(10, 20)} until:2026-12-{random.Next(10, 20)} owner:{who.Split(' ')[0]}",
            20 => $"/budget set {scope} {random.Next(1, 5000)}/{Pick(random, ["day", "week"])} thresholds:{Pick(random, ["40,80", "100", "10,20,30"])} owner:{who.Split(' ')[0]}",
            21 => $"/budget clear {scope} custom",
            18 => $"/credits add openrouter-main {random.Next(1, 500)}.5 bought:{random.Next(1, 30)}d{(random.Next(2) == 0 ? " expires:365d" : "")}",
            _ => $"/owner set {scope} {who.Split(' ')[^1]}",
        };
    }

    private static async Task LinkAsync(AlertWorld world, Random random)
    {
        if (random.Next(12) != 0)
        {
            return;
        }

        var now = world.Clock.GetUtcNow();
        var slack = new Actor(string.Create(CultureInfo.InvariantCulture, $"slack:U{random.Next(3)}"), [], false, "slack:C1");
        var discord = new Actor(string.Create(CultureInfo.InvariantCulture, $"discord:{random.Next(3)}"), [], false, "discord:1");
        if (random.Next(3) == 0)
        {
            await world.Links.PartAsync(slack, now, default);
        }
        else if (await world.Links.AskAsync(slack, now, default) is ChangeOutcome<LinkCode>.Done code)
        {
            await world.Links.UseAsync(code.Value.Text, discord, now, default);
        }
    }

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];

    private static AuditCheck Check(AlertWorld world)
    {
        var database = world.Database.Database;

        return new(
            new AuditLog(database), new OwnerStore(database), new GrantStore(database), world.LinkStore, new BudgetStore(database), new MappingStore(database, world.Options), world.Events, world.Database.Ledger, world.Options);
    }

    private static CommandRunner Runner(AlertWorld world)
    {
        var mappings = new MappingStore(world.Database.Database, world.Options);
        var resolver = new ScopeResolver(world.Options, world.Ledger, world.Owners, mappings);
        var scopes = new ScopeWords(resolver);
        var catalogue = new CommandCatalogue(
        [
            CommandWorld.Owner(world, scopes),
            CommandWorld.Budget(world, scopes, CommandWorld.Guard(world)),
            new AccessCommand(scopes, world.Access, world.Owners, world.Permissions),
            new EventCommand(scopes, world.EventBook, world.Meter, world.Owners, world.Permissions, CommandWorld.Guard(world), world.Options),
            new MapCommand(resolver, mappings, world.Permissions),
            new CreditsCommand(resolver, world.Database.Ledger, world.Permissions),
        ]);

        return new CommandRunner(catalogue, world.Clock, NullLogger<CommandRunner>.Instance);
    }
}
