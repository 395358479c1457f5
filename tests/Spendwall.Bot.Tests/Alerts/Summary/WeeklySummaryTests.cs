using NSubstitute;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using FactAttribute = Spendwall.Bot.Tests.Support.Engines.EngineFactAttribute;
using TheoryAttribute = Spendwall.Bot.Tests.Support.Engines.EngineTheoryAttribute;

namespace Spendwall.Bot.Tests.Alerts.Summary;

public class WeeklySummaryTests
{
    private static readonly UtcRange Week = new(new DateTimeOffset(2026, 11, 9, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void CompletedWeek_AnyDay_IsTheLastMondayToMonday()
    {
        Assert.Equal(Week, SummaryReader.CompletedWeek(Outlooks.Now));
        Assert.Equal(Week, SummaryReader.CompletedWeek(Week.End));
        Assert.Equal(Week.Start.AddDays(-7), SummaryReader.CompletedWeek(Week.End.AddTicks(-1)).Start);
    }

    [Fact]
    public void Build_TwoWeeks_AreToldPerOwnerWithMoversAndWhatNobodyOwns()
    {
        var ownerships = new List<Ownership> { new(Scope.Account("a"), new("@dana", PrincipalKind.User, new Dictionary<string, string>()), Outlooks.Now, "settings") };

        var week = WeeklySummaryBuilder.Build(new(
            Week, Outlooks.Now, [Line("a", "m1", 50), Line("a", "m2", 10), Line("b", "m1", 5)], [Line("a", "m1", 20), Line("a", "m3", 25)], ownerships, [], [], []));

        Assert.Equal((Usd.FromDollars(65), Usd.FromDollars(45), Usd.FromDollars(5)), (week.Spent!.Value, week.Before!.Value, week.Unowned!.Value));
        Assert.Equal(["@dana", null], week.Owners.Select(static owner => owner.Owner));
        Assert.Equal([("m1", Usd.FromDollars(30)), ("m3", Usd.FromDollars(-25)), ("m2", Usd.FromDollars(10))], week.Owners[0].Movers.Select(static mover => (mover.Label, mover.Change)));
    }

    [Fact]
    public void Build_NothingEverRead_IsUnknownNotZero()
    {
        var week = WeeklySummaryBuilder.Build(new(Week, Outlooks.Now, null, null, [], [], [], ["a was never read."]));

        Assert.Null(week.Spent);
        Assert.Null(week.Unowned);
        Assert.Contains("spend unknown", SummaryMessage.Of(week).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WeekBeforeUnknown_ClaimsNoChange()
    {
        var week = WeeklySummaryBuilder.Build(new(Week, Outlooks.Now, [Line("a", "m1", 50)], null, [], [], [], ["a: nothing is known of the week before."]));

        Assert.Null(week.Before);
        Assert.Null(week.Owners[0].Before);
        Assert.Empty(week.Owners[0].Movers);
        Assert.EndsWith("$50.00 spent", SummaryMessage.Of(week).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WeekWithoutARow_IsZeroOnlyWhereTheHistoryReachesIt(bool reaches)
    {
        await using var world = await WorldAsync(new SpendwallOptions { Accounts = [Outlooks.Account] });
        world.Ledger.MarksAsync(null!, default).ReturnsForAnyArgs(new Dictionary<string, DatasetMark>
        {
            ["key"] = new(Outlooks.Account.Name, "key", Outlooks.Now, null, Outlooks.Now),
        });
        world.Ledger.SpendAsync(null!, default).ReturnsForAnyArgs(Array.Empty<SpendSum>());
        world.Ledger.SumAsync(null!, default, default, null!, default).ReturnsForAnyArgs(new UsageFigures { Cost = reaches ? Usd.FromDollars(1) : null });

        var week = await world.Summaries.ReadAsync(Week, null, Outlooks.Now, default);

        Assert.Equal(reaches ? Usd.Zero : null, week.Spent);
        Assert.Equal(!reaches, week.BlindSpots.Any(text => text.Contains("nothing is known", StringComparison.Ordinal)));
    }

    [Fact]
    public void Build_Incidents_GiveTheMedianTimeToAcknowledge()
    {
        var incidents = new[] { 10, 30, 90 }.Select(minutes => Incident() with { AcknowledgedAt = Week.Start.AddMinutes(minutes) })
            .Append(Incident() with { State = IncidentState.Resolved })
            .Append(Incident() with { NotifiedAt = null })
            .ToList();

        var week = WeeklySummaryBuilder.Build(new(Week, Outlooks.Now, [], [], [], [], incidents, []));

        Assert.Equal(new IncidentWeek(4, 3, 1, 30), week.Incidents);
    }

    [Fact]
    public void Build_Runway_IsToldNowAndAWeekAgo()
    {
        var outlook = Outlooks.Runway(48);
        var before = new RunwayForecast.Ends(null, TimeSpan.FromDays(9), null, TimeSpan.FromDays(20));

        var week = WeeklySummaryBuilder.Build(new(Week, Outlooks.Now, [], [], [], [outlook with { Reservoir = outlook.Reservoir! with { RunwayWeekAgo = before } }], [], []));

        var runway = Assert.Single(week.Runways);
        Assert.Equal((48d, 216d, "2 d", "9 d"), (runway.HoursNow!.Value, runway.HoursWeekAgo!.Value, runway.Now, runway.WeekAgo));
    }

    [Fact]
    public async Task PostDue_AskedAgainAndAfterARestart_PostsEachWeekOnceInEachChannel()
    {
        var options = new SpendwallOptions
        {
            Accounts = [Outlooks.Account with { Channels = ["slack:#a", "terminal"] }, Outlooks.Metered with { Channels = ["slack:#a"] }],
            Slack = new() { Enabled = true },
        };
        await using var world = await WorldAsync(options);
        var now = world.Clock.GetUtcNow();

        Assert.Equal(2, await Poster(world).PostDueAsync(_ => new(now, null), now, default));
        Assert.Equal(0, await Poster(world).PostDueAsync(_ => new(now.AddHours(1), null), now.AddHours(1), default));
        await world.NewPump().PumpAsync(default);
        Assert.Equal(0, await Poster(world).PostDueAsync(_ => new(now.AddHours(2), null), now.AddHours(2), default));
        world.Clock.Advance(TimeSpan.FromDays(21));
        Assert.Equal(2, await Poster(world).PostDueAsync(_ => new(world.Clock.GetUtcNow(), null), world.Clock.GetUtcNow(), default));
        await world.NewPump().PumpAsync(default);

        Assert.Equal(["slack:#a", "slack:#a", "terminal", "terminal"], world.Sink.Posts.Select(static posted => posted.Channel).Order());
        Assert.All(world.Sink.Posts, static posted => Assert.False(posted.Mention));
        Assert.All(world.Sink.Posts, static posted => Assert.IsType<AlertPost.Summary>(posted.Post));
    }

    [Fact]
    public async Task PostDue_TwoAtOnce_ClaimEachChannelOnce()
    {
        await using var world = await WorldAsync(new SpendwallOptions { Accounts = [Outlooks.Account] });
        var now = world.Clock.GetUtcNow();

        int[] posted = await Task.WhenAll(Poster(world).PostDueAsync(_ => new(now, null), now, default), Poster(world).PostDueAsync(_ => new(now, null), now, default));

        Assert.Equal(1, posted.Sum());
    }

    [Fact]
    public async Task Read_OpenAiWithOpenDays_AddsOnlyWhatIsNotBilledYet()
    {
        await using var world = await WorldAsync(new SpendwallOptions { Accounts = [Outlooks.Metered] });
        var sunday = new DateOnly(2026, 11, 15);
        world.Ledger.MarksAsync("openai-acme", default).ReturnsForAnyArgs(new Dictionary<string, DatasetMark>
        {
            ["costs"] = new("openai-acme", "costs", Outlooks.Now, null, new DateTimeOffset(2026, 11, 15, 0, 0, 0, TimeSpan.Zero)),
        });
        world.Ledger.SpendAsync(null!, default).ReturnsForAnyArgs(call => (IReadOnlyList<SpendSum>)(call.Arg<SpendQuery>() switch
        {
            { View: UsageView.Costs } query when query.Days == Week => [Sum(sunday.AddDays(-1), "gpt-6-astra, input_tokens", 30), Sum(sunday, "gpt-6-astra, input_tokens", 4)],
            { View: UsageView.CostEstimate } query when query.Days == Week => [Sum(sunday.AddDays(-1), "", 99), Sum(sunday, "", 10)],
            _ => [],
        }));

        var week = await world.Summaries.ReadAsync(Week, null, new DateTimeOffset(2026, 11, 16, 9, 0, 0, TimeSpan.Zero), default);

        Assert.Equal((Usd.FromDollars(40), Usd.FromDollars(6)), (week.Spent!.Value, week.Estimated!.Value));
    }

    private static async Task<AlertWorld> WorldAsync(SpendwallOptions options)
    {
        var world = await AlertWorld.CreateAsync(options);
        world.Outlooks.ReadAsync(null!, default, default).ReturnsForAnyArgs(static call => Outlooks.Of(call.Arg<AccountOptions>()));

        return world;
    }

    private static SummaryPoster Poster(AlertWorld world) => world.NewPoster();

    private static SpendSum Sum(DateOnly day, string endpoint, decimal usd) =>
        new(day, new UsageSeries { Project = "p", Endpoint = endpoint }, new UsageFigures { Cost = Usd.FromDollars(usd) });

    private static SpendLine Line(string account, string model, decimal usd) =>
        new(Scope.Account(account).With("model", model), model, Usd.FromDollars(usd), Usd.Zero);

    private static Incident Incident() => new()
    {
        Account = "a",
        Kind = "k",
        Fingerprint = "f",
        Scope = Scope.Account("a"),
        State = IncidentState.Open,
        Level = AlertLevel.Warning,
        Title = "t",
        OpenedAt = Week.Start,
        NotifiedAt = Week.Start,
    };
}
