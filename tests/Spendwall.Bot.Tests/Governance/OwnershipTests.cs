using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Governance;

public class OwnershipTests
{
    private static readonly Scope Main = Scope.Account("openrouter-main");

    private static readonly Scope Key = Main.With("key", "k");

    private static readonly Scope Free = Scope.Account("openai-free");

    private static readonly DateTimeOffset Now = Outlooks.Now;

    private static readonly Actor Kim = new("slack:UKIM", [], LocalAdmin: false, "slack:C1") { Name = "@kim" };

    [EngineFact]
    public async Task Set_WithoutTerms_LeasesForNinetyDays()
    {
        await using var world = await WorldAsync();

        var set = await DoneAsync(world.Owners.SetAsync(Key, Who("@lee"), AlertWorld.Local, Now, default));

        Assert.Equal((Now.AddDays(90), false, true), (set.LeaseUntil, set.IsStale(Now.AddDays(89)), set.IsStale(Now.AddDays(90))));
        Assert.Empty(set.Channels);
        Assert.Null(set.EscalateTo);
    }

    [EngineFact]
    public async Task Set_TheSameOwnerAgain_KeepsWhatIsNotTold()
    {
        await using var world = await WorldAsync();
        await DoneAsync(world.Owners.SetAsync(Key, Who("@lee"), Terms("slack:#search", "@max"), AlertWorld.Local, Now, default));

        var again = await DoneAsync(world.Owners.SetAsync(Key, Who("@LEE"), new OwnerTerms { Channels = ["slack:#other"] }, AlertWorld.Local, Now.AddDays(3), default));
        var other = await DoneAsync(world.Owners.SetAsync(Key, Who("@sam"), AlertWorld.Local, Now.AddDays(4), default));

        Assert.Equal(("@max", "slack:#other", Now, Now.AddDays(93)), (again.EscalateTo?.Name, Assert.Single(again.Channels), again.Since, again.LeaseUntil));
        Assert.Equal((null, 0, Now.AddDays(4)), (other.EscalateTo?.Name, other.Channels.Count, other.Since));
    }

    [EngineFact]
    public async Task Handover_OwnScope_GoesWithItsChannelsAndEscalation()
    {
        await using var world = await WorldAsync();
        await DoneAsync(world.Owners.SetAsync(Key, Who("@lee"), Terms("slack:#search", "@max"), AlertWorld.Local, Now, default));

        var given = await DoneAsync(world.Owners.HandoverAsync(Key, Who("@sam"), OwnerTerms.None, AlertWorld.Local, Now.AddDays(80), default));
        var toEscalation = await DoneAsync(world.Owners.HandoverAsync(Key, Who("@max"), OwnerTerms.None, AlertWorld.Local, Now.AddDays(81), default));

        Assert.Equal(("@sam", "@max", "slack:#search", Now.AddDays(170)), (given.Owner.Name, given.EscalateTo?.Name, Assert.Single(given.Channels), given.LeaseUntil));
        Assert.Null(toEscalation.EscalateTo);
        Assert.Equal(["owner.set", "owner.handover", "owner.handover"], (await world.AuditAsync()).Select(static row => row.Action));
    }

    [EngineTheory]
    [InlineData("account:openrouter-main key:k", "@sam", "unknown")]
    [InlineData("account:openrouter-main", "@dana", "conflict")]
    public async Task Handover_WhatCannotBe_IsRefused(string scope, string who, string kind)
    {
        await using var world = await WorldAsync();

        Assert.Equal(kind, await KindAsync(world.Owners.HandoverAsync(Scope.Parse(scope), Who(who), OwnerTerms.None, AlertWorld.Local, Now, default)));
        Assert.Empty(await world.AuditAsync());
    }

    [EngineFact]
    public async Task Renew_StaleLease_BeginsAnewAndKeepsTheRest()
    {
        await using var world = await WorldAsync();
        var set = await DoneAsync(world.Owners.SetAsync(Key, Who("@lee"), Terms("slack:#search", "@max"), AlertWorld.Local, Now, default));

        var late = Now.AddDays(120);
        Assert.True((await world.Owners.FindAsync(Key, default))!.Ownership.IsStale(late));
        var renewed = await DoneAsync(world.Owners.RenewAsync(Key, OwnerTerms.None, AlertWorld.Local, late, default));

        Assert.Equal(("@lee", "@max", "slack:#search", Now, late.AddDays(90)), (renewed.Owner.Name, renewed.EscalateTo?.Name, Assert.Single(renewed.Channels), renewed.Since, renewed.LeaseUntil));
        Assert.Equal(set.Source, renewed.Source);
    }

    [EngineTheory]
    [InlineData("account:openrouter-main", "conflict")]
    [InlineData("account:openrouter-main key:other", "unknown")]
    public async Task Renew_WithoutALease_IsRefused(string scope, string kind)
    {
        await using var world = await WorldAsync();

        Assert.Equal(kind, await KindAsync(world.Owners.RenewAsync(Scope.Parse(scope), OwnerTerms.None, AlertWorld.Local, Now, default)));
    }

    [EngineFact]
    public async Task Claim_WhatNobodyOwns_IsTheClaimersByName()
    {
        await using var world = await WorldAsync();

        var claimed = await DoneAsync(world.Owners.ClaimAsync(Free.With("key", "k"), OwnerTerms.None, Kim, Now, default));

        Assert.Equal(("@kim", "UKIM", Now.AddDays(90)), (claimed.Owner.Name, claimed.Owner.Identities["slack"], claimed.LeaseUntil));
        Assert.Equal("@kim", await world.Owners.NameOfAsync("slack:UKIM", default));
    }

    [EngineTheory]
    [InlineData("account:openrouter-main", "@dana owns account:openrouter-main.")]
    [InlineData("account:openrouter-main key:k", "by owning account:openrouter-main")]
    public async Task Claim_WhatSomebodyOwns_IsRefusedNamingThem(string scope, string part)
    {
        await using var world = await WorldAsync();

        var refused = Assert.IsType<ChangeOutcome<Ownership>.Refused>(await world.Owners.ClaimAsync(Scope.Parse(scope), OwnerTerms.None, Kim, Now, default));

        Assert.Equal("conflict", refused.Kind);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What the platform calls somebody is theirs to choose: it must not make them the one who is called that here.</summary>
    [EngineFact]
    public async Task Claim_ByOneWhoCallsThemselvesAsAnOwner_IsNotThatOwner()
    {
        await using var world = await WorldAsync();

        var claimed = await DoneAsync(world.Owners.ClaimAsync(Free, OwnerTerms.None, Kim with { Name = "@dana" }, Now, default));

        Assert.Equal("@UKIM", claimed.Owner.Name);
        Assert.Empty((await world.Owners.FindAsync(Main, default))!.Owner.Identities);
    }

    [EngineFact]
    public async Task Claim_TwoAtOnce_OneHasItAndTheOtherIsToldWho()
    {
        await using var world = await WorldAsync();
        var people = Enumerable.Range(1, 8).Select(static i => new Actor($"slack:U{i}", [], LocalAdmin: false, "slack:C1") { Name = $"@p{i}" }).ToList();

        var outcomes = await Task.WhenAll(people.Select(person => Task.Run(() => world.Owners.ClaimAsync(Free, OwnerTerms.None, person, Now, default))));

        var done = Assert.IsType<ChangeOutcome<Ownership>.Done>(Assert.Single(outcomes, static outcome => outcome is ChangeOutcome<Ownership>.Done));
        Assert.All(outcomes.OfType<ChangeOutcome<Ownership>.Refused>(), refused => Assert.Contains(done.Value.Owner.Name, refused.Message, StringComparison.Ordinal));
        Assert.Equal("owner.claim", Assert.Single(await world.AuditAsync()).Action);
    }

    [EngineFact]
    public async Task Claim_WhileItIsSet_NeverOverwritesWhatWasSet()
    {
        await using var world = await WorldAsync();

        for (int i = 0; i < 6; i++)
        {
            var scope = Free.With("key", $"k{i}");
            var claim = Task.Run(() => world.Owners.ClaimAsync(scope, OwnerTerms.None, Kim, Now, default));
            var set = Task.Run(() => world.Owners.SetAsync(scope, Who("@lee"), AlertWorld.Local, Now, default));
            await Task.WhenAll(claim, set);

            // Whoever came first, what was set last by somebody who may is in force.
            Assert.Equal("@lee", (await world.Owners.FindAsync(scope, default))!.Owner.Name);
        }
    }

    [EngineFact]
    public async Task Set_IdForAKnownName_IsForAnAdminOnly()
    {
        await using var world = await WorldAsync();
        await DoneAsync(world.Owners.SetAsync(Key, Who("@kim", "slack:UKIM"), AlertWorld.Local, Now, default));

        // Kim owns the key and could otherwise become Dana, who owns the account.
        Assert.Equal("permission", await KindAsync(world.Owners.SetAsync(Key, Who("@dana", "slack:UKIM2"), Kim, Now, default)));
        Assert.Equal("permission", await KindAsync(world.Owners.SetAsync(Key, Who("@kim"), new OwnerTerms { EscalateTo = Who("@dana", "slack:UKIM2") }, Kim, Now, default)));
        await DoneAsync(world.Owners.SetAsync(Key, Who("@new", "slack:UNEW"), Kim, Now, default));
        Assert.Empty((await world.Owners.FindAsync(Main, default))!.Owner.Identities);
    }

    [EngineFact]
    public async Task BudgetSet_IdForAKnownName_IsForAnAdminOnly()
    {
        await using var world = await WorldAsync();
        await DoneAsync(world.Owners.SetAsync(Key, Who("@kim", "slack:UKIM"), AlertWorld.Local, Now, default));
        var budget = new Budget(Key, Money.Usd.FromDollars(5), Bot.Ledger.Budgets.BudgetPeriod.Day, Now, Kim.Identity);

        Assert.Equal("permission", Assert.IsType<ChangeOutcome<Budget>.Refused>(await world.Budgets.SetAsync(budget, Who("@dana", "slack:UKIM2"), Kim, default)).Kind);
    }

    [EngineFact]
    public async Task Set_EscalationToTheOwner_IsRefused()
    {
        await using var world = await WorldAsync();

        Assert.Equal("usage", await KindAsync(world.Owners.SetAsync(Key, Who("@lee"), new OwnerTerms { EscalateTo = Who("@lee") }, AlertWorld.Local, Now, default)));
    }

    [EngineTheory]
    [InlineData("account:openrouter-main key:k model:m", "key:k model:m|account:openrouter-main key:k|account:openrouter-main")]
    [InlineData("account:openrouter-main key:other", "account:openrouter-main")]
    [InlineData("account:openai-free key:k", "")]
    public async Task Chain_Scope_ListsWhatWasLookedAtTheMostSpecificFirst(string scope, string chain)
    {
        await using var world = await WorldAsync();
        await DoneAsync(world.Owners.SetAsync(Key, Who("@lee"), AlertWorld.Local, Now, default));
        await DoneAsync(world.Owners.SetAsync(Scope.Parse("key:k model:m"), Who("@max"), AlertWorld.Local, Now, default));
        var asked = Scope.Parse(scope);

        var view = await world.Owners.ViewAsync([asked], default);

        Assert.Equal(chain, string.Join('|', view.Chain(asked).Select(static ownership => ownership.Scope.Text)));
        Assert.Equal(view.Chain(asked).Select(static ownership => ownership.Scope).FirstOrDefault(), view.Find(asked)?.Ownership.Scope);
    }

    private static Task<AlertWorld> WorldAsync() => AlertWorld.CreateAsync(new SpendwallOptions
    {
        Accounts = [Outlooks.Account, Outlooks.Metered with { Name = "openai-free", Owner = null, MonthlyBudget = null }],
    });

    private static PrincipalText Who(params string[] words) => PrincipalText.Parse(words)!;

    private static OwnerTerms Terms(string channel, string escalation) => new() { Channels = [channel], EscalateTo = Who(escalation) };

    private static async Task<Ownership> DoneAsync(Task<ChangeOutcome<Ownership>> change) => Assert.IsType<ChangeOutcome<Ownership>.Done>(await change).Value;

    private static async Task<string> KindAsync(Task<ChangeOutcome<Ownership>> change) => Assert.IsType<ChangeOutcome<Ownership>.Refused>(await change).Kind;
}
