using System.Text.Json.Nodes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class IncidentCommandTests
{
    private static readonly AccountOptions Account = Outlooks.Account with { Channels = ["slack:C1"] };

    private static readonly Actor There = new("slack:UELSE", [], LocalAdmin: false, "slack:C1");

    [Fact]
    public async Task Alerts_OpenIncident_AnswersTheShapeOfTheContract()
    {
        await using var world = await OpenAsync();

        var incident = (await world.AskAsync("/alerts"))["data"]!["incidents"]![0]!.AsObject();

        Assert.Equal(["id", "state", "level", "scope", "owner", "opened_at", "title", "channel"], incident.Select(static pair => pair.Key));
        Assert.Equal(
            ("INC-1", "open", "warning", "account:openrouter-main", "@dana", "2026-11-20T12:00:00Z", "slack:C1"),
            (Text(incident, "id"), Text(incident, "state"), Text(incident, "level"), Text(incident, "scope"), Text(incident, "owner"), Text(incident, "opened_at"), Text(incident, "channel")));
    }

    [Fact]
    public async Task Alerts_Mine_AreThoseOfScopesTheActorOwns()
    {
        await using var world = await OpenAsync();
        await world.Alerts.LinkAsync("@dana", "slack:UDANA");

        Assert.Single((await world.AskAsync("/alerts mine", There with { Identity = "slack:UDANA" }))["data"]!["incidents"]!.AsArray());
        Assert.Empty((await world.AskAsync("/alerts mine", There))["data"]!["incidents"]!.AsArray());
        Assert.Single((await world.AskAsync("/alerts all", There))["data"]!["incidents"]!.AsArray());
    }

    [Theory]
    [InlineData("/ack INC-1")]
    [InlineData("/ack inc1")]
    [InlineData("/ack #1")]
    [InlineData("/ack 1")]
    [InlineData("/ack")]
    public async Task Ack_HoweverNamed_IsAuditedAndPublicInTheThread(string line)
    {
        await using var world = await OpenAsync();

        var answer = await world.AskAsync(line);
        await world.Alerts.NewPump().PumpAsync(default);

        Assert.Equal("acknowledged", (string?)answer["data"]!["incidents"]![0]!["state"]);
        Assert.Equal("incident.acknowledged", Assert.Single(await world.Alerts.AuditAsync()).Action);
        Assert.False(Assert.Single(world.Alerts.Sink.Replies).Mention);
        Assert.Single(world.Alerts.Sink.Edits);
    }

    [Fact]
    public async Task Ack_WhereItWasPosted_NeedsNoOtherRight()
    {
        await using var world = await OpenAsync();

        Assert.True((bool)(await world.AskAsync("/ack INC-1", There))["ok"]!);
    }

    [Fact]
    public async Task Ack_Elsewhere_IsRefusedNamingWhoCan()
    {
        await using var world = await OpenAsync();

        var error = (await world.AskAsync("/ack INC-1", There with { Channel = "slack:C2" }))["error"]!;

        Assert.Equal("permission", (string?)error["kind"]);
        Assert.Contains("@dana", (string?)error["message"], StringComparison.Ordinal);
        Assert.Equal(IncidentState.Open, (await world.Alerts.FileAsync(1)).Incident.State);
    }

    [Fact]
    public async Task Button_OfAnOlderMessage_IsAnsweredNotApplied()
    {
        await using var world = await OpenAsync();
        await world.Alerts.RoundAsync(Outlooks.Runway(20, account: Account));

        Assert.Equal("stale", await world.KindOfRefusalAsync("/ack INC-1", incident: "INC-1", version: 1));
        Assert.Equal(IncidentState.Open, (await world.Alerts.FileAsync(1)).Incident.State);
        Assert.True((bool)(await world.AskAsync("/ack INC-1", incident: "INC-1", version: 2))["ok"]!);
    }

    [Fact]
    public async Task Button_PressedTwice_IsAppliedOnce()
    {
        await using var world = await OpenAsync();
        await world.AskAsync("/ack INC-1", incident: "INC-1", version: 1);

        Assert.Equal("stale", await world.KindOfRefusalAsync("/ack INC-1", incident: "INC-1", version: 1));
        Assert.Single(await world.Alerts.AuditAsync());
    }

    [Fact]
    public async Task Ack_WhileItResolves_DoesNotBringItBack()
    {
        await using var world = await OpenAsync();
        await world.Alerts.RoundAsync(Outlooks.Runway(500, account: Account));

        Assert.Equal("conflict", await world.KindOfRefusalAsync("/ack INC-1"));
        Assert.Equal(IncidentState.Resolved, (await world.Alerts.FileAsync(1)).Incident.State);
    }

    [Theory]
    [InlineData("/snooze INC-1 4h", "2026-11-20T16:00:00Z")]
    [InlineData("/snooze 4h", "2026-11-20T16:00:00Z")]
    [InlineData("/snooze INC-1 until:2026-11-22", "2026-11-22T00:00:00Z")]
    [InlineData("/snooze until:18:00 INC-1", "2026-11-20T18:00:00Z")]
    [InlineData("/snooze INC-1 worse-by:20%", null)]
    [InlineData("/snooze 1 2d worse-by:$50", "2026-11-22T12:00:00Z")]
    public async Task Snooze_WaysToSayIt_AreRead(string line, string? until)
    {
        await using var world = await OpenAsync();

        var data = (await world.AskAsync(line))["data"]!;

        Assert.Equal(("snoozed", until), ((string?)data["incidents"]![0]!["state"], (string?)data["snoozed_until"]));
    }

    [Theory]
    [InlineData("/snooze INC-1", "usage")]
    [InlineData("/snooze INC-1 whenever", "usage")]
    [InlineData("/snooze INC-1 200d", "usage")]
    [InlineData("/snooze INC-1 until:2026-11-01", "usage")]
    [InlineData("/snooze INC-1 4h worse-by:much", "usage")]
    [InlineData("/snooze INC-1 4h worse-by:20", "usage")]
    [InlineData("/ack INC-7", "unknown")]
    [InlineData("/why INC-7", "unknown")]
    [InlineData("/ack INC-1 now", "usage")]
    public async Task Act_ThatCannotBe_IsRefused(string line, string kind)
    {
        await using var world = await OpenAsync();

        Assert.Equal(kind, await world.KindOfRefusalAsync(line));
        Assert.Empty(await world.Alerts.AuditAsync());
    }

    [Fact]
    public async Task Snooze_WorseByAFifth_EndsWhenTheRunwayIsAFifthShorter()
    {
        await using var world = await OpenAsync();
        await world.AskAsync("/snooze INC-1 2d worse-by:20%");
        world.Alerts.Clock.Advance(TimeSpan.FromHours(30));

        await world.Alerts.RoundAsync(Outlooks.Runway(50, account: Account));
        Assert.Equal(IncidentState.Snoozed, (await world.Alerts.FileAsync(1)).Incident.State);
        await world.Alerts.RoundAsync(Outlooks.Runway(47, account: Account));

        Assert.Equal(["First", "Snoozed", "Worse"], (await world.Alerts.FileAsync(1)).Transitions.Select(static row => row.Reason));
    }

    [Fact]
    public async Task Why_SnoozedIncident_PrintsDecisionsSkipsAndDeliveries()
    {
        await using var world = await OpenAsync();
        await world.AskAsync("/snooze INC-1 4h");
        await world.Alerts.RoundAsync(Outlooks.Runway(60, account: Account));

        var data = (await world.AskAsync("/why INC-1"))["data"]!;

        Assert.Equal(["First", "Snoozed"], data["decisions"]!.AsArray().Select(static row => (string?)row!["reason"]));
        Assert.Contains(data["skips"]!.AsArray(), static row => (string?)row!["reason"] == "snoozed" && ((string?)row["text"])!.Contains("terminal:root", StringComparison.Ordinal));
        Assert.All(data["deliveries"]!.AsArray(), static row => Assert.Equal("sent", (string?)row!["state"]));
    }

    [Theory]
    [InlineData("/summary", 0)]
    [InlineData("/summary now", 1)]
    public async Task Summary_AnswersTheCompletedWeek_NowPostsItToo(string line, int posted)
    {
        await using var world = await OpenAsync();

        var answer = await world.AskAsync(line);

        Assert.Equal(("2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"), ((string?)answer["period"]!["start"], (string?)answer["period"]!["end"]));
        Assert.Null(answer["data"]!["spent_usd"]);
        Assert.NotEmpty(answer["blind_spots"]!.AsArray());
        Assert.Equal(posted > 0, answer["data"]!["posted"]!.AsArray().Count > 0);
        Assert.Equal(posted > 0, (await world.Alerts.OutboxAsync()).Exists(static row => row.Key.StartsWith("summary:2026-11-09:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SummaryNow_ByWhoOwnsNothing_IsRefusedAndPostsNothing()
    {
        await using var world = await OpenAsync();
        var stranger = new Actor("slack:U9", [], LocalAdmin: false, "slack:#ai");

        Assert.Equal("permission", await world.KindOfRefusalAsync("/summary now", stranger));
        Assert.DoesNotContain(await world.Alerts.OutboxAsync(), static row => row.Key.StartsWith("summary:", StringComparison.Ordinal));
        Assert.NotNull((await world.AskAsync("/summary", stranger))["data"]);
    }

    private static async Task<CommandWorld> OpenAsync()
    {
        var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Account, Outlooks.Metered with { MonthlyBudget = null }], Slack = new() { Enabled = true } });
        await world.Alerts.LookAsync(Account);
        await world.Alerts.RoundAsync(Outlooks.Runway(60, account: Account));

        return world;
    }

    private static string? Text(JsonObject of, string key) => (string?)of[key];
}
