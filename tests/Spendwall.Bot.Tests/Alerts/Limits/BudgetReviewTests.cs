using NSubstitute;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Reviews;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Limits;

/// <summary>The world begins on Friday 2026-11-20 at noon; the next review is on Monday at nine.</summary>
public class BudgetReviewTests
{
    private static readonly Scope Acme = Scope.Account("openai-acme");

    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static readonly Actor Dana = new("slack:UDANA", [], false, "slack:C1");

    [EngineFact]
    public async Task PostDue_Monday_ShowsTheOwnersBudgetsOnceAndCallsThem()
    {
        await using var world = await WorldAsync();

        Assert.Equal(0, await AtAsync(world, Monday.AddMinutes(-1)));
        Assert.Equal(1, await AtAsync(world, Monday));
        Assert.Equal(0, await AtAsync(world, Monday.AddMinutes(1)));

        // As after a restart, and as another process does.
        Assert.Equal(0, await world.NewReviews().PostDueAsync(Monday.AddHours(5), default));
        Assert.Equal(1, await AtAsync(world, Monday.AddDays(8)));
        var posted = world.Sink.Posts[0];
        var note = Assert.IsType<AlertPost.Note>(posted.Post);
        Assert.Equal(2, world.Sink.Posts.Count);
        Assert.Equal((true, "@dana"), (posted.Mention, Assert.Single(note.Calls).Name));
        Assert.Equal(["account:openai-acme", "$1,000.00/month", "$250.00", "25 %", "$900.00", "$990.00"], Assert.Single(note.Table!.Rows));
        Assert.Equal(["/budget review RV-1 ok", "/budget review RV-1 adjust"], note.Buttons.Select(static button => button.Command));
    }

    [EngineFact]
    public async Task PostDue_DownOnMonday_IsMadeUpForOnce()
    {
        await using var world = await WorldAsync();

        Assert.Equal(1, await AtAsync(world, Monday.AddDays(3)));
        Assert.Equal(0, await AtAsync(world, Monday.AddDays(4)));
    }

    [EngineFact]
    public async Task PostDue_BeganAfterIt_HasNothingToReview()
    {
        await using var world = await WorldAsync(begun: Monday.AddHours(1));

        Assert.Equal(0, await world.NewReviews().PostDueAsync(Monday.AddHours(2), default));
        Assert.Equal(1, await world.NewReviews().PostDueAsync(Monday.AddDays(7), default));
    }

    [EngineFact]
    public async Task PostDue_SwitchedOff_PostsNothing()
    {
        await using var world = await WorldAsync(new LimitOptions { Reviews = false });

        Assert.Equal(0, await AtAsync(world, Monday));
    }

    [EngineFact]
    public async Task PostDue_InsideAWindow_ComesEveryDayAndOnMondayStillOnce()
    {
        await using var world = await WorldAsync();
        await WindowAsync(world, Acme, days: 5);

        // The window began at noon: of that day's nine o'clock it knows nothing.
        Assert.Equal(0, await AtAsync(world, Outlooks.Now.AddMinutes(5)));
        var posted = new List<int>();
        for (var at = Outlooks.Now.FloorDay().AddDays(1).AddHours(9); at < Outlooks.Now.AddDays(8); at = at.AddDays(1))
        {
            posted.Add(await AtAsync(world, at));
        }

        // Saturday to Wednesday, Thursday after its end.
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0], posted);
        var saturday = Assert.IsType<AlertPost.Note>(world.Sink.Posts[0].Post);
        Assert.Equal("Daily while EV-1 lasts", saturday.Text);
        Assert.Equal("The week's review", Assert.IsType<AlertPost.Note>(world.Sink.Posts[2].Post).Text);
    }

    [EngineFact]
    public async Task PostDue_WindowOfOneKey_IsNoReasonForTheWholeAccount()
    {
        await using var world = await WorldAsync();
        await WindowAsync(world, Acme.With("key", "k"), days: 5);

        Assert.Equal(0, await AtAsync(world, Monday.AddDays(-2)));
    }

    [EngineFact]
    public async Task PostDue_SeveralProcessesAtOnce_PostOnce()
    {
        await using var world = await WorldAsync();
        using var gate = new Barrier(4);

        int[] posted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var reviews = world.NewReviews();
            gate.SignalAndWait();

            return await reviews.PostDueAsync(Monday, default);
        })));

        Assert.Equal(1, posted.Sum());
        Assert.Single(await world.OutboxAsync());
    }

    [EngineFact]
    public async Task Approve_ByTheOwner_IsAuditedAndChangesTheMessage()
    {
        await using var world = await WorldAsync();
        await AtAsync(world, Monday);

        Assert.Equal("permission", Assert.IsType<ChangeOutcome<BudgetReview>.Refused>(await world.Reviews.ApproveAsync(1, Dana with { Identity = "slack:UELSE" }, Monday, default)).Kind);
        Assert.IsType<ChangeOutcome<BudgetReview>.Done>(await world.Reviews.ApproveAsync(1, Dana, Monday.AddHours(1), default));
        Assert.Equal("conflict", Assert.IsType<ChangeOutcome<BudgetReview>.Refused>(await world.Reviews.ApproveAsync(1, Dana, Monday.AddHours(2), default)).Kind);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.NewPump().PumpAsync(default);

        var edit = Assert.IsType<AlertPost.Note>(Assert.Single(world.Sink.Edits).Post);
        Assert.Equal(("Budgets of @dana: approved by @dana", 0), (edit.Title, edit.Buttons.Count));
        Assert.Equal("RV-1", Assert.Single(await world.AuditAsync(), static row => row.Action == "budget.review").Subject);
    }

    private static async Task<AlertWorld> WorldAsync(LimitOptions? limits = null, DateTimeOffset? begun = null)
    {
        var world = await AlertWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Metered], Limits = limits ?? new() });
        world.Outlooks.ReadAsync(null!, default, default).ReturnsForAnyArgs(static call => Outlooks.Spending(250, 800, 900, now: call.Arg<DateTimeOffset>()));
        Assert.IsType<ChangeOutcome<Ownership>.Done>(await world.Owners.SetAsync(Acme, PrincipalText.Parse(["@dana", "slack:UDANA"])!, AlertWorld.Local, Outlooks.Now, default));
        await world.Incidents.ChangeAsync((work, token) => work.MarkEvaluatedAsync("openai-acme", begun ?? Outlooks.Now, token), default);

        return world;
    }

    private static async Task<int> AtAsync(AlertWorld world, DateTimeOffset now)
    {
        world.Clock.Advance(now - world.Clock.GetUtcNow());
        int posted = await world.Reviews.PostDueAsync(now, default);
        await world.NewPump().PumpAsync(default);

        return posted;
    }

    private static Task<ChangeOutcome<AddedEvent>> WindowAsync(AlertWorld world, Scope scope, int days) => world.EventBook.AddAsync(
        new SpendEvent { Kind = EventKind.Launch, Scope = scope, Factor = 3, From = Outlooks.Now, Until = Outlooks.Now.AddDays(days), AddedAt = Outlooks.Now, AddedBy = "slack:UDANA", Channel = "terminal" }, default);
}
