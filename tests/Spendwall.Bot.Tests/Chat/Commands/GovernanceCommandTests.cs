using System.Text.Json.Nodes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class GovernanceCommandTests
{
    private static readonly Actor Stranger = new("slack:UELSE", [], LocalAdmin: false, "slack:C9");

    [Fact]
    public async Task OwnerSet_Account_AnswersTheShapeOfTheContract()
    {
        await using var world = await CommandWorld.CreateAsync();

        var answer = await world.AskAsync("/owner set openai-acme @lee");

        Same(
            """{"scope":"account:openai-acme","owner":"@lee","inherited_from":null,"lease_until":"2027-02-18T12:00:00Z","stale":false,"escalate_to":null,"channels":[]}""",
            answer["data"]!);
        Assert.Equal(("owner", true, "account:openai-acme"), ((string?)answer["command"], (bool)answer["ok"]!, (string?)answer["scope"]));
    }

    [Theory]
    [InlineData("/owner show openai-acme", "account:openai-acme", "@dana", null)]
    [InlineData("/owner show openai", "account:openai-acme", "@dana", null)]
    [InlineData("/owner show account:openai-acme key:k1", "account:openai-acme key:k1", "@dana", "account:openai-acme")]
    [InlineData("/owner show key:k1", "key:k1", null, null)]
    public async Task OwnerShow_Scope_SaysWhoAndWhereFrom(string line, string scope, string? owner, string? from)
    {
        await using var world = await CommandWorld.CreateAsync();

        var data = (await world.AskAsync(line))["data"]!;

        Assert.Equal((scope, owner, from), ((string?)data["scope"], (string?)data["owner"], (string?)data["inherited_from"]));
    }

    [Theory]
    [InlineData("/owner set openai-acme @lee slack:U123")]
    [InlineData("/owner set openai-acme slack:U123 @lee")]
    [InlineData("/owner set account:openai-acme <@U123|lee>")]
    public async Task OwnerSet_WithAnId_PingsIt(string line)
    {
        await using var world = await CommandWorld.CreateAsync();

        await world.AskAsync(line);

        var owner = (await world.Alerts.Owners.FindAsync(Scope.Account("openai-acme"), default))!.Owner;
        Assert.Equal(("@lee", "U123"), (owner.Name, owner.Identities["slack"]));
    }

    [Theory]
    [InlineData("/owner set openai-acme", "usage")]
    [InlineData("/owner set openai-acme lee", "usage")]
    [InlineData("/owner set openai-acme @everyone", "usage")]
    [InlineData("/owner set @lee", "usage")]
    [InlineData("/owner set nothing-like-it @lee", "unknown")]
    [InlineData("/owner clear key:k1", "unknown")]
    [InlineData("/owner clear openai-acme", "conflict")]
    [InlineData("/budget set openai-acme owner:@lee", "usage")]
    [InlineData("/budget set openai-acme 0 owner:@lee", "usage")]
    [InlineData("/budget set openai-acme 100/fortnight owner:@lee", "usage")]
    [InlineData("/budget set openai-acme 100 owner:lee!", "usage")]
    [InlineData("/budget set 100 owner:@lee", "usage")]
    [InlineData("/budget set key:k1 100", "owner")]
    [InlineData("/budget clear openai-acme", "conflict")]
    public async Task Change_ThatCannotBe_IsRefusedAndNothingIsAudited(string line, string kind)
    {
        await using var world = await CommandWorld.CreateAsync();

        Assert.Equal(kind, await world.KindOfRefusalAsync(line));
        Assert.Empty(await world.Alerts.AuditAsync());
    }

    [Theory]
    [InlineData("/owner set openai-acme @lee")]
    [InlineData("/owner clear openai-acme")]
    [InlineData("/budget set openai-acme 100 owner:@lee")]
    [InlineData("/budget clear openai-acme")]
    public async Task Change_ByAStranger_IsRefusedNamingTheOwner(string line)
    {
        await using var world = await CommandWorld.CreateAsync();

        var error = (await world.AskAsync(line, Stranger))["error"]!;

        Assert.Equal("permission", (string?)error["kind"]);
        Assert.Contains("@dana", (string?)error["message"], StringComparison.Ordinal);
        Assert.Empty(await world.Alerts.AuditAsync());
    }

    [Fact]
    public async Task OwnerSet_ByTheOwner_HandsItOver()
    {
        await using var world = await CommandWorld.CreateAsync();
        await world.Alerts.LinkAsync("@dana", "slack:UDANA");

        var answer = await world.AskAsync("/owner set openrouter-main @lee", Stranger with { Identity = "slack:UDANA" });

        Assert.True((bool)answer["ok"]!);
    }

    [Fact]
    public async Task BudgetList_SettingsBudget_AnswersTheShapeOfTheContract()
    {
        await using var world = await CommandWorld.CreateAsync();

        var answer = await world.AskAsync("/budget list");

        Same(
            """{"budgets":[{"scope":"account:openai-acme","usd":1000,"period":"month","owner":"@dana","spent_usd":250,"forecast_usd":{"p50":900,"p90":990},"limit_usd":1000,"thresholds":[50,75,90,100]}]}""",
            answer["data"]!);
    }

    [Theory]
    [InlineData("/budget set openai-acme 2000", 2000, "month")]
    [InlineData("/budget set openai-acme $2,000.50/month", 2000.5, "month")]
    [InlineData("/budget set openai-acme 10/day owner:@lee", 10, "day")]
    [InlineData("/budget set openai-acme owner:@lee 70/WEEK", 70, "week")]
    public async Task BudgetSet_WaysToSayIt_AreRead(string line, double usd, string period)
    {
        await using var world = await CommandWorld.CreateAsync();

        var budget = (await world.AskAsync(line))["data"]!["budgets"]![0]!;

        Assert.Equal(((decimal)usd, period), ((decimal)budget["usd"]!, (string?)budget["period"]));
    }

    [Fact]
    public async Task BudgetSet_SpendUnknown_IsNullAndABlindSpot()
    {
        await using var world = await CommandWorld.CreateAsync();

        var answer = await world.AskAsync("/budget set account:openai-acme key:k1 10/day");

        Assert.Null(answer["data"]!["budgets"]![0]!["spent_usd"]);
        Assert.Single(answer["blind_spots"]!.AsArray());
    }

    [Fact]
    public async Task BudgetSet_Reservoir_SaysHowAFloorIsSet()
    {
        await using var world = await CommandWorld.CreateAsync();

        var message = await world.MessageAsync("/budget set openrouter-main 500");

        Assert.Contains(message.Blocks, static block => block is Spendwall.Bot.Chat.ChatBlock.Line { Text: var text } && text.Contains("Floor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BudgetSet_WithoutAnyOwner_SaysTheReason()
    {
        await using var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Metered with { Owner = null, MonthlyBudget = null }] });

        var error = (await world.AskAsync("/budget set openai-acme 100"))["error"]!;

        Assert.Equal("owner", (string?)error["kind"]);
        Assert.Contains("owner:@", (string?)error["fix"], StringComparison.Ordinal);
    }

    private static void Same(string expected, JsonNode actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
