using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Governance;

public class LinkBookTests
{
    private static readonly DateTimeOffset Now = Outlooks.Now;

    private static readonly Scope Main = Scope.Account("openrouter-main");

    private static readonly Actor Dana = new("slack:UDANA", [], LocalAdmin: false, "slack:C1") { Name = "@dana" };

    private static readonly Actor DanaInDiscord = new("discord:42", [], LocalAdmin: false, "discord:1");

    [EngineTheory]
    [InlineData("slack:UDANA", "discord:42", AccessLevel.Own)]
    [InlineData("slack:UBOSS", "discord:42", AccessLevel.Admin)]
    [InlineData("slack:UOPS", "discord:42", AccessLevel.Operate)]
    [InlineData("slack:UELSE", "discord:42", AccessLevel.View)]
    public async Task Use_CodeOfTheOtherPlatform_GivesTheSameRightsThere(string asker, string other, AccessLevel level)
    {
        await using var world = await WorldAsync();
        var there = DanaInDiscord with { Identity = other };
        Assert.Equal(AccessLevel.View, (await DecideAsync(world, there)).Level);

        await LinkAsync(world, Dana with { Identity = asker }, there);

        Assert.Equal(level, (await DecideAsync(world, there)).Level);
    }

    [EngineFact]
    public async Task Use_BothWays_IsKnownByOneNameAndMentionedOnBoth()
    {
        await using var world = await WorldAsync();

        await LinkAsync(world, Dana, DanaInDiscord);

        Assert.Equal("@dana", await world.Owners.NameOfAsync("discord:42", default));
        Assert.Equal("42", (await world.Owners.FindAsync(Main, default))!.Owner.Identities["discord"]);
        var audit = (await world.AuditAsync())[^1];
        Assert.Equal(("identity.link", "slack:UDANA", "discord:42"), (audit.Action, audit.Subject, audit.Actor));
    }

    [EngineFact]
    public async Task Part_Linked_TakesTheRightsBackEvenAfterOwnersWereSet()
    {
        await using var world = await WorldAsync();
        await LinkAsync(world, Dana, DanaInDiscord);

        // What is linked is not written to the name: setting an owner must not make it last.
        await world.Owners.SetAsync(Main.With("key", "k"), PrincipalText.Parse(["@dana"])!, AlertWorld.Local, Now, default);
        await world.Owners.SetAsync(Main.With("key", "k2"), PrincipalText.Parse(["discord:42"])!, AlertWorld.Local, Now, default);
        var parted = await world.Links.PartAsync(DanaInDiscord, Now, default);

        Assert.Equal(["discord:42", "slack:UDANA"], Assert.IsType<ChangeOutcome<IReadOnlyList<string>>.Done>(parted).Value.Order(StringComparer.Ordinal));
        Assert.Equal(AccessLevel.View, (await DecideAsync(world, DanaInDiscord)).Level);
        Assert.Equal("@dana", (await world.Owners.FindAsync(Main.With("key", "k2"), default))!.Owner.Name);
        Assert.Equal("unknown", Kind(await world.Links.PartAsync(Dana, Now, default)));
        Assert.Equal("identity.unlink", (await world.AuditAsync())[^1].Action);
    }

    [EngineFact]
    public async Task Use_Twice_IsRefusedTheSecondTime()
    {
        await using var world = await WorldAsync();
        string code = await AskAsync(world, Dana);

        Assert.IsType<ChangeOutcome<IReadOnlyList<string>>.Done>(await world.Links.UseAsync(code, DanaInDiscord, Now, default));

        Assert.Equal("unknown", Kind(await world.Links.UseAsync(code, DanaInDiscord with { Identity = "discord:43" }, Now, default)));
    }

    [EngineFact]
    public async Task Use_ByManyAtOnce_LinksOne()
    {
        await using var world = await WorldAsync();
        string code = await AskAsync(world, Dana);

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => world.Links.UseAsync(code, DanaInDiscord with { Identity = $"discord:{i}" }, Now, default))));

        Assert.Single(outcomes, static outcome => outcome is ChangeOutcome<IReadOnlyList<string>>.Done);
        Assert.Equal(2, (await world.LinkStore.AllAsync(default)).Count);
    }

    [EngineTheory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public async Task Use_AfterTenMinutes_IsRefused(int seconds, bool holds)
    {
        await using var world = await WorldAsync();
        string code = await AskAsync(world, Dana);

        Assert.Equal(holds, await world.Links.UseAsync(code, DanaInDiscord, Now.AddSeconds(seconds), default) is ChangeOutcome<IReadOnlyList<string>>.Done);
    }

    [EngineFact]
    public async Task Ask_Again_VoidsTheFirstCode()
    {
        await using var world = await WorldAsync();
        string first = await AskAsync(world, Dana);
        string second = await AskAsync(world, Dana);

        Assert.Equal("unknown", Kind(await world.Links.UseAsync(first, DanaInDiscord, Now, default)));
        Assert.IsType<ChangeOutcome<IReadOnlyList<string>>.Done>(await world.Links.UseAsync(second.ToLowerInvariant().Replace('-', ' '), DanaInDiscord, Now, default));
    }

    [EngineTheory]
    [InlineData("slack:UDANA")]
    [InlineData("slack:UELSE")]
    public async Task Use_OnTheSamePlatform_IsRefusedAndTheCodeHolds(string identity)
    {
        await using var world = await WorldAsync();
        string code = await AskAsync(world, Dana);

        Assert.Equal("conflict", Kind(await world.Links.UseAsync(code, Dana with { Identity = identity }, Now, default)));
        Assert.IsType<ChangeOutcome<IReadOnlyList<string>>.Done>(await world.Links.UseAsync(code, DanaInDiscord, Now, default));
    }

    [EngineFact]
    public async Task Use_WhoIsLinkedAlready_IsRefusedAndChangesNothing()
    {
        await using var world = await WorldAsync();
        await LinkAsync(world, Dana, DanaInDiscord);
        string code = await AskAsync(world, Dana with { Identity = "slack:UELSE" });

        Assert.Equal("conflict", Kind(await world.Links.UseAsync(code, DanaInDiscord, Now, default)));
        Assert.Equal(["discord:42", "slack:UDANA"], (await world.LinkStore.AllAsync(default)).Select(static link => link.Identity).Order(StringComparer.Ordinal));
    }

    [EngineFact]
    public async Task Use_WrongCodes_AreBoundedForOneAndForAll()
    {
        await using var world = await WorldAsync();
        string code = await AskAsync(world, Dana);
        for (int i = 0; i < LinkBook.MostTries; i++)
        {
            Assert.Equal("unknown", Kind(await world.Links.UseAsync($"AAAA-AAA{i}", DanaInDiscord, Now, default)));
        }

        Assert.Equal("limit", Kind(await world.Links.UseAsync(code, DanaInDiscord, Now, default)));
        for (int i = LinkBook.MostTries; i < LinkBook.MostTriesOfAll; i++)
        {
            await world.Links.UseAsync("AAAA-AAAA", DanaInDiscord with { Identity = $"discord:9{i}" }, Now, default);
        }

        Assert.Equal("limit", Kind(await world.Links.UseAsync(code, DanaInDiscord with { Identity = "discord:7" }, Now, default)));
        Assert.Equal("unknown", Kind(await world.Links.UseAsync(code, DanaInDiscord, Now.AddHours(1).AddMinutes(1), default)));
    }

    [EngineFact]
    public async Task Ask_Code_IsKeptAsAHashOnly()
    {
        await using var world = await WorldAsync();

        string code = await AskAsync(world, Dana);

        await using var db = world.Database.CreateDbContext();
        var kept = await db.Set<LinkCodeRow>().SingleAsync();
        Assert.Equal(64, kept.Hash.Length);
        Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), kept.Hash, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await world.AuditAsync());
    }

    [EngineFact]
    public async Task Ask_AtTheMachine_IsRefused()
    {
        await using var world = await WorldAsync();

        Assert.Equal("usage", Assert.IsType<ChangeOutcome<LinkCode>.Refused>(await world.Links.AskAsync(AlertWorld.Local, Now, default)).Kind);
    }

    private static async Task<AlertWorld> WorldAsync()
    {
        var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account], Admins = ["slack:UBOSS"] });
        await world.LinkAsync("@dana", "slack:UDANA");
        var ops = await world.Owners.ResolveAsync(PrincipalText.Parse(["@ops", "slack:UOPS"])!, default);
        await world.Access.GrantAsync(new(Main, ops, AccessLevel.Operate, Now, "terminal:root"), AlertWorld.Local, default);
        await using var db = world.Database.CreateDbContext();
        await db.Database.ExecuteSqlRawAsync("DELETE FROM audit");

        return world;
    }

    private static Task<PermissionDecision> DecideAsync(AlertWorld world, Actor actor) => world.Permissions.DecideAsync(actor, AccessLevel.Admin, Main, default);

    private static async Task<string> AskAsync(AlertWorld world, Actor actor) => Assert.IsType<ChangeOutcome<LinkCode>.Done>(await world.Links.AskAsync(actor, Now, default)).Value.Text;

    private static async Task LinkAsync(AlertWorld world, Actor asker, Actor user) =>
        Assert.IsType<ChangeOutcome<IReadOnlyList<string>>.Done>(await world.Links.UseAsync(await AskAsync(world, asker), user, Now, default));

    private static string Kind(ChangeOutcome<IReadOnlyList<string>> outcome) => Assert.IsType<ChangeOutcome<IReadOnlyList<string>>.Refused>(outcome).Kind;
}
