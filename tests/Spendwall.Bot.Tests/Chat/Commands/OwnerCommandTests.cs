using System.Text.Json.Nodes;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class OwnerCommandTests
{
    private static readonly Actor Kim = new("slack:UKIM", [], LocalAdmin: false, "slack:C9") { Name = "@kim" };

    [Fact]
    public async Task Set_WithTerms_AnswersThem()
    {
        await using var world = await CommandWorld.CreateAsync();

        var data = (await world.AskAsync("/owner set key:k1 @lee slack:U1 lease:30d channel:slack:#search,discord:77 escalate:@max reason:\"they run it\""))["data"]!;

        Assert.Equal(
            ("@lee", "2026-12-20T12:00:00Z", false, "@max", """["slack:#search","discord:77"]"""),
            ((string?)data["owner"], (string?)data["lease_until"], (bool)data["stale"]!, (string?)data["escalate_to"], data["channels"]!.ToJsonString()));
        var audit = Assert.Single(await world.Alerts.AuditAsync());
        Assert.Contains("they run it", audit.After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lease:13d")]
    [InlineData("lease:367d")]
    [InlineData("lease:soon")]
    [InlineData("lease:2026-11-01")]
    [InlineData("channel:#search")]
    [InlineData("channel:slack:search")]
    [InlineData("channel:slack:#a,slack:#b,slack:#c,slack:#d,slack:#e,slack:#f")]
    [InlineData("escalate:lee")]
    [InlineData("escalate:@everyone")]
    [InlineData("escalate:@lee")]
    public async Task Set_TermsThatCannotBe_AreRefusedAndNothingIsAudited(string terms)
    {
        await using var world = await CommandWorld.CreateAsync();

        Assert.Equal("usage", await world.KindOfRefusalAsync($"/owner set key:k1 @lee {terms}"));
        Assert.Empty(await world.Alerts.AuditAsync());
    }

    [Fact]
    public async Task Show_Inherited_SaysWhyAndWhatWasLookedAt()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/owner set account:openai-acme key:k1 @lee");

        var message = await world.MessageAsync("/owner show account:openai-acme key:k1 model:m");

        Assert.Equal("@lee owns account:openai-acme key:k1 model:m, by owning account:openai-acme key:k1", message.Title);
        var table = Assert.Single(message.Blocks.OfType<ChatBlock.Table>());
        Assert.Equal(
            [["account:openai-acme key:k1", "@lee", "until 2027-02-18", "decides: the most specific"], ["account:openai-acme", "@dana", "no lease", "wider"]],
            table.Rows);
    }

    [Fact]
    public async Task List_Stale_HasThoseWhoseLeaseIsOver()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/owner set key:k1 @lee lease:14d");
        await world.AskAsync("/owner set key:k2 @lee lease:100d");
        world.Alerts.Clock.Advance(TimeSpan.FromDays(15));

        var owners = (await world.AskAsync("/owner list stale:yes"))["data"]!["owners"]!.AsArray();

        Assert.Equal(["key:k1"], owners.Select(static owner => (string?)owner!["scope"]));
        Assert.Contains("stale since 2026-12-04", Text(await world.MessageAsync("/owner list")), StringComparison.Ordinal);
        Assert.Contains("still @lee's", Text(await world.MessageAsync("/owner show key:k1")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_Scope_TellsEachChangeNewestFirst()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/owner set key:k1 @lee slack:ULEE");
        world.Alerts.Clock.Advance(TimeSpan.FromHours(1));
        await world.AskAsync("/owner handover key:k1 @max reason:moved");
        world.Alerts.Clock.Advance(TimeSpan.FromHours(1));
        await world.AskAsync("/owner renew key:k1 lease:200d");

        var answer = await world.AskAsync("/owner history KEY:K1");

        Assert.Equal(["owner.renew", "owner.handover", "owner.set"], answer["data"]!["history"]!.AsArray().Select(static entry => (string?)entry!["action"]));
        string text = Text(await world.MessageAsync("/owner history key:k1"));
        Assert.Contains("owner @lee → @max", text, StringComparison.Ordinal);
        Assert.Contains("reason nothing → moved", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_InTheChannelOfTheAccount_IsTheirs()
    {
        await using var world = await CommandWorld.CreateAsync(new SpendwallOptions
        {
            Accounts = [Outlooks.Metered with { Owner = null, MonthlyBudget = null, Channels = ["slack:C9"] }],
            Slack = new() { Enabled = true },
        });

        Assert.Equal("permission", await world.KindOfRefusalAsync("/owner claim openai-acme", Kim with { Channel = "slack:C8" }));
        var answer = await world.AskAsync("/owner claim openai-acme", Kim);
        Assert.Equal("@kim", (string?)answer["data"]!["owner"]);
        Assert.Equal("conflict", await world.KindOfRefusalAsync("/owner claim openai-acme", Kim with { Identity = "slack:UMAX", Name = "@max" }));
    }

    [Fact]
    public async Task Renew_ByTheShortNameOfTheButton_IsOfThatScope()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/owner set account:openai-acme key:k1 @lee slack:ULEE");
        string id = OwnershipId.Of(Bot.Ledger.Scope.Parse("account:openai-acme key:k1"));

        Assert.Equal("permission", await world.KindOfRefusalAsync($"/owner renew {id}", Kim));
        var answer = await world.AskAsync($"/owner renew {id} lease:200d", Kim with { Identity = "slack:ULEE" });

        Assert.Equal(("account:openai-acme key:k1", "2027-06-08T12:00:00Z"), ((string?)answer["scope"], (string?)answer["data"]!["lease_until"]));
        Assert.Equal("unknown", await world.KindOfRefusalAsync("/owner renew O-00000000"));
        Assert.Equal("unknown", await world.KindOfRefusalAsync("/owner claim Q-99"));
    }

    [Theory]
    [InlineData("/access grant openai-acme @ops slack:SOPS operate", true)]
    [InlineData("/access grant account:openai-acme key:k1 @ops slack:SOPS operate", true)]
    [InlineData("/access grant openai-acme @ops slack:SOPS own", false)]
    [InlineData("/access grant openai-acme @ops slack:SOPS admin", false)]
    [InlineData("/access grant openrouter-main @ops slack:SOPS operate", false)]
    [InlineData("/access grant everything @ops slack:SOPS operate", false)]
    [InlineData("/access revoke openai-acme @boss", false)]
    public async Task Access_ByAnOwner_GrantsOperatingInsideTheirScopeOnly(string line, bool allowed)
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/owner set openai-acme @kim slack:UKIM");
        await world.AskAsync("/access grant openai-acme @boss slack:UBOSS admin");

        var answer = await world.AskAsync(line, Kim);

        Assert.Equal(allowed, (bool)answer["ok"]!);
        Assert.True(allowed || (string?)answer["error"]!["kind"] == "permission", answer.ToJsonString());
    }

    [Fact]
    public async Task Access_Scope_SaysWhoMayDoWhatAndWhy()
    {
        await using var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account, Outlooks.Metered], Admins = ["slack:UBOSS"] });
        await world.AskAsync("/access grant openai-acme slack:SOPS @ops operate");
        await world.AskAsync("/access grant account:openai-acme key:k1 @lee slack:ULEE own limit:$1,500");

        var data = (await world.AskAsync("/access account:openai-acme key:k1", Kim with { Groups = ["slack:SOPS"] }))["data"]!;

        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    [{"who":"slack:UBOSS","level":"admin","why":"admin in the settings","limit_usd":null},
                     {"who":"@dana","level":"own","why":"owner, by owning account:openai-acme","limit_usd":null},
                     {"who":"@ops","level":"operate","why":"granted for account:openai-acme","limit_usd":null},
                     {"who":"@lee","level":"own","why":"granted for account:openai-acme key:k1","limit_usd":1500}]
                    """),
                data["rights"]),
            data.ToJsonString());
        Assert.Equal("operate", (string?)data["you"]);
    }

    [Theory]
    [InlineData("/access grant openai-acme @ops operate", "usage")]
    [InlineData("/access grant openai-acme @ops slack:SOPS", "usage")]
    [InlineData("/access grant @ops slack:SOPS operate", "usage")]
    [InlineData("/access grant openai-acme @ops slack:SOPS operate limit:lots", "usage")]
    [InlineData("/access revoke openai-acme @nobody", "unknown")]
    [InlineData("/access nothing-like-it", "unknown")]
    public async Task Access_WhatCannotBe_IsRefused(string line, string kind)
    {
        await using var world = await CommandWorld.CreateAsync();

        Assert.Equal(kind, await world.KindOfRefusalAsync(line));
        Assert.Empty(await world.Alerts.AuditAsync());
    }

    private static string Text(ChatMessage message) => string.Join('\n', message.Blocks.Select(static block => block switch
    {
        ChatBlock.Line line => line.Text,
        ChatBlock.Table table => string.Join('\n', table.Rows.Select(static row => string.Join(" | ", row))),
        _ => "",
    }));
}
