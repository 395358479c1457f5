using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Governance;

public sealed class PermissionsTests
{
    private static readonly Scope Key = Scope.Account("openrouter-main").With("key", "k");

    [Theory]
    [InlineData("slack:UADMIN", AccessLevel.Admin, true)]
    [InlineData("slack:uadmin", AccessLevel.Admin, false)]
    [InlineData("slack:UDANA", AccessLevel.View, true)]
    [InlineData("slack:UDANA", AccessLevel.Operate, true)]
    [InlineData("slack:UDANA", AccessLevel.Own, true)]
    [InlineData("slack:UDANA", AccessLevel.Admin, false)]
    [InlineData("discord:UDANA", AccessLevel.Own, false)]
    [InlineData("slack:UELSE", AccessLevel.View, true)]
    [InlineData("slack:UELSE", AccessLevel.Operate, false)]
    [InlineData("slack:UELSE", AccessLevel.Own, false)]
    [InlineData("", AccessLevel.Operate, false)]
    public async Task Decide_Rung_IsHeldOrRefusedNamingWhoCan(string identity, AccessLevel needed, bool allowed)
    {
        await using var world = await WorldAsync();

        var decision = await world.Permissions.DecideAsync(new(identity, [], false, "slack:C1"), needed, Key, default);

        Assert.Equal(allowed, decision.Allowed);
        if (!allowed && needed != AccessLevel.Admin)
        {
            Assert.Contains("@dana", decision.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("slack:SOPS", true)]
    [InlineData("slack:SOTHER", false)]
    public async Task Decide_AdminGroup_CountsForItsMembers(string group, bool allowed)
    {
        await using var world = await WorldAsync();

        Assert.Equal(allowed, (await world.Permissions.DecideAsync(new("slack:UELSE", [group], false, "slack:C1"), AccessLevel.Admin, Key, default)).Allowed);
    }

    [Fact]
    public async Task Decide_AtTheMachine_IsAdmin()
    {
        await using var world = await WorldAsync();

        Assert.True((await world.Permissions.DecideAsync(AlertWorld.Local, AccessLevel.Admin, Scope.All, default)).Allowed);
    }

    [Fact]
    public async Task Decide_OwnerOfAnotherScope_IsRefused()
    {
        await using var world = await WorldAsync();

        Assert.False((await world.Permissions.DecideAsync(new("slack:UDANA", [], false, "slack:C1"), AccessLevel.Own, Scope.Of("provider", "openai"), default)).Allowed);
    }

    private static async Task<AlertWorld> WorldAsync()
    {
        var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account], Admins = ["slack:UADMIN", "slack:SOPS"] });
        await world.LinkAsync("@dana", "slack:UDANA");

        return world;
    }
}
