using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Alerts.Events;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;
using TheoryAttribute = Spendwall.Bot.Tests.Support.Engines.EngineTheoryAttribute;

namespace Spendwall.Bot.Tests.Governance;

public class EventBookTests
{
    private static readonly DateTimeOffset Now = Outlooks.Now;

    [Theory]
    [InlineData(null, null, "cap:")]
    [InlineData(0.0, null, "above 0")]
    [InlineData(10_000_001.0, null, "at most $10,000,000.00")]
    [InlineData(null, 1.0, "above 1")]
    [InlineData(null, 100.5, "at most 100")]
    public async Task Add_WithoutABound_IsRefused(double? cap, double? factor, string part) =>
        await RefusedAsync(Draft() with { Cap = cap is { } usd ? Usd.FromEstimate(usd) : null, Factor = factor }, part);

    [Theory]
    [InlineData(0, 336, null)]
    [InlineData(0, 336.1, "at most 14 d")]
    [InlineData(-168, 1, null)]
    [InlineData(-168.1, 1, "can begin at most 7 d ago")]
    [InlineData(-5, 0, "before now")]
    [InlineData(5, 5, "before it begins")]
    [InlineData(2160, 2161, null)]
    [InlineData(2161, 2162, "90 d ahead")]
    public async Task Add_Period_HasAnEndInReach(double from, double until, string? refusal)
    {
        var draft = Draft() with { From = Now.AddHours(from), Until = Now.AddHours(until) };
        if (refusal is not null)
        {
            await RefusedAsync(draft, refusal);

            return;
        }

        await using var world = await AlertWorld.CreateAsync();
        Assert.IsType<ChangeOutcome<AddedEvent>.Done>(await world.EventBook.AddAsync(draft, default));
    }

    [Theory]
    [InlineData("", "Say what")]
    [InlineData("route:azure", "not told apart by route")]
    [InlineData("owner:@dana", "not told apart by owner")]
    public async Task Add_ScopeThatHoursDoNotTell_IsRefused(string scope, string part) => await RefusedAsync(Draft() with { Scope = Scope.Parse(scope) }, part);

    [Fact]
    public async Task Add_TheSameSourceId_IsOneEventAndOneAuditEntry()
    {
        await using var world = await AlertWorld.CreateAsync();
        var draft = Draft() with { SourceId = "deploy-1", Content = "a" };

        var first = await DoneAsync(world, draft);
        var again = await DoneAsync(world, draft with { AddedAt = Now.AddDays(30), From = Now.AddDays(30), Until = Now.AddDays(31) });
        var other = await DoneAsync(world, draft with { SourceId = "deploy-2" });
        var conflict = await world.EventBook.AddAsync(draft with { Content = "b" }, default);

        Assert.Equal((true, false, true), (first.IsNew, again.IsNew, other.IsNew));
        Assert.Equal((1L, 1L, 2L), (first.Event.Number, again.Event.Number, other.Event.Number));
        Assert.Equal("conflict", Assert.IsType<ChangeOutcome<AddedEvent>.Refused>(conflict).Kind);
        Assert.Equal(["event.add", "event.add"], (await world.AuditAsync()).Select(static row => row.Action));
    }

    [Fact]
    public async Task Add_TheSameContentWithoutAnId_IsOneEventWhileItLasts()
    {
        await using var world = await AlertWorld.CreateAsync();
        var draft = Draft() with { Content = "a" };

        await DoneAsync(world, draft);
        var again = await DoneAsync(world, draft with { AddedAt = Now.AddHours(1), From = Now.AddHours(1) });
        var later = await DoneAsync(world, draft with { AddedAt = Now.AddHours(13), From = Now.AddHours(13), Until = Now.AddHours(20) });

        Assert.Equal((false, true), (again.IsNew, later.IsNew));
    }

    [Fact]
    public async Task Add_ByTwoPeopleAlike_IsTwoEvents()
    {
        await using var world = await AlertWorld.CreateAsync();

        await DoneAsync(world, Draft());

        Assert.True((await DoneAsync(world, Draft())).IsNew);
    }

    [Fact]
    public async Task End_Active_EndsNowAndIsAuditedWithBoth()
    {
        await using var world = await AlertWorld.CreateAsync();
        await DoneAsync(world, Draft());

        var ended = await world.EventBook.EndAsync(1, AlertWorld.Local, Now.AddHours(1), default);
        var again = await world.EventBook.EndAsync(1, AlertWorld.Local, Now.AddHours(2), default);

        Assert.Equal(Now.AddHours(1), Assert.IsType<ChangeOutcome<SpendEvent>.Done>(ended).Value.Until);
        Assert.Equal("conflict", Assert.IsType<ChangeOutcome<SpendEvent>.Refused>(again).Kind);
        var audit = (await world.AuditAsync())[^1];
        Assert.Equal(("event.end", "terminal:root"), (audit.Action, audit.Actor));
        Assert.Contains("2026-11-20T18:00:00Z", audit.Before, StringComparison.Ordinal);
        Assert.Contains("2026-11-20T13:00:00Z", audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_Planned_NeverExplainsAnything()
    {
        await using var world = await AlertWorld.CreateAsync();
        await DoneAsync(world, Draft() with { From = Now.AddHours(3) });

        var ended = Assert.IsType<ChangeOutcome<SpendEvent>.Done>(await world.EventBook.EndAsync(1, AlertWorld.Local, Now, default)).Value;

        Assert.Equal(ended.From, ended.Until);
        Assert.False(ended.Covers(ended.From));
    }

    private static SpendEvent Draft() => Happenings.Of() with { Number = 0, AddedAt = Now };

    private static async Task<AddedEvent> DoneAsync(AlertWorld world, SpendEvent draft) =>
        Assert.IsType<ChangeOutcome<AddedEvent>.Done>(await world.EventBook.AddAsync(draft, default)).Value;

    private static async Task RefusedAsync(SpendEvent draft, string part)
    {
        await using var world = await AlertWorld.CreateAsync();

        var refused = Assert.IsType<ChangeOutcome<AddedEvent>.Refused>(await world.EventBook.AddAsync(draft, default));

        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        Assert.Empty(await world.AuditAsync());
    }
}
