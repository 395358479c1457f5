using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Alerts.Owning;

public class OwnerQuestionTests
{
    private static readonly Scope Main = Scope.Account("openrouter-main");

    [EngineFact]
    public async Task Look_First_AsksNothingOfWhatIsThere()
    {
        await using var world = await OwningWorld.CreateAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 5, key: "old");

        await world.RoundAsync();
        await world.RoundAsync();

        Assert.Empty(await world.OutboxAsync());
        Assert.Equal(["account openrouter-main", "key old", "model m1"], (await world.Sightings.AllAsync(default)).Select(static sighting => $"{sighting.Kind} {sighting.Value}"));
    }

    [EngineFact]
    public async Task Look_BeforeAnythingWasRead_IsNoLook()
    {
        await using var world = await OwningWorld.CreateAsync();

        await world.RoundAsync();

        Assert.Empty(await world.Sightings.AllAsync(default));
    }

    [EngineFact]
    public async Task Look_NewUnownedKey_AsksOnceWithAButtonEvenAfterARestart()
    {
        await using var world = await StartedAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 3.5m, key: "batch-7");

        await world.RoundAsync();
        await world.RoundAsync(world.NewNotes());
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 9, key: "batch-7");
        await world.RoundAsync();

        var note = Note(Assert.Single(await world.OutboxAsync()));
        Assert.Equal("Who owns key batch-7 of openrouter-main?", note.Title);
        Assert.Contains("$3.50", Assert.Single(note.Lines), StringComparison.Ordinal);
        var question = (await world.Sightings.AllAsync(default)).Single(static sighting => sighting.Value == "batch-7");
        Assert.Equal(new NoteButton("I own this", $"/owner claim {question.Id}"), Assert.Single(note.Buttons));
        Assert.Equal(Main.With("key", "batch-7"), question.Scope);
    }

    [EngineTheory]
    [InlineData("account:openrouter-main")]
    [InlineData("provider:openrouter")]
    [InlineData("key:batch-7")]
    public async Task Look_NewKeyThatSomebodyOwnsAlready_AsksNothing(string owned)
    {
        await using var world = await StartedAsync();
        await world.SetAsync(Scope.Parse(owned), OwnerTerms.None, "@dana");
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 3.5m, key: "batch-7");

        await world.RoundAsync();

        Assert.Empty(await world.OutboxAsync());
        Assert.Contains(await world.Sightings.AllAsync(default), static sighting => sighting.Value == "batch-7");
    }

    [EngineFact]
    public async Task Look_KeyOfBeforeTheFirstLookThatIsReadLate_IsHistory()
    {
        await using var world = await StartedAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow().AddDays(-3), 8, key: "late");
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 8, key: "late");

        await world.RoundAsync();

        Assert.Empty(await world.OutboxAsync());
    }

    [EngineFact]
    public async Task Look_UseThatCostsNothing_AsksNothing()
    {
        await using var world = await StartedAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 0, key: "free");

        await world.RoundAsync();

        Assert.Empty(await world.OutboxAsync());
    }

    [EngineFact]
    public async Task Look_SeveralAtOnce_AsksInOneMessage()
    {
        await using var world = await StartedAsync();
        for (int i = 0; i < 7; i++)
        {
            world.Spend("openrouter-main", world.Clock.GetUtcNow().AddHours(-i), i + 1, key: $"new{i}");
        }

        await world.RoundAsync();

        var note = Note(Assert.Single(await world.OutboxAsync()));
        Assert.Equal(("Who owns these 7 of openrouter-main?", 7, 5), (note.Title, note.Lines.Count, note.Buttons.Count));
    }

    [EngineFact]
    public async Task Settle_AfterAClaim_TheMessageSaysWhoOwnsIt()
    {
        await using var world = await StartedAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 3.5m, key: "batch-7");
        await world.RoundAsync();
        await world.SendAsync();

        var kim = new Actor("slack:UKIM", [], false, "slack:T1/C1") { Name = "@kim" };
        await world.Owners.ClaimAsync(Main.With("key", "batch-7"), OwnerTerms.None, kim, world.Clock.GetUtcNow(), default);
        await world.Notes.SettleAsync(world.Clock.GetUtcNow(), default);
        await world.RoundAsync();

        var outbox = await world.OutboxAsync();
        Assert.Equal(2, outbox.Count);
        Assert.Equal((outbox[0].Subject, DeliveryKind.Root), (outbox[1].Subject, outbox[1].Kind));
        var note = Note(outbox[1]);
        Assert.Equal("@kim owns key batch-7 of openrouter-main", note.Title);
        Assert.Empty(note.Buttons);
    }

    [EngineFact]
    public async Task Settle_OneOfSeveral_LeavesTheOthersOpen()
    {
        await using var world = await StartedAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 1, key: "a");
        world.Spend("openrouter-main", world.Clock.GetUtcNow().AddHours(-1), 2, key: "b");
        await world.RoundAsync();
        await world.SendAsync();

        await world.SetAsync(Main.With("key", "a"), OwnerTerms.None, "@lee");
        await world.RoundAsync();
        await world.SendAsync();
        await world.SetAsync(Main, OwnerTerms.None, "@dana");
        await world.RoundAsync();

        var notes = (await world.OutboxAsync()).Select(Note).ToList();
        Assert.Equal(["Who owns these 2 of openrouter-main?", "Who owns these 1 of openrouter-main?", "All 2 that were new in openrouter-main have owners now"], notes.Select(static note => note.Title));
        Assert.Equal("I own key b", Assert.Single(notes[1].Buttons).Label);
        Assert.Contains("@dana, by owning account:openrouter-main owns it", string.Join('\n', notes[2].Lines), StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("slack:UANY", "slack:T1/C1", true)]
    [InlineData("slack:UANY", "slack:#ai-spend", true)]
    [InlineData("slack:UANY", "slack:T1/C9", false)]
    [InlineData("slack:UANY", "", false)]
    [InlineData("slack:UOPS", "slack:T1/C9", true)]
    public async Task ClaimRight_ByPlaceOrByRung_ElseRefusedNamingThePlace(string identity, string channel, bool allowed)
    {
        await using var world = await StartedAsync();
        await world.GrantAsync(Main, AccessLevel.Operate, "@ops", "slack:UOPS");
        world.Spend("openrouter-main", world.Clock.GetUtcNow(), 3.5m, key: "batch-7");
        await world.RoundAsync();
        await world.SendAsync();

        var decision = await world.Claims.DecideAsync(new(identity, [], false, channel), Main.With("key", "batch-7"), default);

        Assert.Equal(allowed, decision.Allowed);
        Assert.True(allowed || channel.Length == 0 || decision.Reason.Contains("slack:#ai-spend", StringComparison.Ordinal), decision.Reason);
    }

    private static async Task<OwningWorld> StartedAsync()
    {
        var world = await OwningWorld.CreateAsync();
        world.Spend("openrouter-main", world.Clock.GetUtcNow().AddHours(-4), 5);
        await world.RoundAsync();

        return world;
    }

    private static AlertPost.Note Note(Delivery delivery) => Assert.IsType<AlertPost.Note>(AlertJson.ReadPost(delivery.Payload));
}
