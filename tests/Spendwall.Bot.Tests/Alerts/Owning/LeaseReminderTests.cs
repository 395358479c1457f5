using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Owning;

public class LeaseReminderTests
{
    private static readonly Scope Key = Scope.Account("openrouter-main").With("key", "batch-7");

    private static readonly DateTimeOffset End = new(2027, 2, 18, 12, 0, 0, TimeSpan.Zero);

    [EngineTheory]
    [InlineData(-7.6, 0)]
    [InlineData(-7, 1)]
    [InlineData(-0.5, 1)]
    [InlineData(29, 1)]
    [InlineData(31, 0)]
    public async Task Remind_BeforeTheEnd_OnceInTheOwnersChannel(double daysToEnd, int reminders)
    {
        await using var world = await LeasedAsync("slack:#search");
        world.Clock.Advance(End.AddDays(daysToEnd) - world.Clock.GetUtcNow());

        await world.RoundAsync();
        await world.RoundAsync(world.NewNotes());
        world.Clock.Advance(TimeSpan.FromHours(12));
        await world.RoundAsync();

        var sent = await world.OutboxAsync();
        Assert.Equal(reminders, sent.Count);
        if (reminders > 0)
        {
            var note = Note(sent[0]);
            Assert.Equal(("slack:#search", true, "@lee"), (sent[0].Channel, sent[0].Mention, Assert.Single(note.Calls).Name));
            Assert.Equal(new NoteButton("Renew", $"/owner renew {OwnershipId.Of(Key)}"), Assert.Single(note.Buttons));
        }
    }

    [EngineFact]
    public async Task Settle_AfterRenewal_TheReminderSaysSoAndTheNextLeaseHasItsOwn()
    {
        await using var world = await LeasedAsync();
        world.Clock.Advance(End.AddDays(-5) - world.Clock.GetUtcNow());
        await world.RoundAsync();
        await world.SendAsync();

        await world.Owners.RenewAsync(Key, OwnerTerms.None, AlertWorld.Local, world.Clock.GetUtcNow(), default);
        await world.Notes.SettleAsync(world.Clock.GetUtcNow(), default);
        await world.SendAsync();
        await world.RoundAsync();
        world.Clock.Advance(TimeSpan.FromDays(84));
        await world.RoundAsync();

        var sent = await world.OutboxAsync();
        Assert.Equal(3, sent.Count);
        Assert.Equal((sent[0].Subject, "@lee owns account:openrouter-main key:batch-7 until 2027-05-14", 0), (sent[1].Subject, Note(sent[1]).Title, Note(sent[1]).Buttons.Count));
        Assert.NotEqual(sent[0].Subject, sent[2].Subject);
    }

    [EngineFact]
    public async Task Find_AfterTheEnd_IsStillTheHolders()
    {
        await using var world = await LeasedAsync();
        world.Clock.Advance(TimeSpan.FromDays(400));
        await world.RoundAsync();

        var match = (await world.Owners.FindAsync(Key, default))!;

        Assert.Equal(("@lee", true), (match.Owner.Name, match.Ownership.IsStale(world.Clock.GetUtcNow())));
    }

    private static async Task<OwningWorld> LeasedAsync(string? channel = null)
    {
        var world = await OwningWorld.CreateAsync();
        await world.SetAsync(Key, new OwnerTerms { Channels = channel is null ? null : [channel] }, "@lee", "slack:ULEE");

        return world;
    }

    private static AlertPost.Note Note(Delivery delivery) => Assert.IsType<AlertPost.Note>(AlertJson.ReadPost(delivery.Payload));
}
