using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Tests.Alerts;

namespace Spendwall.Bot.Tests.Chat;

public sealed class IncidentMessageTests
{
    private static readonly Principal Dana = new("@dana", PrincipalKind.User, new Dictionary<string, string> { ["slack"] = "U1" });

    [Fact]
    public void Root_LowRunway_SaysTheDecidingNumberFirstInAtMostSevenLines()
    {
        var message = IncidentMessage.Root(Notice(), mention: true);

        Assert.Equal("Warning: OpenRouter openrouter-main: $212.00 left, 31 h runway (P10 22 h – P90 44 h), approval takes 24 h", message.Title);
        Assert.True(1 + message.Blocks.Count + message.Footer.Count <= 8, $"{message.Blocks.Count} blocks");
        Assert.Equal([Dana], message.Mentions);
        Assert.Equal(["Acknowledge", "Snooze 4 h", "Explain"], message.Buttons.Select(static button => button.Label));
        Assert.All(message.Buttons, static button => Assert.Equal(("INC-12", 3), (button.Incident, button.Version)));
        Assert.Equal("https://openrouter.ai/settings/credits", message.Link!.ToString());
        Assert.Contains("as of", message.Footer[0], StringComparison.Ordinal);
        Assert.Contains("Not seen", message.Footer[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Root_Edit_MentionsNobody()
    {
        Assert.Empty(IncidentMessage.Root(Notice(), mention: false).Mentions);
    }

    [Fact]
    public void Root_Resolved_HasNoButtonsAndSaysHowItEnded()
    {
        var message = IncidentMessage.Root(Notice() with { State = IncidentState.Resolved, ResolvedAt = Outlooks.Now, Resolution = "back to 9 d" }, mention: false);

        Assert.Equal(("Resolved: back to 9 d", Tone.Good), (message.Title, message.Tone));
        Assert.Empty(message.Buttons);
    }

    [Fact]
    public void Root_NobodyOwnsIt_SaysSo()
    {
        var message = IncidentMessage.Root(Notice() with { Owner = null }, mention: true);

        Assert.Empty(message.Mentions);
        Assert.Contains(message.Blocks, static block => block is ChatBlock.Line { Text: var text } && text.Contains("Nobody owns this", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ChatFailure.Unavailable, typeof(SinkOutcome.Later))]
    [InlineData(ChatFailure.RateLimited, typeof(SinkOutcome.Later))]
    [InlineData(ChatFailure.Credentials, typeof(SinkOutcome.Closed))]
    [InlineData(ChatFailure.Channel, typeof(SinkOutcome.Closed))]
    [InlineData(ChatFailure.Refused, typeof(SinkOutcome.Refused))]
    public async Task Sink_AdapterFails_SaysWhatToDo(ChatFailure failure, Type expected)
    {
        var adapter = Substitute.For<IChatAdapter>();
        adapter.Platform.Returns("slack");
        adapter.PostAsync(null!, null!, null, "", default).ThrowsAsyncForAnyArgs(new ChatException(failure, "no"));

        var outcome = await new ChatAlertSink([adapter]).PostAsync("slack:#a", new AlertPost.Root(Notice()), true, null, "k", default);

        Assert.IsType(expected, outcome);
    }

    [Fact]
    public async Task Sink_Post_GivesTheKeyAndTheThreadToTheAdapter()
    {
        var adapter = Substitute.For<IChatAdapter>();
        adapter.Platform.Returns("slack");
        adapter.PostAsync(null!, null!, null, "", default).ReturnsForAnyArgs(new MessageHandle(new("slack", "C1"), "17.2"));
        var sink = new ChatAlertSink([adapter]);

        var outcome = await sink.PostAsync("slack:#a", new AlertPost.Reply("INC-12", AlertLevel.Critical, "Worse", Dana), true, new("slack:C1", "17.1"), "k9", default);

        Assert.Equal(new SinkOutcome.Sent(new PostedMessage("slack:C1", "17.2")), outcome);
        await adapter.Received(1).PostAsync(
            new ChannelAddress("slack", "#a"), Arg.Is<ChatMessage>(message => message.Title == "Worse" && message.Mentions.Single() == Dana), new MessageHandle(new("slack", "C1"), "17.1"), "k9", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Sink_NoAdapterForThePlatform_IsClosed()
    {
        Assert.IsType<SinkOutcome.Closed>(await new ChatAlertSink([]).PostAsync("discord:1", new AlertPost.Root(Notice()), false, null, "k", default));
    }

    private static AlertNotice Notice()
    {
        var runway = new RunwayForecast.Ends(TimeSpan.FromHours(22), TimeSpan.FromHours(31), TimeSpan.FromHours(44), TimeSpan.FromDays(6));
        var outlook = Outlooks.Balance(212, runway) with
        {
            Models = [new("m1", Money.Usd.FromDollars(40), 0.6), new("m2", Money.Usd.FromDollars(10), 0.2)],
            Routes = [new("azure", Money.Usd.FromDollars(40), 0.6)],
            Burn = new(Money.Usd.FromDollars(6), null, Money.Usd.FromDollars(5), null, null),
            BlindSpots = ["a.", "b.", "c."],
        };
        var condition = ((Finding.Holds)LowCreditRule.Judge(outlook, new(AlertLevel.Warning, 0, Outlooks.Now))).Condition with { Level = AlertLevel.Warning };

        return new("INC-12", 3, IncidentState.Open, condition, Dana, Outlooks.Now, Outlooks.Now, null, null, null, null, 0);
    }
}
