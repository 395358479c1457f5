using NSubstitute;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Chat.Commands;

namespace Spendwall.Bot.Tests.Governance;

/// <summary>A key, project or model without its account: where the ledger saw it says who answers for it.</summary>
public sealed class ScopeHomeTests
{
    private const string Router = "openrouter-main";
    private const string Meter = "openai-acme";

    [Theory]
    [InlineData("key:batch-7", "@dana", "account:openrouter-main")]
    [InlineData("project:web", "@mia", "account:openai-acme")]
    [InlineData("provider:openrouter key:batch-7", "@dana", "account:openrouter-main")]
    [InlineData("model:both", null, null)]
    [InlineData("key:never-seen", null, null)]
    [InlineData("key:batch-7 project:web", null, null)]
    public async Task OwnerShow_AScopeWithoutItsAccount_InheritsFromWhereItWasSeen(string scope, string? owner, string? from)
    {
        await using var world = await CreateAsync();

        var data = (await world.AskAsync($"/owner show {scope}"))["data"]!;

        Assert.Equal((owner, from), ((string?)data["owner"], (string?)data["inherited_from"]));
    }

    [Fact]
    public async Task OwnerShow_InTwoAccountsOfOneOwner_IsTheirs()
    {
        await using var world = await CreateAsync(meterOwner: "@dana");

        Assert.Equal("@dana", (string?)(await world.AskAsync("/owner show model:both"))["data"]!["owner"]);
    }

    [Fact]
    public async Task OwnerSet_OnTheKey_GoesBeforeItsAccount()
    {
        await using var world = await CreateAsync();

        await world.AskAsync("/owner set key:batch-7 @kim");

        var data = (await world.AskAsync("/owner show key:batch-7"))["data"]!;
        Assert.Equal(("@kim", null), ((string?)data["owner"], (string?)data["inherited_from"]));
        Assert.Equal("@kim", (await world.Alerts.Owners.FindAsync(Scope.Account(Router).With("key", "batch-7"), default))!.Owner.Name);
    }

    [Fact]
    public async Task BudgetSet_OnAKeyOfAnOwnedAccount_NeedsNoOwnerOfItsOwn()
    {
        await using var world = await CreateAsync();

        var budget = (await world.AskAsync("/budget set key:batch-7 50/day"))["data"]!["budgets"]![0]!;

        Assert.Equal("@dana", (string?)budget["owner"]);
        Assert.Equal("owner", await world.KindOfRefusalAsync("/budget set model:both 50/day"));
    }

    [Fact]
    public async Task BudgetAlert_OfAKeyInTheSecondAccount_GoesToThatAccountsChannelAndTheKeysOwner()
    {
        await using var world = await CreateAsync();
        await world.AskAsync("/owner set project:web @web slack:UWEB");
        await world.AskAsync("/budget set project:web 1/day");
        world.Alerts.Ledger.MarksAsync("", default).ReturnsForAnyArgs(new Dictionary<string, DatasetMark>
        {
            ["costs"] = new(Meter, "costs", Outlooks.Now, Outlooks.Now, Outlooks.Now.FloorDay()),
        });
        world.Alerts.Ledger.SpendAsync(null!, default).ReturnsForAnyArgs(static call => call.Arg<SpendQuery>() is { Account: Meter, View: UsageView.Costs } query
            ? [new SpendSum(query.ByDay ? DateOnly.FromDateTime(query.Days.Start.UtcDateTime) : null, new UsageSeries { Project = "web" }, new UsageFigures { Cost = Usd.FromDollars(5) })]
            : (IReadOnlyList<SpendSum>)[]);
        await world.Alerts.LookAsync();
        await world.Alerts.LookAsync(world.Alerts.Options.Accounts[1]);

        await world.Alerts.RoundAsync(Outlooks.Spending(250, 800, 900, account: world.Alerts.Options.Accounts[1]));

        var post = Assert.Single(world.Alerts.Sink.Roots);
        Assert.Equal(("slack:#second", "project:web", "@web"), (post.Channel, ((AlertPost.Root)post.Post).Notice.Condition.Scope.Text, ((AlertPost.Root)post.Post).Notice.Owner?.Name));
    }

    private static async Task<CommandWorld> CreateAsync(string meterOwner = "@mia")
    {
        var world = await CommandWorld.CreateAsync(new SpendwallOptions
        {
            Accounts = [Outlooks.Account with { Name = Router, Owner = "@dana" }, Outlooks.Metered with { Name = Meter, Owner = meterOwner, MonthlyBudget = null, Channels = ["slack:#second"] }],
            Slack = new() { Enabled = true },
        });
        world.Alerts.Ledger.ValuesAsync("", default, default, default).ReturnsForAnyArgs(static call => (call.Arg<string>(), call.Arg<UsageView>(), call.Arg<SpendDimension>()) switch
        {
            (Router, UsageView.KeyModel, SpendDimension.Key) => ["batch-7"],
            (Router, UsageView.KeyModel, SpendDimension.Model) => ["both"],
            (Meter, UsageView.Costs, SpendDimension.Project) => ["web"],
            (Meter, UsageView.Costs, SpendDimension.Model) => ["both"],
            _ => (IReadOnlyList<string>)[],
        });
        world.Alerts.Ledger.NamesAsync("", default).ReturnsForAnyArgs((IReadOnlyList<DimensionName>)[]);

        return world;
    }
}
