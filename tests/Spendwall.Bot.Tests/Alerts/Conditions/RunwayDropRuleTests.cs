using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Drops;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Drops;
using Spendwall.Bot.Signals.Explanation;
using Spendwall.Bot.Tests.Alerts.Events;

namespace Spendwall.Bot.Tests.Alerts.Conditions;

public sealed class RunwayDropRuleTests
{
    [Fact]
    public void Judge_FastFall_SaysFromToSinceAndTheCausesInUsdADay()
    {
        var condition = Assert.IsType<Finding.Holds>(Judge(Fallen(216, 84))).Condition;

        Assert.Equal(AlertLevel.Warning, condition.Level);
        Assert.Equal("OpenRouter openrouter-main: runway 9 d → 3 d 12 h since 2026-11-20 06:00 UTC: +$41.00/d dearer models (batch-7, m)", condition.Title);
        Assert.Equal(["+$41.00/d dearer models (batch-7, m)"], condition.Causes);
        Assert.Contains("5 d 6 h less than the burn that was told leaves (8 d 18 h); credits bought or taken back are not in it", condition.Facts);
        Assert.Equal(84, condition.Measure!.Value);
    }

    [Theory]
    [InlineData(0.71, null, false)]
    [InlineData(0.70, null, true)]
    [InlineData(0.84, AlertLevel.Warning, true)]
    [InlineData(0.86, AlertLevel.Warning, false)]
    public void Judge_ShareThatIsLeft_EntersAtAThirdLostAndLeavesLater(double share, AlertLevel? held, bool holds) =>
        Assert.Equal(holds, Judge(Fallen(216, 210 * share), held) is Finding.Holds);

    [Fact]
    public void Judge_InsideTheBandThatWasTold_IsNoNews() => Assert.IsType<Finding.Cleared>(Judge(Fallen(216, 100, early: 99)));

    [Fact]
    public void Judge_MoreThanAMonthIsLeft_CallsNobody() => Assert.IsType<Finding.Cleared>(Judge(Fallen(3000, 721)));

    [Fact]
    public void Judge_LowCreditOpen_OnlyThatSpeaks()
    {
        var outlook = Outlooks.Runway(40) with { Drop = Fallen(216, 40).Drop };

        Assert.IsType<Finding.Cleared>(RunwayDropRule.Judge(outlook, LowCreditRule.Judge(outlook, null), null, null));
        Assert.IsType<Finding.Cleared>(RunwayDropRule.Judge(outlook, new Finding.Unknown("", ""), new(AlertLevel.Warning, 0, outlook.Now), null));
    }

    [Fact]
    public void Judge_AutomaticTopUp_IsInformation() =>
        Assert.Equal(AlertLevel.Information, Assert.IsType<Finding.Holds>(Judge(Fallen(216, 84, account: Outlooks.Account with { AutoTopUp = true }))).Condition.Level);

    [Fact]
    public void Judge_NothingToCompare_IsNoAlertAndUnknownBalanceIsUnknown()
    {
        Assert.IsType<Finding.Cleared>(Judge(Outlooks.Runway(100)));
        Assert.IsType<Finding.Unknown>(Judge(Outlooks.Of(Outlooks.Account)));
    }

    [Fact]
    public async Task Round_FallThenLowCredit_IsOneCallEach()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();

        await world.RoundAsync(Fallen(216, 84));
        await world.RoundAsync(Fallen(216, 82));

        var root = Assert.Single(world.Sink.Roots);
        Assert.True(root.Mention);
        Assert.Equal("runway_drop", ((AlertPost.Root)root.Post).Notice.Condition.Kind);

        world.Clock.Advance(TimeSpan.FromHours(3));
        await world.RoundAsync(Outlooks.Runway(40) with { Drop = Fallen(216, 40).Drop });

        Assert.Equal(["low_credit"], (await world.Incidents.OpenAsync(default)).Select(static incident => incident.Kind));
        Assert.Equal(2, world.Sink.Roots.Count());
    }

    [Fact]
    public async Task Round_FallInsideAnEvent_IsPostedQuietly()
    {
        await using var world = await AlertWorld.CreateAsync();
        await world.LookAsync();
        await world.Events.AddAsync(Happenings.Of() with { Number = 0 }, static added => new("slack:U1", "slack:C1", "event.add", added.Scope.Text, null, null), default);
        world.Measured = static happening => happening.Costs(20);

        await world.RoundAsync(Fallen(216, 84));

        Assert.False(Assert.Single(world.Sink.Roots).Mention);
        Assert.Equal(IncidentState.Explained, (await world.FileAsync(1)).Incident.State);
    }

    private static Finding Clear => new Finding.Cleared("low", "");

    private static Finding Judge(AccountOutlook outlook, AlertLevel? held = null) =>
        RunwayDropRule.Judge(outlook, LowCreditRule.Judge(outlook, null), null, held is { } level ? new(level, 0, outlook.Now.AddHours(-2)) : null);

    /// <summary>Told at 06:00, six hours before now.</summary>
    internal static AccountOutlook Fallen(double thenHours, double nowHours, double? early = null, AccountOptions? account = null)
    {
        var now = Outlooks.Now;
        var drop = new RunwayDrop(now.AddHours(-6), TimeSpan.FromHours(thenHours), TimeSpan.FromHours(thenHours - 6), TimeSpan.FromHours(early ?? thenHours), TimeSpan.FromHours(nowHours));
        var part = new Contribution("k1", "", "m", "", Cause.ModelMix, Usd.FromDollars(41));

        return Outlooks.Runway(nowHours, account: account) with
        {
            Drop = new DropOutlook(drop, new(Usd.FromDollars(20), Usd.FromDollars(61), [part])) { Names = new Dictionary<string, string> { ["k1"] = "batch-7" } },
        };
    }
}
