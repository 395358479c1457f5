using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class VerdictCommandTests
{
    private static readonly AccountOptions Account = Outlooks.Account with { Channels = ["slack:C1"] };

    private static readonly Actor There = new("slack:UELSE", [], LocalAdmin: false, "slack:C1") { Name = "@kim" };

    [Fact]
    public async Task Verdict_Useful_IsStoredWithPersonAndTimeAuditedAndToldInTheThread()
    {
        await using var world = await OpenAsync();
        world.Alerts.Clock.Advance(TimeSpan.FromMinutes(5));

        var answer = await world.AskAsync("/verdict useful INC-1", There);
        await world.Alerts.NewPump().PumpAsync(default);

        Assert.True((bool)answer["ok"]!);
        var incident = (await world.Alerts.FileAsync(1)).Incident;
        Assert.Equal((true, "@kim", Outlooks.Now.AddMinutes(5), IncidentState.Open, 1), (incident.Useful, incident.JudgedBy, incident.JudgedAt, incident.State, incident.Version));
        var audit = Assert.Single(await world.Alerts.AuditAsync());
        Assert.Equal(("incident.useful", "slack:UELSE", "INC-1"), (audit.Action, audit.Actor, audit.Subject));
        Assert.Single(world.Alerts.Sink.Replies);
    }

    [Fact]
    public async Task Verdict_Changed_TheLastOneCountsAndBothAreOnRecord()
    {
        await using var world = await OpenAsync();

        await world.AskAsync("/verdict useful INC-1", There);
        await world.AskAsync("/verdict not-useful INC-1");

        Assert.False((await world.Alerts.FileAsync(1)).Incident.Useful);
        Assert.Equal(["incident.useful", "incident.notuseful"], (await world.Alerts.AuditAsync()).Select(static row => row.Action));
        var alarm = (await world.AskAsync("/forecast score"))["data"]!["alarms"]![0]!;
        Assert.Equal(("low_credit", 1, 0, 1, null), ((string?)alarm["kind"], (int)alarm["told"]!, (int)alarm["useful"]!, (int)alarm["not_useful"]!, alarm["false_share"]));
    }

    [Fact]
    public async Task Verdict_StaysWhenTheIncidentGoesOn()
    {
        await using var world = await OpenAsync();
        await world.AskAsync("/verdict useful INC-1");

        await world.Alerts.RoundAsync(Outlooks.Runway(25, account: Account));

        var incident = (await world.Alerts.FileAsync(1)).Incident;
        Assert.Equal((AlertLevel.Critical, true), (incident.Level, incident.Useful));
    }

    /// <summary>The grade counts it like any other; its message stays as it ended.</summary>
    [Fact]
    public async Task Verdict_OfWhatIsOver_IsTakenWithoutAPost()
    {
        await using var world = await OpenAsync();
        await world.Alerts.RoundAsync(Outlooks.Runway(500, account: Account));
        int calls = world.Alerts.Sink.Calls;

        Assert.True((bool)(await world.AskAsync("/verdict not-useful INC-1", There))["ok"]!);
        await world.Alerts.NewPump().PumpAsync(default);

        Assert.Equal((false, calls), ((await world.Alerts.FileAsync(1)).Incident.Useful, world.Alerts.Sink.Calls));
    }

    [Fact]
    public async Task Verdict_OnAnOlderMessage_IsTaken()
    {
        await using var world = await OpenAsync();
        await world.AskAsync("/ack INC-1");

        Assert.True((bool)(await world.AskAsync("/verdict useful", There, "INC-1", version: 1))["ok"]!);
    }

    [Theory]
    [InlineData("/verdict useful INC-1", "permission")]
    [InlineData("/verdict useful INC-7", "unknown")]
    [InlineData("/verdict", "usage")]
    [InlineData("/verdict perhaps INC-1", "usage")]
    [InlineData("/verdict useful INC-1 very", "usage")]
    public async Task Verdict_OfSomeoneElsewhereOrNoVerdict_IsRefused(string line, string kind)
    {
        await using var world = await OpenAsync();

        Assert.Equal(kind, await world.KindOfRefusalAsync(line, There with { Channel = "slack:C9" }));

        Assert.Null((await world.Alerts.FileAsync(1)).Incident.Useful);
    }

    [Fact]
    public async Task Verdict_TheSameOfTheSamePerson_IsSaidAlready()
    {
        await using var world = await OpenAsync();
        await world.AskAsync("/verdict useful INC-1", There);

        Assert.Equal("conflict", await world.KindOfRefusalAsync("/verdict useful INC-1", There));
    }

    private static async Task<CommandWorld> OpenAsync()
    {
        var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Account], Slack = new() { Enabled = true } });
        await world.Alerts.LookAsync(Account);
        await world.Alerts.RoundAsync(Outlooks.Runway(60, account: Account));

        return world;
    }
}
