using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Tests.Alerts.Owning;

public sealed class OwnerRouteTests
{
    private static readonly AccountOptions First = OwningWorld.Router with { Name = "first", Channels = ["slack:#first"], Owner = "@dana" };

    private static readonly AccountOptions Second = OwningWorld.Router with { Name = "second", Channels = ["slack:#second", "discord:2"] };

    private static readonly AccountOptions Silent = OwningWorld.Router with { Name = "silent", Channels = [] };

    /// <summary>Ownerships: key a of first (@lee, discord:77), model m (@max, slack:#models), provider (@prov, none), first (@dana, settings).</summary>
    [Theory]
    [InlineData("account:first", "@dana", "slack:#first")]
    [InlineData("account:first key:other", "@dana", "slack:#first")]
    [InlineData("account:first key:a", "@lee", "discord:77")]
    [InlineData("key:a", "@lee", "discord:77")]
    [InlineData("account:first key:a route:r", "@lee", "discord:77")]
    // The model is narrower than the key: its owner is told, where they want to be.
    [InlineData("account:first key:a model:m", "@max", "slack:#models")]
    [InlineData("account:second model:m", "@max", "slack:#models")]
    // An owner without channels is told where the account is.
    [InlineData("account:second", "@prov", "slack:#second discord:2")]
    [InlineData("account:second key:b", "@prov", "slack:#second discord:2")]
    [InlineData("key:b", "@prov", "slack:#second discord:2")]
    // An account without channels, and what lies nowhere, is caught by the fallback.
    [InlineData("account:silent key:c", "@prov", "slack:#fallback")]
    [InlineData("workflow:w", null, "slack:#fallback")]
    [InlineData("team:search", null, "slack:#fallback")]
    // A platform that is not enabled goes to the terminal.
    [InlineData("account:second key:far", "@far", "terminal")]
    // Several accounts: the channels of each, once.
    [InlineData("provider:openrouter", "@prov", "slack:#fallback")]
    public async Task Of_Scope_FollowsTheMostSpecificOwnerThenTheAccountThenTheFallback(string scope, string? owner, string channels)
    {
        await using var world = await OwningWorld.CreateAsync(new SpendwallOptions
        {
            Accounts = [First, Second, Silent],
            FallbackChannel = "slack:#fallback",
            Slack = new() { Enabled = true },
            Discord = new() { Enabled = true },
        });
        world.Spend("first", world.Clock.GetUtcNow(), 1, key: "a");
        world.Spend("second", world.Clock.GetUtcNow(), 1, key: "b");
        await world.SetAsync(Scope.Parse("account:first key:a"), new OwnerTerms { Channels = ["discord:77"] }, "@lee");
        await world.SetAsync(Scope.Parse("model:m"), new OwnerTerms { Channels = ["slack:#models"] }, "@max");
        await world.SetAsync(Scope.Parse("provider:openrouter"), OwnerTerms.None, "@prov");
        await world.SetAsync(Scope.Parse("account:second key:far"), new OwnerTerms { Channels = ["teams:#x"] }, "@far");

        var route = await world.Routes.OfAsync(Scope.Parse(scope), default);

        Assert.Equal(channels, string.Join(' ', route.Channels));
        Assert.Equal(owner, (await world.Owners.FindAsync(Scope.Parse(scope), default))?.Owner.Name);
    }

    [Theory]
    [InlineData(null, "terminal")]
    [InlineData("discord:77", "discord:77")]
    public async Task Evaluate_IncidentOfAScopeWhoseOwnerHasAChannel_GoesThere(string? channel, string told)
    {
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account], Discord = new() { Enabled = true } });
        await world.Owners.SetAsync(
            Scope.Account("openrouter-main"), PrincipalText.Parse(["@lee"])!, new OwnerTerms { Channels = channel is null ? null : [channel] }, AlertWorld.Local, world.Clock.GetUtcNow(), default);
        await world.LookAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        await world.RoundAsync(Outlooks.Runway(20));

        Assert.Equal([told], (await world.OutboxAsync()).Select(static delivery => delivery.Channel).Distinct());
    }
}
