using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Tests.Alerts.Incidents;

/// <summary>Many new incidents at once in one channel: five messages, then one for all the others.</summary>
public sealed class BurstTests
{
    private static readonly SpendwallOptions Options = new() { Accounts = [Outlooks.Account] };

    [Fact]
    public async Task NineAtOnce_FiveMessagesAndOneForTheOthers_EachToldInItsThread()
    {
        await using var world = await WorldAsync(Options);

        await world.RoundAsync(Caps(9));

        Assert.Equal(5, world.Sink.Roots.Count());
        var rolledUp = Assert.Single(world.Sink.Posts, static posted => posted.Post is AlertPost.Note);
        var said = world.Sink.Replies.ToList();
        Assert.Equal(4, said.Count);
        Assert.All(said, reply => Assert.Equal(rolledUp.Id, reply.Thread!.Id));
        Assert.All(said, static reply => Assert.True(reply.Mention));
        var note = Latest(world);
        Assert.Equal("4 more alerts at once", note.Title);
        Assert.Equal(["INC-6", "INC-7", "INC-8", "INC-9"], note.Lines.Select(static line => line.Split(' ', ':')[2]).Order());
        Assert.Equal(4, (await world.SkipsAsync()).Count(static skip => skip is { Reason: "rolled_up", Channel: "terminal" }));
        Assert.Equal("4 more alerts at once", NoteMessage.Of(note, mention: false).Title);
    }

    [Fact]
    public async Task RolledUp_OverOrActedOn_IsToldInTheThread()
    {
        await using var world = await WorldAsync(Options);
        await world.RoundAsync(Caps(7));

        await world.RoundAsync(Caps(6));

        Assert.StartsWith("INC-7: Recovered", ((AlertPost.Reply)world.Sink.Replies.Last().Post).Text, StringComparison.Ordinal);
        Assert.Contains(Latest(world).Lines, static line => line.Contains("INC-7: Recovered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AfterTheBurst_ANewIncidentHasItsOwnMessage()
    {
        await using var world = await WorldAsync(Options);
        await world.RoundAsync(Caps(7));

        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.RoundAsync(Caps(8));

        Assert.Equal(6, world.Sink.Roots.Count());
    }

    [Fact]
    public async Task RolledUp_NobodyActs_GetsAMessageOfItsOwnOnceItIsQuietAgain()
    {
        await using var world = await WorldAsync(Options);
        await world.RoundAsync(Caps(6));
        Assert.Equal(5, world.Sink.Roots.Count());

        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.RoundAsync(Caps(6));

        Assert.Contains(world.Sink.Roots, static root => ((AlertPost.Root)root.Post).Notice.Incident == "INC-6");
    }

    [Fact]
    public async Task CreditsThatRunOut_InTheMiddleOfABurst_HaveTheirOwnMessage()
    {
        await using var world = await WorldAsync(Options);
        await world.RoundAsync(Caps(6));

        await world.RoundAsync(Outlooks.Runway(20) with { Caps = Caps(6).Caps });

        Assert.Contains(world.Sink.Roots, static root => ((AlertPost.Root)root.Post).Notice.Condition.Kind == "low_credit");
    }

    [Fact]
    public async Task HeldForTheNight_OneByOne_AreRolledUpInTheMorning()
    {
        await using var world = await WorldAsync(Options with { QuietHours = "11:00-19:00" });
        for (int i = 1; i <= 8; i++)
        {
            await world.RoundAsync(Caps(i));
            world.Clock.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.Empty(world.Sink.Posts);
        world.Clock.Advance(TimeSpan.FromHours(3));
        await world.NewPump().PumpAsync(default);

        Assert.Equal(5, world.Sink.Roots.Count());
        Assert.Single(world.Sink.Posts, static posted => posted.Post is AlertPost.Note);
        Assert.Equal(3, world.Sink.Replies.Count());
    }

    private static AlertPost.Note Latest(AlertWorld world) =>
        world.Sink.Edits.Select(static edit => edit.Post).OfType<AlertPost.Note>().LastOrDefault() ?? world.Sink.Posts.Select(static posted => posted.Post).OfType<AlertPost.Note>().Single();

    private static async Task<AlertWorld> WorldAsync(SpendwallOptions options)
    {
        var world = await AlertWorld.CreateAsync(options);
        await world.LookAsync();

        return world;
    }

    /// <summary>So many keys whose caps are nearly used up and never reset.</summary>
    private static AccountOutlook Caps(int count) => Outlooks.Balance(10_000) with
    {
        Caps = [.. Enumerable.Range(1, 12).Select(i => new CapOutlook($"key-{i:00}", "key_limit", Usd.FromDollars(100), Usd.FromDollars(i <= count ? 5 : 100), null, null))],
    };
}
