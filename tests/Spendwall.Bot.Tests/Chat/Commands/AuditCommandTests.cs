using Spendwall.Bot.Chat;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class AuditCommandTests
{
    private static readonly Actor Lee = new("slack:ULEE", [], LocalAdmin: false, "slack:T1/C1") { Message = "https://acme.slack.com/archives/C1/p1700000000000100" };

    [Theory]
    [InlineData("/audit", "access.grant budget.set owner.renew owner.set owner.set")]
    [InlineData("/audit openai-acme", "access.grant budget.set owner.renew owner.set")]
    [InlineData("/audit key:k1 account:openai-acme", "access.grant")]
    [InlineData("/audit model:m", "owner.set")]
    [InlineData("/audit today", "access.grant")]
    [InlineData("/audit yesterday", "budget.set owner.renew owner.set owner.set")]
    [InlineData("/audit by:@lee", "owner.renew")]
    [InlineData("/audit by:slack:ULEE openai-acme 7d", "owner.renew")]
    [InlineData("/audit by:terminal:root today", "access.grant")]
    [InlineData("/audit 2026-10", "")]
    public async Task Audit_Filters_AreApplied(string line, string actions)
    {
        await using var world = await WorldAsync();

        var entries = (await world.AskAsync(line))["data"]!["entries"]!.AsArray();

        Assert.Equal(actions, string.Join(' ', entries.Select(static entry => (string?)entry!["action"])));
    }

    [Theory]
    [InlineData("/audit by:@ghost", "unknown")]
    [InlineData("/audit by:lee", "unknown")]
    [InlineData("/audit 2027-13", "usage")]
    [InlineData("/audit nothing-like-it", "unknown")]
    public async Task Audit_WhatIsNotThere_IsRefused(string line, string kind)
    {
        await using var world = await WorldAsync();

        Assert.Equal(kind, await world.KindOfRefusalAsync(line));
    }

    [Fact]
    public async Task Audit_Entries_SayWhoFromWhatToWhatAndWhere()
    {
        await using var world = await WorldAsync();

        var rows = Assert.Single((await world.MessageAsync("/audit openai-acme 7d")).Blocks.OfType<ChatBlock.Table>()).Rows;

        Assert.Equal(["2026-11-20 14:00 UTC", "@lee", "account:openai-acme", "owner.renew: lease until 2027-02-18 12:00 UTC → 2027-02-18 14:00 UTC", Lee.Message!], rows[2]);
        Assert.Equal("access.grant: who @ops, identities slack:SOPS, level operate", rows[0][3]);
        Assert.Equal(("terminal:root", "terminal"), (rows[0][1], rows[0][4]));
    }

    [Fact]
    public async Task Audit_Incident_GoesByItsId()
    {
        await using var world = await WorldAsync();
        await world.Alerts.LookAsync();
        world.Alerts.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.Alerts.RoundAsync(Outlooks.Runway(20));
        await world.AskAsync("/ack INC-1");

        var entries = (await world.AskAsync("/audit inc-1"))["data"]!["entries"]!.AsArray();

        Assert.Equal("incident.acknowledged", (string?)Assert.Single(entries)!["action"]);
    }

    /// <summary>On Friday Lee's account and a model, a renewal by Lee and a budget; on Saturday a grant.</summary>
    private static async Task<CommandWorld> WorldAsync()
    {
        var world = await CommandWorld.CreateAsync();
        await world.AskAsync("/owner set openai-acme @lee slack:ULEE");
        world.Alerts.Clock.Advance(TimeSpan.FromHours(1));
        await world.AskAsync("/owner set model:m @max");
        world.Alerts.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((bool)(await world.AskAsync("/owner renew openai-acme", Lee))["ok"]!);
        world.Alerts.Clock.Advance(TimeSpan.FromHours(1));
        await world.AskAsync("/budget set openai-acme 20/day");
        world.Alerts.Clock.Advance(TimeSpan.FromDays(1));
        await world.AskAsync("/access grant account:openai-acme key:k1 @ops slack:SOPS operate");

        return world;
    }
}
