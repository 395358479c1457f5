using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Chat;

public sealed class NoteMessageTests
{
    private static readonly Principal Dana = new("@dana", PrincipalKind.User, new Dictionary<string, string> { ["slack"] = "U1" });

    private static readonly AlertPost.Note Note = new("Who owns this?", "key batch-7 spent $4 today.")
    {
        Level = AlertLevel.Notice,
        Lines = ["It was first seen at 14:00."],
        Table = new(["Model", "USD"], [["gpt-5", "4"]], [false, true]),
        Calls = [Dana],
        Buttons = [new("I own this", "/owner claim key:batch-7")],
        Footer = ["as of 14:05"],
    };

    [Fact]
    public void Of_Mentioning_CallsAndOffersButtons()
    {
        var message = NoteMessage.Of(Note, mention: true);

        Assert.Equal([Dana], message.Mentions);
        Assert.Equal(new ChatButton("I own this", "/owner claim key:batch-7"), Assert.Single(message.Buttons));
        Assert.Equal(Tone.Notice, message.Tone);
        Assert.Equal(["key batch-7 spent $4 today.", "It was first seen at 14:00."], message.Blocks.OfType<ChatBlock.Line>().Select(static line => line.Text));
        Assert.IsType<ChatBlock.Table>(message.Blocks[^1]);
        Assert.Equal(["as of 14:05"], message.Footer);
    }

    [Fact]
    public void Of_NotMentioning_CallsNobody() => Assert.Empty(NoteMessage.Of(Note, mention: false).Mentions);

    [Fact]
    public void Of_InformationWithoutText_IsMutedAndHasNoEmptyLine()
    {
        var message = NoteMessage.Of(new("Over", ""), mention: false);

        Assert.Equal(Tone.Muted, message.Tone);
        Assert.Empty(message.Blocks);
    }
}
