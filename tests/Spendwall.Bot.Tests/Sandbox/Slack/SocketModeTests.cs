using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

public sealed class SocketModeTests : IAsyncLifetime, IDisposable
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private SlackStandIn slack = null!;
    private SlackTestClient client = null!;

    public async Task InitializeAsync()
    {
        slack = await SlackStandIn.StartAsync(clock, real: clock);
        client = new(slack);
    }

    public async Task DisposeAsync() => await slack.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Hello_SaysHowManySocketsThereAre()
    {
        using var first = await client.ConnectAsync();
        using var second = new SlackTestSocket();
        await second.OpenAsync(await client.UrlAsync() + "&debug_reconnects=true");

        var hello = await second.NextAsync("hello");

        Assert.Equal(2, hello.GetProperty("num_connections").GetInt32());
        Assert.Equal(360, hello.GetProperty("debug_info").GetProperty("approximate_connection_time").GetInt32());
        Assert.Equal("A0SPENDWALL", hello.GetProperty("connection_info").GetProperty("app_id").GetString());
    }

    [Fact]
    public async Task Ticket_OpensOneSocketWithinHalfAMinute()
    {
        string used = await client.UrlAsync();
        using var socket = new SlackTestSocket();
        await socket.OpenAsync(used);
        string late = await client.UrlAsync();
        clock.Advance(TimeSpan.FromSeconds(31));

        using var again = new SlackTestSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => again.OpenAsync(used));
        using var tooLate = new SlackTestSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => tooLate.OpenAsync(late));
        Assert.Equal(1, slack.Sockets.Opened);
    }

    [Fact]
    public async Task Ack_IsTimedAndCarriesItsPayload()
    {
        using var socket = await client.ConnectAsync();
        var typed = slack.People.TypeAsync("dana", "ai-spend", "/spendwall runway", default);
        var envelope = await socket.NextAsync("slash_commands");
        Assert.True(envelope.GetProperty("accepts_response_payload").GetBoolean());

        clock.Advance(TimeSpan.FromMilliseconds(700));
        await socket.AckAsync(envelope, new { text = "soon" });
        var reply = await typed;

        Assert.Equal((SlackOutcome.Acknowledged, TimeSpan.FromMilliseconds(700)), (reply.Outcome, reply.After));
        Assert.Equal("soon", reply.Payload?.GetProperty("text").GetString());
        Assert.Equal(("soon", "U0DANA"), slack.Workspace.Messages.All.Select(message => (message.Content.Text, message.OnlyFor)).Single());
        var ack = Assert.Single(slack.Sockets.Acks);
        Assert.True(ack.IsOnItsSocket);
    }

    [Fact]
    public async Task Ack_OnAnotherSocket_IsNotSeen()
    {
        using var first = await client.ConnectAsync();
        using var second = await client.ConnectAsync();
        var sent = slack.Dispatcher.SendAsync(new(SlackParcel.Interactive, "{}"), default, on: 1);
        var envelope = await first.NextAsync("interactive");

        await second.AckAsync(envelope);
        await second.SayAsync(new { hello = "ignored" });
        await UntilAsync(() => slack.Sockets.Acks.Count == 1);
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(SlackOutcome.TimedOut, (await sent).Outcome);
        Assert.False(Assert.Single(slack.Sockets.Acks).IsOnItsSocket);
    }

    [Fact]
    public async Task Envelopes_GoRoundTheSockets()
    {
        using var first = await client.ConnectAsync();
        using var second = await client.ConnectAsync();

        var sent = Enumerable.Range(0, 2).Select(_ => slack.Dispatcher.SendAsync(new(SlackParcel.Interactive, "{}"), default)).ToList();
        await first.AckAsync(await first.NextAsync("interactive"));
        await second.AckAsync(await second.NextAsync("interactive"));

        Assert.All(await Task.WhenAll(sent), reply => Assert.True(reply.IsAcknowledged));
    }

    [Fact]
    public async Task Event_WithoutAck_ComesAgainWithItsAttempt()
    {
        using var socket = await client.ConnectAsync();
        var sent = slack.People.RaiseAsync(new JsonObject { ["type"] = "app_home_opened", ["user"] = "U0DANA" }, default);
        var first = await socket.NextAsync("events_api");
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(SlackOutcome.TimedOut, (await sent).Outcome);

        var second = await socket.NextAsync("events_api");
        clock.Advance(TimeSpan.FromSeconds(3));
        await UntilAsync(() => slack.Dispatcher.Deliveries.Count == 2);
        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => slack.Dispatcher.Deliveries.Count == 2 && clock.TimerCount > 0);
        var third = await socket.NextAsync("events_api");
        await socket.AckAsync(third);
        await UntilAsync(() => slack.Dispatcher.Deliveries.Count == 3);

        Assert.Equal([0, 1, 2], new[] { first, second, third }.Select(envelope => envelope.GetProperty("retry_attempt").GetInt32()));
        Assert.Equal(["", "timeout", "timeout"], new[] { first, second, third }.Select(envelope => envelope.GetProperty("retry_reason").GetString()));
        Assert.Single(new[] { first, second, third }.Select(envelope => envelope.GetProperty("payload").GetProperty("event_id").GetString()).Distinct());
        Assert.True(slack.Dispatcher.Deliveries[2].Reply.IsAcknowledged);
    }

    [Fact]
    public async Task Envelope_SentAgain_KeepsItsId()
    {
        using var socket = await client.ConnectAsync();
        var parcel = new SlackParcel(SlackParcel.Event, """{"type":"event_callback"}""") { EnvelopeId = "same" };

        foreach (int attempt in new[] { 0, 0, 1 })
        {
            var sent = slack.Dispatcher.SendAsync(parcel with { Attempt = attempt }, default);
            var envelope = await socket.NextAsync("events_api");
            Assert.Equal("same", envelope.GetProperty("envelope_id").GetString());
            await socket.AckAsync(envelope);
            Assert.True((await sent).IsAcknowledged);
        }
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("refresh_requested")]
    [InlineData("link_disabled")]
    [InlineData("too_many_websockets")]
    [InlineData("never_heard_of")]
    public async Task Disconnect_LeavesTheSocketWorkingUntilItIsClosed(string reason)
    {
        using var old = await client.ConnectAsync();
        await slack.Sockets.DisconnectAsync(reason, null, close: false, default);
        Assert.Equal(reason, (await old.NextAsync("disconnect")).GetProperty("reason").GetString());

        var first = slack.Dispatcher.SendAsync(new(SlackParcel.Interactive, "{}"), default);
        await old.AckAsync(await old.NextAsync("interactive"));
        Assert.True((await first).IsAcknowledged);
        using var replacement = await client.ConnectAsync();
        var second = slack.Dispatcher.SendAsync(new(SlackParcel.Interactive, "{}"), default);
        await replacement.AckAsync(await replacement.NextAsync("interactive"));
        Assert.True((await second).IsAcknowledged);
    }

    [Fact]
    public async Task Disconnect_WithClose_EndsTheSocket()
    {
        using var socket = await client.ConnectAsync();
        var closing = slack.Sockets.DisconnectAsync("refresh_requested", null, close: true, default);

        await socket.NextAsync("disconnect");
        Assert.Null(await socket.NextAsync());
        await socket.CloseAsync();
        await closing;

        Assert.Empty(slack.Sockets.Open);
    }

    [Fact]
    public async Task Socket_IsWarnedAndEndsWithItsLife()
    {
        using var socket = await client.ConnectAsync("&debug_reconnects=true");
        await AdvanceUntilAsync(TimeSpan.FromSeconds(350), () => clock.TimerCount == 1);
        Assert.Equal("warning", (await socket.NextAsync("disconnect")).GetProperty("reason").GetString());
        await AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => clock.TimerCount == 1);
        Assert.Equal("refresh_requested", (await socket.NextAsync("disconnect")).GetProperty("reason").GetString());
        Assert.Null(await socket.NextAsync());
    }

    [Fact]
    public async Task EleventhSocket_IsSentAway()
    {
        var ten = new List<SlackTestSocket>();
        for (int i = 0; i < 10; i++)
        {
            ten.Add(await client.ConnectAsync());
        }

        using var eleventh = new SlackTestSocket();
        await eleventh.OpenAsync(await client.UrlAsync());

        Assert.Equal("too_many_websockets", (await eleventh.NextAsync("disconnect")).GetProperty("reason").GetString());
        Assert.Null(await eleventh.NextAsync());
        ten.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public async Task FrameBytes_SplitsAMessageInTheMiddleOfALetter()
    {
        slack.Sockets.FrameBytes = 7;
        using var socket = await client.ConnectAsync();
        var typed = slack.People.TypeAsync("dana", "ai-spend", "/spendwall spend größer €€€€€€€€", default);

        var envelope = await socket.NextAsync("slash_commands");
        await socket.AckAsync(envelope);

        Assert.True(socket.Frames > 10);
        Assert.Equal("spend größer €€€€€€€€", envelope.GetProperty("payload").GetProperty("text").GetString());
        Assert.True((await typed).IsAcknowledged);
    }

    [Fact]
    public async Task Silence_LeavesTheSocketOpenAndEverythingUnsaid()
    {
        using var socket = await client.ConnectAsync();
        slack.Sockets.Open.Single().Silence();
        var next = socket.NextAsync();

        var sent = slack.Dispatcher.SendAsync(new(SlackParcel.Interactive, "{}"), default);
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(SlackOutcome.TimedOut, (await sent).Outcome);
        Assert.False(next.IsCompleted);
        Assert.Equal(WebSocketState.Open, socket.State);
        slack.Sockets.Open.Single().Drop();
        await Assert.ThrowsAsync<WebSocketException>(() => next);
    }

    [Fact]
    public async Task IgnoresClose_LeavesTheClientWaitingUntilItLetsGo()
    {
        slack.Sockets.IgnoresClose = true;
        using var socket = await client.ConnectAsync();
        await socket.CloseAsync();
        await UntilAsync(() => slack.Sockets.Open.Single().IsLeaving);

        await slack.Sockets.SendRawAsync("""{"type":"still_here"}""", default);
        await socket.NextAsync("still_here");
        Assert.Equal(WebSocketState.CloseSent, socket.State);

        socket.Dispose();
        await UntilAsync(() => slack.Sockets.Open.Count == 0);
    }

    [Fact]
    public async Task Close_IsAnsweredOtherwise()
    {
        using var socket = await client.ConnectAsync();

        await socket.CloseAsync();

        Assert.Null(await socket.NextAsync());
        await UntilAsync(() => slack.Sockets.Open.Count == 0);
    }

    [Fact]
    public async Task Command_WithoutASocket_IsNotReached()
    {
        Assert.Equal(SlackOutcome.NotReached, (await slack.People.TypeAsync("dana", "ai-spend", "/spendwall runway", default)).Outcome);
        Assert.Contains("dispatch_failed", slack.Workspace.Transcript.Lines[^1], StringComparison.Ordinal);
    }

    /// <summary>Waits for what another thread is about to do; the clock stands still.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(SlackTestClient.Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task AdvanceUntilAsync(TimeSpan by, Func<bool> ready)
    {
        await UntilAsync(ready);
        clock.Advance(by);
    }
}
