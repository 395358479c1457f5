using Spendwall.Bot.Chat.Commands.Events;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Alerts.Events;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class EventCommandTests
{
    private static readonly Actor Stranger = new("slack:UELSE", [], LocalAdmin: false, "slack:C9");

    [Theory]
    [InlineData("/event add release openai-acme cap:$200 until:4h name:\"search 2.4\"", "release", "account:openai-acme", 200.0, null, "2026-11-20T12:00:00Z", "2026-11-20T16:00:00Z")]
    [InlineData("/event add openai-acme kind:launch factor:2", "launch", "account:openai-acme", null, 2.0, "2026-11-20T12:00:00Z", "2026-11-21T12:00:00Z")]
    [InlineData("/event add openai incident factor:2.5x", "incident", "account:openai-acme", null, 2.5, "2026-11-20T12:00:00Z", "2026-11-21T12:00:00Z")]
    [InlineData("/event add launch key:batch-7 cap:1,500 factor:3 from:mon until:3d", "launch", "key:batch-7", 1500.0, 3.0, "2026-11-23T00:00:00Z", "2026-11-26T00:00:00Z")]
    [InlineData("/event add renewal openrouter-main cap:5 from:2h-ago until:18:00", "renewal", "account:openrouter-main", 5.0, null, "2026-11-20T10:00:00Z", "2026-11-20T18:00:00Z")]
    [InlineData("/event add RELEASE account:openai-acme team:search cap:5 from:\"30m ago\"", "release", "account:openai-acme team:search", 5.0, null, "2026-11-20T11:30:00Z", "2026-11-21T12:00:00Z")]
    public async Task Add_Line_IsNoted(string line, string kind, string scope, double? cap, double? factor, string from, string until)
    {
        await using var world = await CommandWorld.CreateAsync();

        var answer = await world.AskAsync(line);

        var noted = answer["data"]!["events"]![0]!;
        Assert.Equal(("EV-1", kind, scope, from, until), ((string?)noted["id"], (string?)noted["kind"], (string?)noted["scope"], (string?)noted["from"], (string?)noted["until"]));
        Assert.Equal(((decimal?)cap, factor), ((decimal?)noted["cap_usd"], (double?)noted["factor"]));
        Assert.Equal(("event.add", scope, "terminal:root"), (await world.Alerts.AuditAsync()).Select(static row => (row.Action, row.Subject, row.Actor)).Single());
    }

    [Theory]
    [InlineData("/event add", "usage")]
    [InlineData("/event add openai-acme cap:5", "usage")]
    [InlineData("/event add release cap:5", "usage")]
    [InlineData("/event add release openai-acme", "usage")]
    [InlineData("/event add release openai-acme cap:much", "usage")]
    [InlineData("/event add release openai-acme cap:-5", "usage")]
    [InlineData("/event add release openai-acme factor:many", "usage")]
    [InlineData("/event add release openai-acme cap:5 until:never", "usage")]
    [InlineData("/event add release openai-acme cap:5 until:15d", "usage")]
    [InlineData("/event add release openai-acme cap:5 from:9999-12-31T20:00", "usage")]
    [InlineData("/event add release nothing-like-it cap:5", "unknown")]
    [InlineData("/event end", "usage")]
    [InlineData("/event end soon", "usage")]
    [InlineData("/event end EV-9", "unknown")]
    [InlineData("/event list openai-acme", "usage")]
    public async Task Line_ThatCannotBe_IsRefusedAndChangesNothing(string line, string kind)
    {
        await using var world = await CommandWorld.CreateAsync();

        Assert.Equal(kind, await world.KindOfRefusalAsync(line));
        Assert.Empty(await world.Alerts.AuditAsync());
    }

    [Fact]
    public async Task Change_ByAStranger_IsRefused()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/event add release openai-acme cap:5");

        Assert.Equal("permission", await world.KindOfRefusalAsync("/event add release openai-acme cap:5", Stranger));
        Assert.Equal("permission", await world.KindOfRefusalAsync("/event end EV-1", Stranger));
        Assert.Single(await world.Alerts.AuditAsync());
    }

    [Fact]
    public async Task Add_ByTheOwner_IsAllowedInTheirScopeOnly()
    {
        await using var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account, Outlooks.Metered with { Owner = "@lee", MonthlyBudget = null }] });
        await world.Alerts.LinkAsync("@dana", "slack:UDANA");
        var dana = Stranger with { Identity = "slack:UDANA" };

        Assert.True((bool)(await world.AskAsync("/event add release openrouter-main cap:5", dana))["ok"]!);
        Assert.Equal("permission", await world.KindOfRefusalAsync("/event add release openai-acme cap:5", dana));
    }

    [Fact]
    public async Task List_TellsWhatItCostMoreAndWhatIsUnknown()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/event add release openai-acme cap:50");
        await world.AskAsync("/event add launch openrouter-main cap:9 from:tomorrow");
        world.Alerts.Measured = static happening => happening.Costs(20);

        var events = (await world.AskAsync("/event"))["data"]!["events"]!.AsArray();

        Assert.Equal(["EV-2", "EV-1"], events.Select(static one => (string)one!["id"]!));
        Assert.Equal(["planned", "active"], events.Select(static one => (string)one!["state"]!));
        Assert.Equal([null, 30m], events.Select(static one => (decimal?)one!["actual_usd"]));
        Assert.Equal([null, 50m], events.Select(static one => (decimal?)one!["allowed_more_usd"]));
    }

    [Fact]
    public async Task List_NotMeasured_IsUnknownAndNotZero()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/event add release openai-acme cap:50");

        Assert.Null((await world.AskAsync("/event list"))["data"]!["events"]![0]!["expected_usd"]);
        Assert.Contains("unknown", Assert.Single(((Spendwall.Bot.Chat.ChatBlock.Table)Assert.Single((await world.MessageAsync("/event list")).Blocks)).Rows));
    }

    [Fact]
    public async Task End_ById_EndsIt()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/event add release openai-acme cap:50");

        Assert.Equal("ended", (string?)(await world.AskAsync("/event end ev1"))["data"]!["events"]![0]!["state"]);
        Assert.Equal("conflict", await world.KindOfRefusalAsync("/event end EV-1"));
    }

    [Fact]
    public void Kinds_AreThoseOfTheVocabulary() => Assert.Equal(["release", "incident", "launch", "renewal"], EventText.Kinds);
}
