using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Summary;

/// <summary>A week of two owners, from the hours in the ledger to what stands in the channel: one message, the rest in its thread.</summary>
public sealed class SummaryStoryTests
{
    private static readonly UtcRange Week = new(new DateTimeOffset(2026, 11, 9, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero));

    private static readonly DateTimeOffset Now = Week.End.AddHours(9);

    [Fact]
    public async Task Read_OneOwnerDoubles_IsHeldAgainstTheWeekBeforeAndTheForecastAndTakenApart()
    {
        await using var world = await WorldAsync();

        var week = await Reader(world, Hours()).ReadAsync(Week, null, Now, default);

        var lee = week.Owners.Single(static owner => owner.Owner == "@lee");
        var dana = week.Owners.Single(static owner => owner.Owner == "@dana");
        Assert.Equal((Usd.FromDollars(336), Usd.FromDollars(168)), (lee.Spent, lee.Before!.Value));
        Assert.InRange(lee.Expected!.Value.ToDouble(), 150, 190);
        Assert.Equal(["+$168.00 more requests (search, vendor/big)"], lee.Reasons);
        Assert.InRange(dana.Expected!.Value.ToDouble(), 150, 190);
        Assert.Empty(dana.Reasons);
        Assert.InRange(week.Expected!.Value.ToDouble(), 300, 380);
        Assert.Equal([.. Enumerable.Repeat<double?>(48, 7), .. Enumerable.Repeat<double?>(72, 7)], week.Days);
    }

    [Fact]
    public async Task Read_HistoryOfLessThanAWeekBefore_ExpectsNothingAndSaysNoReason()
    {
        await using var world = await WorldAsync();

        var week = await Reader(world, Hours(from: Week.Start.AddDays(-3))).ReadAsync(Week, null, Now, default);

        Assert.All(week.Owners, static owner => Assert.Null(owner.Expected));
        Assert.Null(week.Expected);
        Assert.Contains(SummaryMessage.Of(week).Blocks.OfType<ChatBlock.Table>().Single().Rows, static row => row[3] == "unknown");
    }

    [Fact]
    public async Task Read_Incidents_AreToldPerOwnerWithTimeToAcknowledgeAndWhatWasNotUseful()
    {
        await using var world = await WorldAsync();
        await PutAsync(world, "openrouter-main", acknowledgedAfter: 12, useful: false);
        await PutAsync(world, "openrouter-main", acknowledgedAfter: null, useful: true);

        var week = await Reader(world, Hours()).ReadAsync(Week, null, Now, default);

        Assert.Equal((2, 1, 12d, 2, 1), (week.Incidents.Opened, week.Incidents.Acknowledged, week.Incidents.MedianMinutes!.Value, week.Incidents.Judged, week.Incidents.NotUseful));
        Assert.Equal(2, week.Owners.Single(static owner => owner.Owner == "@dana").Incidents!.Opened);
        Assert.Equal(0, week.Owners.Single(static owner => owner.Owner == "@lee").Incidents!.Opened);
        Assert.Contains("1 acknowledged, half of them within 12 min, 0 over; 1 of 2 judged (50 %) not useful", string.Join('\n', Lines(SummaryMessage.Of(week))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Week_IsOneMessageWithItsDetailsInTheThread()
    {
        await using var world = await WorldAsync();
        var explained = await PutAsync(world, "openrouter-main", null, null);
        await world.Incidents.ChangeAsync(
            (work, _) =>
            {
                work.Add(new IncidentTransition { Incident = explained.Number, At = Week.Start.AddDays(2), Reason = "Explained", State = IncidentState.Explained, Level = AlertLevel.Warning, Actor = "bot", Text = "EV-1 explains it" });

                return Task.FromResult(true);
            },
            default);
        await GrantAsync(world);
        var poster = Poster(world, Reader(world, Hours()));

        Assert.Equal(1, await poster.PostDueAsync(static _ => new(Week.End.AddHours(9), null), Now, default));
        Assert.Equal(0, await poster.PostDueAsync(static _ => new(Week.End.AddHours(9), null), Now, default));
        await world.NewPump().PumpAsync(default);

        var root = Assert.Single(world.Sink.Posts, static posted => posted.Thread is null);
        var thread = world.Sink.Posts.Where(posted => posted.Thread?.Id == root.Id).Select(static posted => (AlertPost.Note)posted.Post).ToList();
        Assert.Equal(["@lee: $336.00", "@dana: $168.00", "Explained, and told without calling anyone: 1", "Exceptions from budgets: 1"], thread.Select(static note => note.Title));
        Assert.Contains("Why: +$168.00 more requests (search, vendor/big)", thread[0].Lines);
        Assert.Contains("EV-1 explains it", thread[2].Lines[0], StringComparison.Ordinal);
        Assert.Contains("EX-1 +$50.00 a month for account:openrouter-main granted by @dana", thread[3].Lines[0], StringComparison.Ordinal);
        var message = SummaryMessage.Of(((AlertPost.Summary)root.Post).Week);
        Assert.Equal(14, message.Blocks.OfType<ChatBlock.Spark>().Single().Values.Count);
        Assert.StartsWith("Week 2026-11-09 to 2026-11-15: $504.00 spent, +$168.00 (+50 %) against the week before, ", message.Title, StringComparison.Ordinal);
        Assert.All(world.Sink.Posts, static posted => Assert.False(posted.Mention));
    }

    [Fact]
    public async Task PostNow_ThereAlready_GetsTheFiguresOfNowAndIsNotPostedTwice()
    {
        await using var world = await WorldAsync();
        var poster = Poster(world, Reader(world, Hours()));
        var plan = Assert.Single(poster.Plans);

        Assert.Equal(Posting.Posted, await poster.PostNowAsync(plan, Now, default));
        await world.NewPump().PumpAsync(default);
        int posts = world.Sink.Posts.Count;
        Assert.Equal(Posting.Updated, await poster.PostNowAsync(plan, Now.AddHours(1), default));
        Assert.Equal(0, await poster.PostDueAsync(static _ => new(Week.End.AddHours(9), null), Now.AddHours(2), default));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.NewPump().PumpAsync(default);

        Assert.Equal(posts, world.Sink.Posts.Count);
        Assert.Equal(Now.AddHours(1), Assert.IsType<AlertPost.Summary>(Assert.Single(world.Sink.Edits).Post).Week.At);
    }

    [Fact]
    public async Task PostDue_LateCatchUp_PostsTheWeekThatWasDueAndNotTheOneThatIsNotDueYet()
    {
        await using var world = await WorldAsync();
        var poster = Poster(world, Reader(world, Hours()));

        // Monday 08:00, an hour before its time: the last one that fell due is that of a week ago.
        await poster.PostDueAsync(static _ => new(Week.End.AddDays(-7).AddHours(9), null), Week.End.AddHours(8), default);
        await poster.PostDueAsync(static _ => new(Week.End.AddHours(9), null), Week.End.AddHours(9), default);
        await world.NewPump().PumpAsync(default);

        Assert.Equal([Week.Start.AddDays(-7), Week.Start], world.Sink.Posts.Select(static posted => posted.Post).OfType<AlertPost.Summary>().Select(static post => post.Week.Start));
    }

    [Fact]
    public async Task Daily_WhereItIsAskedFor_IsFiveLinesOnceADay()
    {
        var options = Options with { Summary = new() { Daily = new() { Channels = ["slack:#ai"] } } };
        await using var world = await WorldAsync(options);
        await PutAsync(world, "openrouter-main", null, null, Week.End.AddDays(-1).AddHours(3));
        var poster = Poster(world, Reader(world, Hours()));

        Assert.Equal(1, await poster.PostDueAsync(static plan => plan.Cron == "0 0 9 * * ?" ? new(Now, null) : null, Now, default));
        Assert.Equal(0, await poster.PostDueAsync(static plan => plan.Cron == "0 0 9 * * ?" ? new(Now, null) : null, Now, default));
        await world.NewPump().PumpAsync(default);

        var note = Assert.IsType<AlertPost.Note>(Assert.Single(world.Sink.Posts).Post);
        Assert.Equal("2026-11-15: $72.00 spent, ±$0.00 (0 %) against the day before", note.Title);
        Assert.Equal(5, note.Lines.Count + 1);
        Assert.StartsWith("Month to date: openrouter-main $", note.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["Runway: no account with credits is known", "Incidents: 1 opened, 1 open now: INC-1 warning", "Explained by events: nothing", "Without an owner: $0.00"],
            note.Lines);
    }

    [Fact]
    public async Task Daily_NobodyAsked_IsPostedNowhere()
    {
        await using var world = await WorldAsync();

        Assert.Empty(Poster(world, Reader(world, Hours())).DailyPlans);
    }

    private static IEnumerable<string> Lines(ChatMessage message) => message.Blocks.OfType<ChatBlock.Line>().Select(static line => line.Text);

    private static readonly SpendwallOptions Options = new()
    {
        Accounts = [new() { Name = "openrouter-main", Provider = ProviderKind.OpenRouter, Owner = "@dana", Channels = ["slack:#ai"] }],
        Slack = new() { Enabled = true },
    };

    private static async Task<AlertWorld> WorldAsync(SpendwallOptions? options = null)
    {
        var world = await AlertWorld.CreateAsync(options ?? Options);
        Assert.IsType<ChangeOutcome<Ownership>.Done>(await world.Owners.SetAsync(Scope.Parse("key:search"), PrincipalText.Parse(["@lee"])!, AlertWorld.Local, Week.Start.AddDays(-30), default));
        world.Clock.Advance(Now - world.Clock.GetUtcNow());

        return world;
    }

    private static SummaryReader Reader(AlertWorld world, FakeLedger ledger) => new(
        new AccountLines(ledger),
        new AccountOutlookReader(ledger, world.Options),
        world.Owners,
        new OwnerReasons(new UseReader(ledger, new EstimateRefresher(ledger, world.Options))),
        world.ExceptionBook,
        world.EventBook,
        world.Meter,
        world.Incidents,
        new ForecastScores(new PromiseStore(world.Database.Database), world.Incidents),
        world.NewFindings(ledger),
        world.Options);

    private static SummaryPoster Poster(AlertWorld world, SummaryReader reader)
    {
        var ledger = Hours();

        return new(reader, new DigestReader(new AccountLines(ledger), new AccountOutlookReader(ledger, world.Options), world.Owners, world.Incidents, world.Options), world.Deliveries, world.Options, world.Settings);
    }

    /// <summary>Two keys at a dollar an hour; one of them twice as busy from the week's start on.</summary>
    private static FakeLedger Hours(DateTimeOffset? from = null)
    {
        var ledger = new FakeLedger();
        for (var hour = from ?? Week.Start.AddDays(-28); hour < Now; hour = hour.AddHours(1))
        {
            int times = hour < Week.Start ? 1 : 2;
            ledger.Add("openrouter-main", UsageView.KeyModel, Bucket(hour, "batch", 1), Bucket(hour, "search", times));
        }

        ledger.Mark("openrouter-main", "analytics.key-model", Now);
        ledger.Polls.Add(new("openrouter-main", Now.AddSeconds(-5), Now, null, null, null, 1));

        return ledger;
    }

    private static UsageBucket Bucket(DateTimeOffset hour, string key, int times) => new(hour, new() { Key = key, Model = "vendor/big" })
    {
        Cost = Usd.FromDollars(times),
        Requests = 100 * times,
        InputTokens = 100_000 * times,
        OutputTokens = 10_000 * times,
    };

    private static Task<Incident> PutAsync(AlertWorld world, string account, int? acknowledgedAfter, bool? useful, DateTimeOffset? opened = null)
    {
        var at = opened ?? Week.Start.AddDays(1);

        return world.Incidents.ChangeAsync(
            (work, token) => work.PutAsync(
                new Incident
                {
                    Account = account,
                    Kind = "budget",
                    Fingerprint = Guid.NewGuid().ToString(),
                    Scope = Scope.Account(account),
                    State = IncidentState.Open,
                    Level = AlertLevel.Warning,
                    Title = "It is so",
                    OpenedAt = at,
                    NotifiedAt = at,
                    AcknowledgedAt = acknowledgedAfter is { } minutes ? at.AddMinutes(minutes) : null,
                    Useful = useful,
                },
                token),
            default);
    }

    private static async Task GrantAsync(AlertWorld world)
    {
        await using var db = world.Database.CreateDbContext();
        db.Add(new BudgetException
        {
            Scope = Scope.Account("openrouter-main"),
            Period = BudgetPeriod.Month,
            Amount = Usd.FromDollars(50),
            Reason = "launch",
            Evidence = "https://example.com/launch",
            RequestedBy = "slack:U1",
            RequestedName = "@kim",
            Channel = "slack:#ai",
            RequestedAt = Week.Start.AddDays(1),
            LapsesAt = Week.Start.AddDays(3),
            Until = Week.End.AddDays(3),
            Approver = "@dana",
            State = ExceptionState.Approved,
            DecidedBy = "slack:U2",
            DecidedName = "@dana",
            DecidedAt = Week.Start.AddDays(1).AddHours(1),
        });
        await db.SaveChangesAsync();
    }
}
