using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Drops;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Drops;
using Spendwall.Bot.Signals.Explanation;
using Spendwall.Bot.Tests.Alerts.Outlook;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Alerts.Outlook.OutlookWorld;

namespace Spendwall.Bot.Tests.Alerts.Drops;

public sealed class RunwayDropsTests : IAsyncLifetime
{
    private readonly OutlookWorld world = new();
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Read_BurnOfOneKeyRises_NamesItInUsdADay()
    {
        Hours(dearSince: Now.FloorHour().AddHours(-12));
        world.Balance(1000, 500);

        var outlook = await ReadAsync(Now);

        var drop = outlook.Drop!;
        Assert.True(DropRules.IsMaterial(drop.Drop, held: false));
        Assert.InRange(drop.Drop.Since, Now.AddHours(-14), Now.AddHours(-11));
        Assert.Equal(24 * 3, drop.PerDay!.Before.ToDouble(), 6);
        Assert.InRange(drop.PerDay.Change.ToDouble(), 24 * 14, 24 * 18);
        Assert.Equal((Cause.ModelMix, "batch"), (drop.PerDay.ByCause[0].Key, drop.PerDay.ByCaller[0].Key));
        Assert.Equal(drop.PerDay.Change.Nanos, drop.PerDay.Contributions.Sum(static part => part.Usd.Nanos));
        Assert.IsType<Finding.Holds>(RunwayDropRule.Judge(outlook, new Finding.Cleared("", ""), null, null));
    }

    [Fact]
    public async Task Read_BurnAsItWas_IsNoDropWhateverIsBoughtOrTakenBack()
    {
        Hours(dearSince: null);
        world.Balance(1000, 500, Now.AddHours(-3));
        world.Balance(700, 509);

        Assert.False(DropRules.IsMaterial((await ReadAsync(Now)).Drop!.Drop, held: false));
    }

    [Fact]
    public async Task Read_CreditsBoughtSinceItFell_AreAnAnswerToIt()
    {
        Hours(dearSince: Now.FloorHour().AddHours(-12));
        world.Balance(2000, 500);
        world.Ledger.Lots.Add(new(1, Router, Dollars(1000), Now.AddHours(-4), null, "observed", LotKind.Purchase));

        Assert.False(DropRules.IsMaterial((await ReadAsync(Now)).Drop!.Drop, held: true));
    }

    [Fact]
    public async Task Read_DropIsOpen_IsComparedWithWhatWasToldBeforeItWasSeen()
    {
        Hours(dearSince: Now.FloorHour().AddHours(-40));
        world.Balance(1000, 500);
        Assert.InRange((await ReadAsync(Now)).Drop!.Drop.Since, Now.AddHours(-25), Now);
        var outlook = await world.ReadRouterAsync();
        await new IncidentStore(database.Database).ChangeAsync(
            (work, token) => work.PutAsync(
                new Incident
                {
                    Account = Router,
                    Kind = RunwayDropRule.Kind,
                    Fingerprint = RunwayDropRule.Fingerprint(outlook),
                    Scope = Scope.Account(Router),
                    State = IncidentState.Open,
                    Level = AlertLevel.Warning,
                    Title = "",
                    OpenedAt = Now.AddHours(-30),
                },
                token),
            default);

        var drop = (await ReadAsync(Now)).Drop!;

        Assert.True(DropRules.IsMaterial(drop.Drop, held: true));
        Assert.InRange(drop.Drop.Since, Now.AddHours(-42), Now.AddHours(-37));
    }

    [Fact]
    public async Task Read_NoReservoir_IsNothing() => Assert.Null((await ReadAsync(Now)).Drop);

    private async Task<AccountOutlook> ReadAsync(DateTimeOffset at)
    {
        var outlook = await world.ReadRouterAsync(at);
        var use = new UseReader(world.Ledger, new EstimateRefresher(world.Ledger, world.Options));
        using var watches = new AnomalyWatches(use);

        return outlook with { Drop = await new RunwayDrops(world.Ledger, new IncidentStore(database.Database), watches, use).ReadAsync(outlook, default) };
    }

    /// <summary>Four weeks at $3 an hour in two keys, one of which moves to a model nine times as dear.</summary>
    private void Hours(DateTimeOffset? dearSince)
    {
        for (var hour = Now.FloorHour().AddDays(-28); hour < Now.FloorHour(); hour = hour.AddHours(1))
        {
            bool dear = hour >= dearSince;
            Add(hour, "batch", dear ? "vendor/huge" : "vendor/big", dear ? 18 : 2);
            Add(hour, "web", "vendor/big", 1);
        }

        world.Ledger.Mark(Router, "analytics.key-model", Now.FloorHour());

        void Add(DateTimeOffset hour, string key, string model, decimal usd) => world.Ledger.Add(
            Router,
            UsageView.KeyModel,
            new UsageBucket(hour, new() { Key = key, Model = model }) { Cost = Dollars(usd), Requests = 100, InputTokens = 100_000, CachedTokens = 0, OutputTokens = 10_000 });
    }
}
