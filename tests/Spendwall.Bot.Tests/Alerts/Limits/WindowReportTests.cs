using NSubstitute;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Limits;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Limits;

public class WindowReportTests
{
    private static readonly Scope Account = Scope.Account("openrouter-main");

    [EngineTheory]
    [InlineData(240, "2.4 × the expected, within its ramp of 3 ×", AlertLevel.Notice)]
    [InlineData(300, "3.0 × the expected, within its ramp of 3 ×", AlertLevel.Notice)]
    [InlineData(360, "3.6 × the expected, over its ramp of 3 × by $60.00", AlertLevel.Warning)]
    public async Task Post_AfterTheEnd_TellsBeforeInsideAndTheVerdictOnce(double actual, string verdict, AlertLevel level)
    {
        await using var world = await WorldAsync(actual);
        await AddAsync(world, ramp: 3, days: 2);
        await OpenAsync(world, "openrouter-main");

        world.Clock.Advance(TimeSpan.FromDays(2) + EventEnds.Grace - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await PostAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await PostAsync(world));
        Assert.Equal(0, await PostAsync(world));

        var note = Assert.IsType<AlertPost.Note>(Assert.Single(world.Sink.Posts).Post);
        Assert.Equal(($"EV-1 (launch search 2.4) ended 2026-11-22 12:00 UTC: {verdict}", level), (note.Title, note.Level));
        Assert.Equal(["Spend", "$50.00", $"${actual / 2:0.00}", "$50.00", "$150.00"], note.Table!.Rows[0]);
        Assert.Equal(["Requests", "1,000", "2,400", "", ""], note.Table.Rows[1]);
        Assert.Equal(["USD per request", "$0.05", Wording.Money(new Usd(Usd.FromEstimate(actual).Nanos / 4800)), "", ""], note.Table.Rows[2]);
        Assert.Contains(note.Lines, static line => line == "1 incident opened while it lasted: INC-1 (warning)");
        Assert.Contains(note.Lines, static line => line.EndsWith("It explained nothing: no alert was quiet because of it", StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task Post_StoppedByHand_IsReportedAfterTheSameGrace()
    {
        await using var world = await WorldAsync(100);
        await AddAsync(world, ramp: 3, days: 5);
        world.Clock.Advance(TimeSpan.FromHours(5));
        Assert.IsType<ChangeOutcome<SpendEvent>.Done>(await world.EventBook.EndAsync(1, AlertWorld.Local, world.Clock.GetUtcNow(), default));

        world.Clock.Advance(EventEnds.Grace);

        Assert.Equal(1, await PostAsync(world));
        Assert.Contains("5 h long", Assert.IsType<AlertPost.Note>(Assert.Single(world.Sink.Posts).Post).Text, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Post_StoppedBeforeItBegan_IsNoReport()
    {
        await using var world = await WorldAsync(100);
        await AddAsync(world, ramp: 3, days: 5, from: Outlooks.Now.AddDays(2));
        await world.EventBook.EndAsync(1, AlertWorld.Local, world.Clock.GetUtcNow(), default);
        world.Clock.Advance(TimeSpan.FromDays(4));

        Assert.Equal(0, await PostAsync(world));
        Assert.Empty(world.Sink.Posts);
    }

    [EngineFact]
    public async Task Post_DownWhenItEnded_IsMadeUpForOnceAndNotAfterAWeek()
    {
        await using var world = await WorldAsync(100);
        await AddAsync(world, ramp: 3, days: 1);
        await AddAsync(world, ramp: 2, days: 5);
        world.Clock.Advance(TimeSpan.FromDays(9));

        Assert.Equal(1, await PostAsync(world));
        Assert.Equal(0, await PostAsync(world));
    }

    [EngineFact]
    public async Task Post_UsageNotSeen_SaysUnknownAndNoVerdict()
    {
        await using var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account] });
        world.Use.ReadAsync(null!, default, default, default).ReturnsForAnyArgs((ScopeUse?)null);
        await AddAsync(world, ramp: 3, days: 1);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await PostAsync(world);

        var note = Assert.IsType<AlertPost.Note>(Assert.Single(world.Sink.Posts).Post);
        Assert.EndsWith("what it cost against the expected is unknown", note.Title, StringComparison.Ordinal);
        Assert.Equal(["Spend", "unknown", "unknown", "unknown", "unknown"], note.Table!.Rows[0]);
    }

    [EngineFact]
    public async Task Post_SeveralProcessesAtOnce_ReportOnce()
    {
        await using var world = await WorldAsync(100);
        await AddAsync(world, ramp: 3, days: 1);
        world.Clock.Advance(TimeSpan.FromDays(2));
        using var gate = new Barrier(4);

        int[] posted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            gate.SignalAndWait();

            return await world.Reports.PostAsync(world.Clock.GetUtcNow(), default);
        })));

        Assert.Equal((1, 1), (posted.Sum(), (await world.OutboxAsync()).Count));
    }

    [EngineFact]
    public async Task Post_ReleaseThatEnded_IsNoWindow()
    {
        await using var world = await WorldAsync(100);
        await AddAsync(world, ramp: 3, days: 1, EventKind.Release);
        world.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(0, await PostAsync(world));
    }

    [EngineFact]
    public void Explained_QuietRise_IsTheRiseUpToWhatWasAllowed()
    {
        var window = Window(3, 1, EventKind.Launch, Outlooks.Now) with { UsedAt = Outlooks.Now };
        var measured = new MeteredEvent(window, null, new UseAgainst(Usd.FromDollars(100), Usd.FromDollars(360)), Usd.FromDollars(100)) { Accounts = 1 };

        Assert.Equal(200m, new WindowReport(window, null, null, measured, []).Explained.Dollars);
        Assert.Equal(0m, new WindowReport(window with { UsedAt = null }, null, null, measured, []).Explained.Dollars);
        Assert.Equal(40m, new WindowReport(window, null, null, measured with { Total = new(Usd.FromDollars(100), Usd.FromDollars(140)) }, []).Explained.Dollars);
    }

    private static async Task<AlertWorld> WorldAsync(double actual)
    {
        var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account] });
        world.Measured = happening => new(happening, null, new UseAgainst(Usd.FromDollars(100), Usd.FromEstimate(actual)), Usd.FromDollars(100)) { Accounts = 1 };
        world.Use.ReadAsync(null!, default, default, default).ReturnsForAnyArgs(call =>
            call.Arg<UtcRange>().End <= Outlooks.Now ? new ScopeUse(Usd.FromDollars(350), 7000) : new ScopeUse(Usd.FromEstimate(actual), 4800));

        return world;
    }

    private static SpendEvent Window(double ramp, int days, EventKind kind, DateTimeOffset from) => new()
    {
        Kind = kind,
        Name = "search 2.4",
        Scope = Account,
        Factor = ramp,
        From = from,
        Until = from.AddDays(days),
        AddedAt = Outlooks.Now,
        AddedBy = "terminal:root",
        Channel = "terminal",
    };

    private static async Task AddAsync(AlertWorld world, double ramp, int days, EventKind kind = EventKind.Launch, DateTimeOffset? from = null) =>
        Assert.IsType<ChangeOutcome<AddedEvent>.Done>(await world.EventBook.AddAsync(Window(ramp, days, kind, from ?? Outlooks.Now), default));

    private static async Task<int> PostAsync(AlertWorld world)
    {
        int posted = await world.Reports.PostAsync(world.Clock.GetUtcNow(), default);
        await world.NewPump().PumpAsync(default);

        return posted;
    }

    private static Task<Incident> OpenAsync(AlertWorld world, string account) => world.Incidents.ChangeAsync(
        (work, token) => work.PutAsync(
            new Incident
            {
                Account = account,
                Kind = "anomaly",
                Fingerprint = "anomaly",
                Scope = Scope.Account(account),
                State = IncidentState.Open,
                Level = AlertLevel.Warning,
                Title = "t",
                OpenedAt = Outlooks.Now.AddHours(3),
            },
            token),
        default);
}
