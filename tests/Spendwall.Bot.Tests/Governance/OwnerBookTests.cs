using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Tests.Alerts;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;
using TheoryAttribute = Spendwall.Bot.Tests.Support.Engines.EngineTheoryAttribute;

namespace Spendwall.Bot.Tests.Governance;

public class OwnerBookTests
{
    private static readonly Scope Main = Scope.Account("openrouter-main");

    [Theory]
    [InlineData("account:openrouter-main", "@dana", null)]
    [InlineData("account:openrouter-main key:batch-7", "@lee", null)]
    [InlineData("account:openrouter-main key:batch-7 route:r", "@lee", "account:openrouter-main key:batch-7")]
    [InlineData("account:openrouter-main key:batch-7 model:m", "@max", "model:m")]
    [InlineData("account:openrouter-main key:other", "@dana", "account:openrouter-main")]
    [InlineData("account:openrouter-main project:p model:m", "@max", "model:m")]
    [InlineData("account:third", "@prov", "provider:openai")]
    [InlineData("key:batch-7", null, null)]
    public async Task Find_Scope_TheMostSpecificWinsAndSaysWhereFrom(string scope, string? owner, string? from)
    {
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions
        {
            Accounts = [Outlooks.Account, Outlooks.Metered with { Owner = null }, Outlooks.Metered with { Name = "third", Owner = null }],
        });
        await SetAsync(world, Main.With("key", "batch-7"), "@lee");
        await SetAsync(world, Scope.Of("model", "m"), "@max");
        await SetAsync(world, Scope.Of("provider", "openai"), "@prov");

        var match = await world.Owners.FindAsync(Scope.Parse(scope), default);

        Assert.Equal((owner, from), (match?.Owner.Name, match?.InheritedFrom?.Text));
    }

    [Fact]
    public async Task Set_OverTheSettings_WinsAndIsTakenBackByClear()
    {
        await using var world = await AlertWorld.CreateAsync();
        await SetAsync(world, Main, "@lee");
        Assert.Equal("@lee", (await world.Owners.FindAsync(Main, default))!.Owner.Name);

        var back = Assert.IsType<ChangeOutcome<OwnerMatch?>.Done>(await world.Owners.ClearAsync(Main, AlertWorld.Local, Outlooks.Now, default));

        Assert.Equal("@dana", back.Value!.Owner.Name);
        Assert.Equal("conflict", Assert.IsType<ChangeOutcome<OwnerMatch?>.Refused>(await world.Owners.ClearAsync(Main, AlertWorld.Local, Outlooks.Now, default)).Kind);
    }

    [Fact]
    public async Task Set_Anything_IsAuditedWithBeforeAndAfter()
    {
        await using var world = await AlertWorld.CreateAsync();
        await SetAsync(world, Main, "@lee");
        await world.Owners.ClearAsync(Main, AlertWorld.Local, Outlooks.Now, default);

        var audit = await world.AuditAsync();

        Assert.Equal(["owner.set", "owner.clear"], audit.Select(static row => row.Action));
        Assert.Contains("@dana", audit[0].Before, StringComparison.Ordinal);
        Assert.Contains("@lee", audit[0].After, StringComparison.Ordinal);
        Assert.Equal(("terminal:root", "terminal", null), (audit[1].Actor, audit[1].Channel, audit[1].After));
    }

    [Fact]
    public async Task Set_NameWithAnId_GivesTheIdToEveryScopeOfThatName()
    {
        await using var world = await AlertWorld.CreateAsync();
        Assert.Equal(2, (await world.Owners.UnresolvedAsync(default)).Count);

        await SetAsync(world, Scope.Of("model", "m"), "@Dana", "slack:U123");

        Assert.Empty(await world.Owners.UnresolvedAsync(default));
        Assert.Equal("U123", (await world.Owners.FindAsync(Main, default))!.Owner.Identities["slack"]);
        Assert.Equal("@Dana", await world.Owners.NameOfAsync("slack:U123", default));
    }

    [Fact]
    public async Task Set_KnownIdWithoutAName_IsTheSamePerson()
    {
        await using var world = await AlertWorld.CreateAsync();
        await SetAsync(world, Main, "@dana", "slack:U123");

        await SetAsync(world, Scope.Of("model", "m"), "<@U123|dana.b>");

        Assert.Equal("@dana", (await world.Owners.FindAsync(Scope.Of("model", "m"), default))!.Owner.Name);
    }

    [Fact]
    public async Task Set_IdOfSomebodyElse_IsRefusedAndChangesNothing()
    {
        await using var world = await AlertWorld.CreateAsync();
        await SetAsync(world, Main, "@dana", "slack:U123");

        var outcome = await world.Owners.SetAsync(Scope.Of("model", "m"), PrincipalText.Parse(["@lee", "slack:U123"])!, AlertWorld.Local, Outlooks.Now, default);

        Assert.Equal("conflict", Assert.IsType<ChangeOutcome<Ownership>.Refused>(outcome).Kind);
        Assert.Null(await world.Owners.FindAsync(Scope.Of("model", "m"), default));
        Assert.Single(await world.AuditAsync());
    }

    private static async Task SetAsync(AlertWorld world, Scope scope, params string[] who) =>
        Assert.IsType<ChangeOutcome<Ownership>.Done>(await world.Owners.SetAsync(scope, PrincipalText.Parse(who)!, AlertWorld.Local, Outlooks.Now, default));
}
