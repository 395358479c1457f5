using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Governance;

public class AccessTests
{
    private static readonly DateTimeOffset Now = Outlooks.Now;

    private static readonly Scope Main = Scope.Account("openrouter-main");

    [EngineTheory]
    // A person, by the rung and by every one below it.
    [InlineData("slack:UOPS", "", "account:openrouter-main", AccessLevel.Operate, true)]
    [InlineData("slack:UOPS", "", "account:openrouter-main", AccessLevel.Own, false)]
    [InlineData("slack:UOWN", "", "account:openrouter-main", AccessLevel.Operate, true)]
    [InlineData("slack:UOWN", "", "account:openrouter-main", AccessLevel.Own, true)]
    [InlineData("slack:UOWN", "", "account:openrouter-main", AccessLevel.Admin, false)]
    [InlineData("slack:UADM", "", "account:openrouter-main", AccessLevel.Admin, true)]
    // Inside the scope, and nowhere else.
    [InlineData("slack:UOPS", "", "account:openrouter-main key:k", AccessLevel.Operate, true)]
    [InlineData("slack:UOPS", "", "account:openai-acme", AccessLevel.Operate, false)]
    [InlineData("slack:UOPS", "", "provider:openrouter", AccessLevel.Operate, false)]
    [InlineData("slack:UOPS", "", "", AccessLevel.Operate, false)]
    [InlineData("slack:UADM", "", "account:openai-acme", AccessLevel.Admin, false)]
    // User groups and roles, by the groups that the platform tells; none told is none held.
    [InlineData("slack:UELSE", "slack:SONCALL", "account:openai-acme", AccessLevel.Operate, true)]
    [InlineData("slack:UELSE", "slack:SOTHER", "account:openai-acme", AccessLevel.Operate, false)]
    [InlineData("slack:UELSE", "", "account:openai-acme", AccessLevel.Operate, false)]
    [InlineData("discord:9", "discord:77", "account:openai-acme", AccessLevel.Own, true)]
    [InlineData("discord:9", "discord:78", "account:openai-acme", AccessLevel.Own, false)]
    // An id is a platform's: the same letters elsewhere are somebody else.
    [InlineData("discord:UOPS", "", "account:openrouter-main", AccessLevel.Operate, false)]
    [InlineData("slack:uops", "", "account:openrouter-main", AccessLevel.Operate, false)]
    public async Task Decide_Grants_ReachTheirScopeAndRungOnly(string identity, string group, string scope, AccessLevel needed, bool allowed)
    {
        await using var world = await WorldAsync();
        await GrantAsync(world, Main, AccessLevel.Operate, "@ops", "slack:UOPS");
        await GrantAsync(world, Main, AccessLevel.Own, "@own", "slack:UOWN");
        await GrantAsync(world, Main, AccessLevel.Admin, "@adm", "slack:UADM");
        await GrantAsync(world, Scope.Account("openai-acme"), AccessLevel.Operate, "@on-call", "slack:SONCALL");
        await GrantAsync(world, Scope.Account("openai-acme"), AccessLevel.Own, "@role", "discord:&77");

        var decision = await world.Permissions.DecideAsync(new(identity, group.Length == 0 ? [] : [group], false, "slack:C1"), needed, Scope.Parse(scope), default);

        Assert.Equal(allowed, decision.Allowed);
    }

    [EngineFact]
    public async Task Decide_Everything_ReachesAll()
    {
        await using var world = await WorldAsync();
        await GrantAsync(world, Scope.All, AccessLevel.Own, "@cfo", "slack:UCFO");

        Assert.True((await DecideAsync(world, "slack:UCFO", AccessLevel.Own, Main.With("key", "k"))).Allowed);
        Assert.True((await DecideAsync(world, "slack:UCFO", AccessLevel.Own, Scope.All)).Allowed);
    }

    /// <summary>What lies in two accounts is not reached by a right for one of them.</summary>
    [EngineFact]
    public async Task Decide_ModelOfTwoAccounts_NeedsARightForBoth()
    {
        await using var world = await OwningWorld.CreateAsync(OwningWorld.Router with { Owner = null }, OwningWorld.Router with { Name = "second", Owner = null });
        var now = world.Clock.GetUtcNow();
        world.Spend("openrouter-main", now, 1, model: "m");
        world.Spend("second", now, 1, model: "m");
        await world.GrantAsync(Main, AccessLevel.Operate, "@ops", "slack:UOPS");
        var actor = new Actor("slack:UOPS", [], false, "slack:C1");

        var one = await world.Permissions.DecideAsync(actor, AccessLevel.Operate, Scope.Of("model", "m"), default);
        await world.GrantAsync(Scope.Account("second"), AccessLevel.Operate, "@ops", "slack:UOPS");
        var both = await world.Permissions.DecideAsync(actor, AccessLevel.Operate, Scope.Of("model", "m"), default);

        Assert.False(one.Allowed);
        Assert.True(both.Allowed);
    }

    [EngineFact]
    public async Task Decide_Refusal_NamesEveryoneWhoCan()
    {
        await using var world = await WorldAsync();
        await GrantAsync(world, Main, AccessLevel.Own, "@lee", "slack:ULEE");
        await GrantAsync(world, Main, AccessLevel.Operate, "@ops", "slack:UOPS");

        string own = (await DecideAsync(world, "slack:UELSE", AccessLevel.Own, Main)).Reason;
        string operate = (await DecideAsync(world, "slack:UELSE", AccessLevel.Operate, Main)).Reason;

        Assert.All(["@dana", "@lee", "slack:UBOSS"], name => Assert.Contains(name, own, StringComparison.Ordinal));
        Assert.DoesNotContain("@ops", own, StringComparison.Ordinal);
        Assert.Contains("@ops", operate, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Decide_GrantWithALimit_TellsIt()
    {
        await using var world = await WorldAsync();
        await GrantAsync(world, Main, AccessLevel.Own, "@lee", "slack:ULEE", limit: 500);

        var decision = await DecideAsync(world, "slack:ULEE", AccessLevel.Own, Main);

        Assert.Equal((AccessLevel.Own, Usd.FromDollars(500)), (decision.Level, decision.Limit));
    }

    [EngineFact]
    public async Task Grant_ToANameThatNoPlatformKnows_IsRefused()
    {
        await using var world = await WorldAsync();

        var outcome = await world.Access.GrantAsync(new(Main, await world.Owners.ResolveAsync(PrincipalText.Parse(["@ghost"])!, default), AccessLevel.Own, Now, "x"), AlertWorld.Local, default);

        Assert.Equal("usage", Assert.IsType<ChangeOutcome<Grant>.Refused>(outcome).Kind);
        Assert.Empty(await world.AuditAsync());
    }

    [EngineFact]
    public async Task Revoke_Grant_TakesItBackAndIsAudited()
    {
        await using var world = await WorldAsync();
        await GrantAsync(world, Main, AccessLevel.Own, "@lee", "slack:ULEE");

        Assert.IsType<ChangeOutcome<Grant>.Done>(await world.Access.RevokeAsync(Main, "@LEE", AlertWorld.Local, Now, default));
        Assert.False((await DecideAsync(world, "slack:ULEE", AccessLevel.Operate, Main)).Allowed);
        Assert.Equal("unknown", Assert.IsType<ChangeOutcome<Grant>.Refused>(await world.Access.RevokeAsync(Main, "@lee", AlertWorld.Local, Now, default)).Kind);
        var audit = await world.AuditAsync();
        Assert.Equal(["access.grant", "access.revoke"], audit.Select(static row => row.Action));
        Assert.Contains("\"level\":\"own\"", audit[1].Before, StringComparison.Ordinal);
    }

    private static Task<AlertWorld> WorldAsync() =>
        AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account, Outlooks.Metered], Admins = ["slack:UBOSS"] });

    private static Task<PermissionDecision> DecideAsync(AlertWorld world, string identity, AccessLevel needed, Scope scope) =>
        world.Permissions.DecideAsync(new(identity, [], false, "slack:C1"), needed, scope, default);

    private static async Task GrantAsync(AlertWorld world, Scope scope, AccessLevel level, string name, string identity, decimal? limit = null)
    {
        var who = await world.Owners.ResolveAsync(PrincipalText.Parse([name, identity])!, default);
        Assert.IsType<ChangeOutcome<Grant>.Done>(await world.Access.GrantAsync(
            new(scope, who, level, Now, AlertWorld.Local.Identity) { Limit = limit is { } usd ? Usd.FromDollars(usd) : null }, AlertWorld.Local, default));
    }
}
