using NSubstitute;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Limits;

public class ExceptionDeskTests
{
    private static readonly Scope Acme = Scope.Account("openai-acme");

    private static readonly Actor Lee = new("slack:ULEE", [], false, "slack:C1") { Name = "@lee" };

    private static readonly Actor Dana = new("slack:UDANA", [], false, "slack:C1");

    private static readonly Actor Admin = new("slack:UADMIN", [], false, "slack:C1");

    [EngineFact]
    public async Task Request_Complete_CallsTheOwnerWithWhatTheyHaveToKnow()
    {
        await using var world = await WorldAsync();
        world.Costs.OfAsync(null!, default, default, default).ReturnsForAnyArgs(call =>
            call.Arg<UtcRange>().End == Outlooks.Now ? new UnitCost(Usd.FromDollars(0.05m), null) : new UnitCost(Usd.FromDollars(0.04m), null));

        var asked = await RequestAsync(world, Lee, 400);
        await world.NewPump().PumpAsync(default);

        Assert.Equal((1L, ExceptionState.Pending, false), (asked.Number, asked.State, asked.NeedsAdmin));
        var root = Assert.Single(world.Sink.Posts);
        var note = Assert.IsType<AlertPost.Note>(root.Post);
        Assert.True(root.Mention);
        Assert.Equal("@dana", Assert.Single(note.Calls).Name);
        Assert.Equal("EX-1: @lee asks for $400.00 more on the monthly budget of account:openai-acme", note.Title);
        Assert.Contains("evidence: https://example.com/plan", note.Text, StringComparison.Ordinal);
        Assert.Contains(note.Lines, static line => line == "$250.00 of $1,000.00 spent, forecast $900.00 (P10 $800.00 – P90 $990.00); with it $1,400.00");
        Assert.Contains(note.Lines, static line => line == "A request costs $0.05 over the last 7 days, $0.04 in the 7 days before; an accepted result unknown, unknown before");
        Assert.Equal(["/budget approve EX-1", "/budget deny EX-1"], note.Buttons.Select(static button => button.Command));
        Assert.Equal(1000m, (await LimitAsync(world)).Dollars);
    }

    [EngineFact]
    public async Task Approve_ByTheOwner_RaisesTheLimitWhileItLastsAndTellsTheRequester()
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, Lee, 400, hours: 24);
        await world.NewPump().PumpAsync(default);

        Assert.IsType<ChangeOutcome<BudgetException>.Done>(await DecideAsync(world, Dana, note: "as agreed"));
        Assert.Equal(1400m, (await LimitAsync(world)).Dollars);
        await world.NewPump().PumpAsync(default);

        Assert.Empty(Assert.IsType<AlertPost.Note>(Assert.Single(world.Sink.Edits).Post).Buttons);
        var reply = Assert.Single(world.Sink.Replies);
        Assert.Equal((true, "@lee", "ULEE"), (reply.Mention, ((AlertPost.Reply)reply.Post).Owner!.Name, ((AlertPost.Reply)reply.Post).Owner!.Identities["slack"]));
        world.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1000m, (await LimitAsync(world)).Dollars);
        Assert.Equal(1, await world.ExceptionDesk.ExpireAsync(world.Clock.GetUtcNow(), default));
        Assert.Equal(0, await world.ExceptionDesk.ExpireAsync(world.Clock.GetUtcNow(), default));
        Assert.Equal(["exception.request", "exception.approve", "exception.expire"], (await AuditAsync(world)).Select(static row => row.Action));
    }

    [EngineFact]
    public async Task Audit_AfterEachStep_HoldsAllThatThereIs()
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, Lee, 400);
        await DecideAsync(world, Dana, note: "as agreed");

        var row = (await AuditAsync(world))[^1];
        var after = System.Text.Json.Nodes.JsonNode.Parse(row.After!)!;

        Assert.Equal(("EX-1", "slack:UDANA"), (row.Subject, row.Actor));
        Assert.Equal(("approved", 400m, "launch", "https://example.com/plan", "slack:ULEE", "slack:UDANA", "as agreed", "account:openai-acme"), (
            (string?)after["state"], (decimal)after["usd"]!, (string?)after["reason"], (string?)after["evidence"], (string?)after["requested_by"], (string?)after["decided_by"], (string?)after["note"], (string?)after["scope"]));
        Assert.Equal("pending", (string?)System.Text.Json.Nodes.JsonNode.Parse(row.Before!)!["state"]);
    }

    [EngineTheory]
    [InlineData(500, "@dana")]
    [InlineData(501, "an admin")]
    public async Task Request_AboveWhatOwnersMayGrant_GoesToAnAdmin(decimal usd, string approver)
    {
        await using var world = await WorldAsync();

        Assert.StartsWith(approver, (await RequestAsync(world, Lee, usd)).Approver, StringComparison.Ordinal);
        Assert.Equal(approver == "@dana", await DecideAsync(world, Dana) is ChangeOutcome<BudgetException>.Done);
    }

    [EngineTheory]
    [InlineData(700, 700, true)]
    [InlineData(700, 699, false)]
    [InlineData(100, 99, false)]
    [InlineData(100, 100, true)]
    public async Task Decide_GrantWithALimit_IsHeldToIt(decimal usd, decimal limit, bool allowed)
    {
        await using var world = await WorldAsync();
        await GrantAsync(world, "@kim", "UKIM", AccessLevel.Own, limit);
        await RequestAsync(world, Lee, usd);

        Assert.Equal(allowed, await DecideAsync(world, new Actor("slack:UKIM", [], false, "slack:C1")) is ChangeOutcome<BudgetException>.Done);
    }

    [EngineFact]
    public async Task Request_ByAStranger_IsRefused()
    {
        await using var world = await WorldAsync();

        Assert.Equal("permission", await KindAsync(TryRequestAsync(world, Lee with { Identity = "slack:UELSE" }, 1)));
        Assert.Empty(await AuditAsync(world));
    }

    [EngineFact]
    public async Task Request_SmallOnesOneAfterTheOther_AreOneLargeOne()
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, Lee, 400);
        await DecideAsync(world, Dana);

        Assert.True((await RequestAsync(world, Lee, 101)).NeedsAdmin);
    }

    [EngineFact]
    public async Task Decide_OwnRequest_IsRefusedButCanBeTakenBack()
    {
        await using var world = await WorldAsync();
        var asked = await RequestAsync(world, Dana, 100);

        Assert.True(asked.NeedsAdmin);
        Assert.Equal("permission", await KindAsync(DecideAsync(world, Dana)));
        Assert.IsType<ChangeOutcome<BudgetException>.Done>(await DecideAsync(world, Dana, approve: false));
        Assert.Contains("took it back", ExceptionNote.Outcome((await world.Exceptions.FindAsync(1, default))!), StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Decide_OwnRequestAtTheMachine_IsDone()
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, AlertWorld.Local, 5000);

        Assert.IsType<ChangeOutcome<BudgetException>.Done>(await DecideAsync(world, AlertWorld.Local));
    }

    [EngineTheory]
    [InlineData("slack:UELSE", false)]
    [InlineData("slack:UDANA", true)]
    [InlineData("slack:UADMIN", true)]
    [InlineData("discord:UDANA", false)]
    [InlineData("terminal:root", false)]
    public async Task Decide_Rung_IsHeldOrRefusedNamingWhoCan(string identity, bool allowed)
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, Lee, 100);

        var outcome = await DecideAsync(world, new Actor(identity, [], false, "slack:C1"));

        Assert.Equal(allowed, outcome is ChangeOutcome<BudgetException>.Done);
        if (outcome is ChangeOutcome<BudgetException>.Refused refused)
        {
            Assert.Equal("permission", refused.Kind);
            Assert.Contains("@dana", refused.Message, StringComparison.Ordinal);
            Assert.Single(await AuditAsync(world));
        }
    }

    [EngineFact]
    public async Task Decide_ApproveAfterDeny_IsRefused()
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, Lee, 100);
        await DecideAsync(world, Dana, approve: false);

        Assert.Equal("conflict", await KindAsync(DecideAsync(world, Admin)));
        Assert.Equal(1000m, (await LimitAsync(world)).Dollars);
        Assert.Equal(["exception.request", "exception.deny"], (await AuditAsync(world)).Select(static row => row.Action));
    }

    [EngineFact]
    public async Task Expire_NobodyDecided_LapsesWithAWordToTheRequester()
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, Lee, 100, hours: 24 * 5);
        await world.NewPump().PumpAsync(default);
        world.Clock.Advance(TimeSpan.FromHours(48));

        Assert.Equal("conflict", await KindAsync(DecideAsync(world, Dana)));
        Assert.Equal(1, await world.ExceptionDesk.ExpireAsync(world.Clock.GetUtcNow(), default));
        await world.NewPump().PumpAsync(default);

        var reply = Assert.Single(world.Sink.Replies);
        Assert.Equal((true, "@lee"), (reply.Mention, ((AlertPost.Reply)reply.Post).Owner!.Name));
        Assert.StartsWith("Nobody decided in time", ((AlertPost.Reply)reply.Post).Text, StringComparison.Ordinal);
        Assert.Equal(["exception.request", "exception.lapse"], (await AuditAsync(world)).Select(static row => row.Action));
    }

    [EngineTheory]
    [InlineData(0, "launch", "plan", 24)]
    [InlineData(-5, "launch", "plan", 24)]
    [InlineData(100, " ", "plan", 24)]
    [InlineData(100, "launch", "", 24)]
    [InlineData(100, "launch", "plan", -1)]
    [InlineData(100, "launch", "plan", 24 * 93)]
    public async Task Request_Incomplete_IsRefusedAndNothingIsStored(decimal usd, string reason, string evidence, int hours)
    {
        await using var world = await WorldAsync();

        var refused = Assert.IsType<ChangeOutcome<BudgetException>.Refused>(await world.ExceptionDesk.RequestAsync(
            new(await BudgetAsync(world), Usd.FromDollars(usd), Outlooks.Now.AddHours(hours), reason, evidence), Lee, Outlooks.Now, default));

        Assert.Equal("usage", refused.Kind);
        Assert.Empty(await world.Exceptions.OpenAsync(default));
        Assert.Empty(await AuditAsync(world));
    }

    [EngineFact]
    public async Task Request_SameBudgetTwice_IsOne()
    {
        await using var world = await WorldAsync();
        await RequestAsync(world, Lee, 100);

        Assert.Equal("conflict", await KindAsync(TryRequestAsync(world, Lee, 200)));
        Assert.Single(await AuditAsync(world));
    }

    [EngineFact]
    public async Task Request_UntilUntold_LastsAsLongAsThePeriod()
    {
        await using var world = await WorldAsync();

        var done = Assert.IsType<ChangeOutcome<BudgetException>.Done>(await world.ExceptionDesk.RequestAsync(new(await BudgetAsync(world), Usd.FromDollars(1), null, "r", "e"), Lee, Outlooks.Now, default));

        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), done.Value.Until);
    }

    /// <summary>Every round: both answers and the end of the time at once, by several desks; exactly one outcome, one audit row.</summary>
    [EngineFact]
    public async Task Decide_ApproveDenyAndLapseAtOnce_HaveOneOutcomeAndOneAuditRow()
    {
        await using var world = await WorldAsync();
        for (int round = 0; round < 12; round++)
        {
            var asked = await RequestAsync(world, Lee, 1, hours: 24 * 5);
            var late = asked.LapsesAt;
            var just = late.AddMilliseconds(-1);
            using var gate = new Barrier(6);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(at => Task.Run(async () =>
            {
                var desk = world.NewExceptionDesk();
                gate.SignalAndWait();

                return at switch
                {
                    0 or 1 => await desk.DecideAsync(asked.Number, true, null, Dana, just, default) is ChangeOutcome<BudgetException>.Done ? 1 : 0,
                    2 or 3 => await desk.DecideAsync(asked.Number, false, null, Admin, just, default) is ChangeOutcome<BudgetException>.Done ? 1 : 0,
                    _ => await desk.ExpireAsync(late, default),
                };
            })));

            Assert.Equal(1, outcomes.Sum());
            var rows = (await AuditAsync(world)).Where(row => row.Subject == asked.Id).ToList();
            Assert.Equal(2, rows.Count);
            var state = (await world.Exceptions.FindAsync(asked.Number, default))!.State;
            Assert.Equal(state switch { ExceptionState.Approved => "exception.approve", ExceptionState.Denied => "exception.deny", _ => "exception.lapse" }, rows[^1].Action);
        }
    }

    private static async Task<AlertWorld> WorldAsync()
    {
        var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Metered], Admins = ["slack:UADMIN"] });
        world.Outlooks.ReadAsync(null!, default, default).ReturnsForAnyArgs(static call => Outlooks.Spending(250, 800, 900, now: call.Arg<DateTimeOffset>()));
        Assert.IsType<ChangeOutcome<Ownership>.Done>(await world.Owners.SetAsync(Acme, PrincipalText.Parse(["@dana", "slack:UDANA"])!, AlertWorld.Local, Outlooks.Now, default));
        await GrantAsync(world, "@lee", "ULEE", AccessLevel.Operate);

        return world;
    }

    private static async Task GrantAsync(AlertWorld world, string name, string id, AccessLevel level, decimal? limit = null) => Assert.IsType<ChangeOutcome<Grant>.Done>(await world.Access.GrantAsync(
        new(Acme, new Principal(name, PrincipalKind.User, new Dictionary<string, string> { ["slack"] = id }), level, Outlooks.Now, "terminal:root") { Limit = limit is { } usd ? Usd.FromDollars(usd) : null }, AlertWorld.Local, default));

    private static async Task<Budget> BudgetAsync(AlertWorld world) => (await world.Budgets.FindAsync(Acme, BudgetPeriod.Month, default))!;

    private static async Task<ChangeOutcome<BudgetException>> TryRequestAsync(AlertWorld world, Actor actor, decimal usd, int hours = 72) => await world.ExceptionDesk.RequestAsync(
        new(await BudgetAsync(world), Usd.FromDollars(usd), world.Clock.GetUtcNow().AddHours(hours), "launch", "https://example.com/plan"), actor, world.Clock.GetUtcNow(), default);

    private static async Task<BudgetException> RequestAsync(AlertWorld world, Actor actor, decimal usd, int hours = 72) =>
        Assert.IsType<ChangeOutcome<BudgetException>.Done>(await TryRequestAsync(world, actor, usd, hours)).Value;

    private static Task<ChangeOutcome<BudgetException>> DecideAsync(AlertWorld world, Actor actor, bool approve = true, string? note = null) =>
        world.ExceptionDesk.DecideAsync(1, approve, note, actor, world.Clock.GetUtcNow(), default);

    private static async Task<string> KindAsync(Task<ChangeOutcome<BudgetException>> outcome) => Assert.IsType<ChangeOutcome<BudgetException>.Refused>(await outcome).Kind;

    private static async Task<Usd> LimitAsync(AlertWorld world)
    {
        var now = world.Clock.GetUtcNow();

        return (await world.BudgetReader.StateAsync(await BudgetAsync(world), Outlooks.Spending(250, 800, 900, now: now), now, default)).Budget.Limit;
    }

    private static async Task<List<Spendwall.Bot.Ledger.Audit.AuditRow>> AuditAsync(AlertWorld world) => (await world.AuditAsync()).FindAll(static row => row.Action.StartsWith("exception.", StringComparison.Ordinal));
}
