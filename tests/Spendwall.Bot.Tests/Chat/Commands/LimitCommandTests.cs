using System.Text.Json.Nodes;
using NSubstitute;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

/// <summary>Custom periods, questions that are asked back, exceptions and windows, as typed.</summary>
public sealed class LimitCommandTests
{
    private static readonly Actor Dana = new("slack:UDANA", [], LocalAdmin: false, "slack:C1");

    private static readonly Actor Lee = new("slack:ULEE", [], LocalAdmin: false, "slack:C1") { Name = "@lee" };

    [Theory]
    [InlineData("/budget set openai-acme 500 from:2026-11-20 until:2026-12-05", "2026-11-20T00:00:00Z", "2026-12-05T00:00:00Z")]
    [InlineData("/budget set openai-acme 500 until:mon", "2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData("/budget set openai-acme from:tomorrow 500 until:2026-11-30", "2026-11-21T00:00:00Z", "2026-11-30T00:00:00Z")]
    public async Task BudgetSet_PeriodOfItsOwn_IsAnsweredWithItsDays(string line, string from, string until)
    {
        await using var world = await WorldAsync();

        var budget = Only(await world.AskAsync(line));

        Assert.Equal(("custom", from, until, 500m), ((string?)budget["period"], (string?)budget["from"], (string?)budget["until"], (decimal)budget["usd"]!));
    }

    [Fact]
    public async Task BudgetSet_PeriodToCome_HasSpentNothingOfIt()
    {
        await using var world = await WorldAsync();

        Assert.Equal(0m, (decimal)Only(await world.AskAsync("/budget set openai-acme 500 from:2026-12-01 until:2026-12-05"))["spent_usd"]!);
    }

    [Theory]
    [InlineData("/budget set openai-acme 500/month until:mon")]
    [InlineData("/budget set openai-acme 500 from:2026-11-20")]
    [InlineData("/budget set openai-acme 500 until:18:00")]
    [InlineData("/budget set openai-acme 500 until:2026-11-20")]
    [InlineData("/budget set openai-acme 500 from:2026-12-05 until:2026-12-01")]
    [InlineData("/budget set openai-acme 500 until:2028-12-01")]
    [InlineData("/budget set openai-acme 500 until:whenever")]
    [InlineData("/budget set openai-acme 500 thresholds:half")]
    [InlineData("/budget set openai-acme 500 thresholds:0,50")]
    [InlineData("/budget request +500 until:fri reason:launch")]
    [InlineData("/budget request +500 until:fri evidence:plan")]
    [InlineData("/budget request 500 reason:launch evidence:plan")]
    [InlineData("/budget request +500 until:whenever reason:launch evidence:plan")]
    [InlineData("/budget approve")]
    [InlineData("/budget review RV-1")]
    [InlineData("/launch start openai-acme until:fri")]
    [InlineData("/launch start openai-acme ramp:x3")]
    [InlineData("/launch start openai-acme ramp:x1 until:fri")]
    [InlineData("/launch start openai-acme ramp:x3 until:30d")]
    [InlineData("/launch start openai-acme ramp:x3 until:fri kind:release")]
    [InlineData("/launch start ramp:x3 until:fri")]
    [InlineData("/confirm")]
    public async Task Change_Malformed_IsRefusedAndNothingIsAudited(string line)
    {
        await using var world = await WorldAsync();
        int before = (await world.Alerts.AuditAsync()).Count;

        Assert.Equal("usage", await world.KindOfRefusalAsync(line));
        Assert.Equal(before, (await world.Alerts.AuditAsync()).Count);
    }

    [Fact]
    public async Task BudgetSet_AtTheMachine_IsDoneAtOnce()
    {
        await using var world = await WorldAsync();

        Assert.Equal(2000m, (decimal)Only(await world.AskAsync("/budget set openai-acme 2000/month"))["usd"]!);
        Assert.Equal(3000m, (decimal)Only(await world.AskAsync("/budget set openai-acme 3000/month confirm:yes"))["usd"]!);
        Assert.Equal(1000m, (decimal)Only(await world.AskAsync("/budget clear openai-acme"))["usd"]!);
    }

    [Fact]
    public async Task BudgetSet_Thresholds_AreItsOwn()
    {
        await using var world = await WorldAsync();

        Assert.Equal("[50,80,100]", Only(await world.AskAsync("/budget set openai-acme 2000 thresholds:100,50,80"))["thresholds"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/budget set openai-acme 900", false)]
    [InlineData("/budget set openai-acme 1000", false)]
    [InlineData("/budget set openai-acme 50/day", false)]
    [InlineData("/budget set openai-acme 1000.01", true)]
    [InlineData("/budget set openai-acme 900 thresholds:100", true)]
    [InlineData("/budget set openai-acme 1001 confirm:yes", true)]
    [InlineData("/launch start openai-acme ramp:x5 until:4d", false)]
    [InlineData("/launch start openai-acme ramp:x5.1 until:4d", true)]
    [InlineData("/launch start openai-acme ramp:x2 cap:$1000 until:4d", false)]
    [InlineData("/launch start openai-acme ramp:x2 cap:$1001 until:4d", true)]
    [InlineData("/event add release openai-acme cap:$200 until:4d", false)]
    [InlineData("/event add release openai-acme cap:$5000 until:4d", true)]
    [InlineData("/event add release openai-acme factor:6", true)]
    public async Task Change_ByTheOwner_AsksBackWhenItRaisesOrSilencesMuch(string line, bool asks)
    {
        await using var world = await WorldAsync();

        var data = (await world.AskAsync(line, Dana))["data"]!;

        Assert.Equal(asks ? "P-1" : null, (string?)data["proposal"]);
        Assert.Equal(asks ? 0 : 1, (await world.Alerts.AuditAsync()).Count(static row => row.Actor == "slack:UDANA"));
    }

    [Fact]
    public async Task Confirm_WithinFiveMinutes_DoesItOnce()
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/budget set openai-acme 1500", Dana);
        world.Alerts.Clock.Advance(TimeSpan.FromMinutes(4.9));

        Assert.Equal(1500m, (decimal)Only(await world.AskAsync("/confirm P-1", Dana))["usd"]!);
        Assert.Equal("conflict", await world.KindOfRefusalAsync("/confirm P-1", Dana));
        Assert.Single(await world.Alerts.AuditAsync(), static row => row.Action == "budget.set");
    }

    [Theory]
    [InlineData("/confirm P-9", false, 0, "unknown")]
    [InlineData("/confirm P-1", false, 5, "conflict")]
    [InlineData("/confirm p1", true, 0, "permission")]
    public async Task Confirm_TooLateOrByAnotherOrUnknown_ChangesNothing(string line, bool byAnother, double minutes, string kind)
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/budget set openai-acme 1500", Dana);
        world.Alerts.Clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(kind, await world.KindOfRefusalAsync(line, byAnother ? AlertWorld.Local with { Identity = "slack:UADMIN" } : Dana));
        Assert.DoesNotContain(await world.Alerts.AuditAsync(), static row => row.Action == "budget.set");
    }

    [Fact]
    public async Task Confirm_BudgetChangedMeanwhile_IsStale()
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/budget set openai-acme 1500", Dana);
        await world.AskAsync("/budget set openai-acme 600");

        Assert.Equal("stale", await world.KindOfRefusalAsync("/confirm P-1", Dana));
        Assert.Equal(600m, (decimal)Only(await world.AskAsync("/budget list"))["usd"]!);
    }

    [Fact]
    public async Task Confirm_RightLostMeanwhile_IsRefused()
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/budget set openai-acme 1500", Dana);
        await world.AskAsync("/owner set openai-acme @kim slack:UKIM");

        Assert.Equal("permission", await world.KindOfRefusalAsync("/confirm P-1", Dana));
    }

    /// <summary>Whether there is a budget, and whether it would be asked back, is not what they are told.</summary>
    [Fact]
    public async Task LowerRung_IsRefusedBeforeAnythingElseIsLookedAt()
    {
        await using var world = await WorldAsync();
        var stranger = new Actor("slack:USTRANGER", [], false, "slack:C9");
        await world.Alerts.Incidents.ChangeAsync(
            static (work, token) => work.PutAsync(
                new Incident
                {
                    Account = "openai-acme",
                    Kind = "budget",
                    Fingerprint = "budget",
                    Scope = Scope.Account("openai-acme"),
                    State = IncidentState.Open,
                    Level = AlertLevel.Warning,
                    Title = "spent",
                    OpenedAt = Outlooks.Now,
                    NotifiedAt = Outlooks.Now,
                },
                token),
            default);

        Assert.Equal("permission", await world.KindOfRefusalAsync("/budget request key:nobody-limits-it +500 until:sun reason:x evidence:y", stranger));
        Assert.Equal("permission", await world.KindOfRefusalAsync("/snooze INC-1 30d", stranger));
    }

    [Fact]
    public async Task Confirm_TimesAreMeantFromWhenTheLineWasTyped()
    {
        await using var world = await WorldAsync();
        world.Alerts.Clock.Advance(TimeSpan.FromMinutes(359));
        await world.AskAsync("/launch start openai-acme ramp:x6 from:18:30 until:2026-11-21", Dana);
        world.Alerts.Clock.Advance(TimeSpan.FromMinutes(3));

        var window = (await world.AskAsync("/confirm P-1", Dana))["data"]!["windows"]![0]!;

        Assert.Equal("2026-11-20T18:30:00Z", (string?)window["from"]);
    }

    [Fact]
    public async Task Confirm_ManyPressesAtOnce_DoItOnce()
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/budget set openai-acme 1500", Dana);
        using var gate = new Barrier(8);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            gate.SignalAndWait();

            return (bool)(await world.AskAsync("/confirm P-1", Dana))["ok"]!;
        })));

        Assert.Equal(1, answers.Count(static ok => ok));
        Assert.Single(await world.Alerts.AuditAsync(), static row => row.Action == "budget.set");
    }

    [Fact]
    public async Task Question_IsForTheAskerAloneAndHasAButton()
    {
        await using var world = await WorldAsync();

        var done = await world.DoneAsync("/budget clear openai-acme", Dana, set: "/budget set openai-acme 700");

        Assert.Equal(AnswerReach.Asker, done.Reach);
        Assert.Equal(("Confirm", "/confirm P-1"), (done.Message.Buttons[0].Label, done.Message.Buttons[0].Command));
    }

    [Fact]
    public async Task Request_ApproveShow_LimitIsRaisedInEveryAnswer()
    {
        await using var world = await WorldAsync();
        world.Alerts.Outlooks.ReadAsync(null!, default, default).ReturnsForAnyArgs(static call => Outlooks.Spending(250, 800, 900, now: call.Arg<DateTimeOffset>()));

        var asked = (await world.AskAsync("/budget request +400 until:sun reason:\"launch of search\" evidence:https://example.com/plan", Lee))["data"]!["exception"]!;
        Assert.Equal(("EX-1", "pending", "@lee", "account:openai-acme"), ((string?)asked["id"], (string?)asked["state"], (string?)asked["requested_by"], (string?)asked["scope"]));
        Assert.Equal("pending", (string?)(await world.AskAsync("/budget list"))["data"]!["waiting"]![0]!["state"]);
        Assert.Equal("permission", await world.KindOfRefusalAsync("/budget approve EX-1", Lee));

        Assert.Equal("approved", (string?)(await world.AskAsync("/budget approve ex1 note:\"as agreed\"", Dana))["data"]!["exception"]!["state"]);

        var budget = Only(await world.AskAsync("/budget show openai-acme"));
        Assert.Equal((1000m, 1400m, "EX-1"), ((decimal)budget["usd"]!, (decimal)budget["limit_usd"]!, (string?)budget["exceptions"]![0]!["id"]));
        Assert.Equal("as agreed", (string?)(await world.AskAsync("/budget exceptions"))["data"]!["exceptions"]![0]!["note"]);
        world.Alerts.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1000m, (decimal)Only(await world.AskAsync("/budget show openai-acme"))["limit_usd"]!);
    }

    [Theory]
    [InlineData("/budget request openai-acme +400/week reason:r evidence:e", "unknown")]
    [InlineData("/budget request openrouter-main +400 reason:r evidence:e", "unknown")]
    [InlineData("/budget request +400 reason:r evidence:e", "ambiguous")]
    [InlineData("/budget approve EX-9", "unknown")]
    [InlineData("/budget review RV-9 ok", "unknown")]
    [InlineData("/launch stop EV-9", "unknown")]
    public async Task Command_OfWhatIsNotThere_IsRefused(string line, string kind)
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/budget set openai-acme 50/day");

        Assert.Equal(kind, await world.KindOfRefusalAsync(line));
    }

    [Theory]
    [InlineData("/budget set openai-acme 500 until:mon")]
    [InlineData("/launch start openai-acme ramp:x2 until:4d")]
    [InlineData("/launch stop EV-1")]
    [InlineData("/budget request openai-acme +2 reason:r evidence:e")]
    [InlineData("/budget approve EX-1")]
    [InlineData("/budget deny EX-1")]
    public async Task Change_ByALowerRung_IsRefusedNamingWhoCan(string line)
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/launch start openai-acme ramp:x2 until:4d");
        await world.AskAsync("/budget request +1 reason:r evidence:e", Lee);

        var error = (await world.AskAsync(line, Lee with { Identity = "slack:UELSE" }))["error"]!;

        Assert.Equal("permission", (string?)error["kind"]);
        Assert.Contains("@dana", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_StartListStop_IsAnEventWithARamp()
    {
        await using var world = await WorldAsync();

        await world.AskAsync("/launch start openai-acme ramp:x3 cap:$500 until:4d name:\"search 2.4\"", Dana);
        await world.AskAsync("/event add release openai-acme cap:5");

        var window = Assert.Single((await world.AskAsync("/launch list"))["data"]!["windows"]!.AsArray())!;
        Assert.Equal(("EV-1", "launch", 3d, 500m), ((string?)window["id"], (string?)window["kind"], (double)window["factor"]!, (decimal)window["cap_usd"]!));
        Assert.Equal("unknown", await world.KindOfRefusalAsync("/launch stop EV-2"));
        Assert.Equal("ended", (string?)(await world.AskAsync("/launch stop EV-1", Dana))["data"]!["windows"]![0]!["state"]);
        Assert.Equal("conflict", await world.KindOfRefusalAsync("/launch stop EV-1"));
    }

    [Fact]
    public async Task Launch_Renewal_IsToldLateAndReviewedDaily()
    {
        await using var world = await WorldAsync();
        await world.AskAsync("/launch start openai-acme kind:renewal ramp:×3 until:4d");

        var message = await world.MessageAsync("/budget list");

        Assert.Contains(message.Blocks, static block => block is ChatBlock.Line { Text: var text } && text.Contains("told at 83 %, 92 %, 97 %, 100 %", StringComparison.Ordinal));
    }

    private static JsonNode Only(JsonObject answer) => Assert.Single(answer["data"]!["budgets"]!.AsArray(), static budget => (string?)budget!["scope"] == "account:openai-acme")!;

    private static async Task<CommandWorld> WorldAsync()
    {
        var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account, Outlooks.Metered], Admins = ["slack:UADMIN"] });
        await world.AskAsync("/owner set openai-acme @dana slack:UDANA");
        Assert.IsType<ChangeOutcome<Grant>.Done>(await world.Alerts.Access.GrantAsync(
            new(Spendwall.Bot.Ledger.Scope.Account("openai-acme"), new Principal("@lee", PrincipalKind.User, new Dictionary<string, string> { ["slack"] = "ULEE" }), AccessLevel.Operate, Outlooks.Now, "terminal:root"), AlertWorld.Local, default));

        return world;
    }
}
