using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NSubstitute;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Wire;
using static Spendwall.Bot.Tests.Chat.Slack.Transport.SocketWorld;

namespace Spendwall.Bot.Tests.Chat.Slack.Transport;

/// <summary>CHAT.md §3.1: how connections to Slack end and begin again, S1–S7.</summary>
public sealed class SocketLifeTests
{
    [Fact]
    public async Task S1_OpeningFailsFiftyTimes_ThenItConnects()
    {
        int asked = 0;
        await using var world = await StartAsync(prepare: slack => slack.Answer = (call, context) =>
            Interlocked.Increment(ref asked) <= 50 ? context.Response.WriteAsync("""{"ok":false,"error":"internal_error"}""") : slack.OpenSocketAsync(context));

        var socket = await world.Slack.NextSocketAsync();
        await socket.SendAsync(Envelope("e1", "slash_commands", Command("1")));

        Assert.Equal("e1", await AcknowledgedAsync(socket));
        Assert.Equal(51, asked);
    }

    [Fact]
    public async Task S2_EveryKindOfFailureWhileOpening_IsTriedAgain()
    {
        int asked = 0;
        await using var world = await StartAsync(prepare: slack => slack.Answer = (call, context) =>
        {
            switch (Interlocked.Increment(ref asked))
            {
                case 1:
                    context.Response.StatusCode = 500;
                    return context.Response.WriteAsync("<html>oops</html>");
                case 2:
                    return context.Response.WriteAsync("<html>captive portal</html>");
                case 3:
                    return context.Response.WriteAsync("""{"ok":false,"error":"internal_error"}""");
                case 4:
                    context.Response.StatusCode = 429;
                    return Task.CompletedTask;
                case 5:
                    context.Abort();
                    return Task.CompletedTask;
                case 6:
                    return context.Response.WriteAsync("""{"ok":true}""");
                case 7:
                    return context.Response.WriteAsync("""{"ok":true,"url":"ws://127.0.0.1:1/link"}""");
                case 8:
                    return context.Response.WriteAsync("""{"ok":true,"url":"file:///etc/passwd"}""");
                default:
                    return slack.OpenSocketAsync(context);
            }
        });

        await world.Slack.NextSocketAsync();

        Assert.True(asked >= 9);
        Assert.All(world.Slack.Calls, call => Assert.Equal(("apps.connections.open", "Bearer xapp-1", ""), (call.Method, call.Authorization, call.Body)));
    }

    [Fact]
    public async Task S2_NobodyListensForAWhile_ThenItConnects()
    {
        bool isDown = true;
        await using var world = await StartAsync(prepare: slack => slack.Answer = (_, context) =>
            Volatile.Read(ref isDown) ? context.Response.WriteAsync("""{"ok":true,"url":"ws://127.0.0.1:1/link"}""") : slack.OpenSocketAsync(context));
        await UntilAsync(() => world.Slack.Calls.Count >= 3);

        Volatile.Write(ref isDown, false);

        await world.Slack.NextSocketAsync();
    }

    [Fact]
    public async Task S3_AServerThatNoLongerAnswersPings_IsLeft()
    {
        await using var world = await StartAsync(
            Quick with { KeepAliveInterval = TimeSpan.FromMilliseconds(100), KeepAliveTimeout = TimeSpan.FromMilliseconds(200) },
            slack => slack.Greet = socket =>
            {
                socket.IsDeaf = slack.Opened == 1;

                return socket.SendAsync("""{"type":"hello"}""");
            });
        await world.Slack.NextSocketAsync();

        var second = await world.Slack.NextSocketAsync();
        await second.SendAsync(Envelope("e1", "slash_commands", Command("1")));

        Assert.Equal("e1", await AcknowledgedAsync(second));
    }

    [Fact]
    public async Task S3_AConnectionThatBringsNothing_IsReplacedByTheWatchdog()
    {
        await using var world = await StartAsync(Quick with { SilentFor = TimeSpan.FromMilliseconds(300) });
        var first = await world.Slack.NextSocketAsync();

        var second = await world.Slack.NextSocketAsync();
        await first.SendAsync(Envelope("e1", "slash_commands", Command("1")));

        Assert.Equal("e1", await AcknowledgedAsync(first));
        Assert.NotSame(first, second);
    }

    [Theory]
    [InlineData("refresh_requested")]
    [InlineData("warning")]
    [InlineData("something_new")]
    public async Task S4_AnnouncedEnd_TheNewConnectionComesBeforeTheOldOneGoesAndEachAcknowledgesItsOwn(string reason)
    {
        await using var world = await StartAsync();
        var old = await world.Slack.NextSocketAsync();
        await old.SendAsync($$$"""{"type":"disconnect","reason":"{{{reason}}}","debug_info":{"host":"h"}}""");
        var fresh = await world.Slack.NextSocketAsync();

        await old.SendAsync(Envelope("on-old", "slash_commands", Command("1")));
        await fresh.SendAsync(Envelope("on-new", "slash_commands", Command("2")));

        Assert.Equal("on-old", await AcknowledgedAsync(old));
        Assert.Equal("on-new", await AcknowledgedAsync(fresh));
        Assert.Equal((0, 0, 2), (old.Waiting, fresh.Waiting, world.Slack.Opened));
    }

    [Fact]
    public async Task S4_AReplacedConnection_IsLetGoAfterAWhile()
    {
        await using var world = await StartAsync(Quick with { RetireWithin = TimeSpan.FromMilliseconds(100) });
        var old = await world.Slack.NextSocketAsync();
        await old.SendAsync("""{"type":"disconnect","reason":"refresh_requested"}""");
        var fresh = await world.Slack.NextSocketAsync();

        await old.Closed;

        Assert.False(fresh.Closed.IsCompleted);
    }

    [Fact]
    public async Task S5_ACloseThatIsNeverFinished_OpensExactlyOneNewConnection()
    {
        await using var world = await StartAsync();
        var first = await world.Slack.NextSocketAsync();
        await first.SendAsync("""{"type":"disconnect","reason":"refresh_requested"}""");
        await first.CloseAsync();

        var second = await world.Slack.NextSocketAsync();
        await first.Closed;
        await second.SendAsync(Envelope("e1", "slash_commands", Command("1")));

        Assert.Equal("e1", await AcknowledgedAsync(second));
        await UntilAsync(() => world.State.Connections == 1);
        Assert.Equal(2, world.Slack.Opened);
    }

    [Fact]
    public async Task S6_StoppedDuringBackoff_EndsAtOnce()
    {
        await using var world = await StartAsync(
            Quick with { Backoff = static _ => Enumerable.Repeat(TimeSpan.FromHours(1), 10) },
            slack => slack.Answer = static (_, context) => context.Response.WriteAsync("""{"ok":false,"error":"internal_error"}"""));
        await UntilAsync(() => world.Slack.Calls.Count == 1);

        await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(0, world.Slack.Opened);
    }

    [Fact]
    public async Task S6_StoppedWhileAskingForTheAddress_EndsAtOnce()
    {
        await using var world = await StartAsync(prepare: slack => slack.Answer = static (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await UntilAsync(() => world.Slack.Calls.Count == 1);

        await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(0, world.Slack.Opened);
    }

    [Fact]
    public async Task S6_StoppedBeforeTheHello_LeavesNoConnection()
    {
        await using var world = await StartAsync(prepare: slack => slack.Greet = static _ => Task.CompletedTask);
        var socket = await world.Slack.NextSocketAsync();

        await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));

        await socket.Closed;
        Assert.Equal((1, 0), (world.Slack.Opened, world.State.Connections));
    }

    [Fact]
    public async Task Hello_ThatNeverComes_LeadsToAnotherConnection()
    {
        await using var world = await StartAsync(
            Quick with { ReadyWithin = TimeSpan.FromMilliseconds(200) }, slack => slack.Greet = static _ => Task.CompletedTask);

        await world.Slack.NextSocketAsync();
        await world.Slack.NextSocketAsync();

        Assert.Equal(0, world.State.Connections);
    }

    [Fact]
    public async Task S7_TooManyWebsockets_WaitsLong()
    {
        await using var world = await StartAsync(Quick with { CrowdedWait = TimeSpan.FromHours(1) });
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync("""{"type":"disconnect","reason":"too_many_websockets"}""");

        await UntilAsync(() => world.State.Connections == 0);
        await world.StopAsync();
        await socket.Closed;
        Assert.Equal(1, world.Slack.Opened);
    }

    [Fact]
    public async Task S7_TooManyWebsockets_TriesAgainAfterTheWait()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync("""{"type":"disconnect","reason":"too_many_websockets"}""");

        await world.Slack.NextSocketAsync();
    }

    [Fact]
    public async Task S7_LinkDisabled_StopsForGood()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync("""{"type":"disconnect","reason":"link_disabled"}""");

        await socket.Closed;
        await UntilAsync(() => world.State is { Error: "link_disabled", Connections: 0 });
        Assert.Equal(1, world.Slack.Opened);
    }

    [Theory]
    [InlineData("not_authed")]
    [InlineData("invalid_auth")]
    [InlineData("account_inactive")]
    [InlineData("user_removed_from_team")]
    [InlineData("team_disabled")]
    public async Task Opening_ARefusalThatNoTryMends_StopsForGood(string error)
    {
        await using var world = await StartAsync(prepare: slack => slack.Answer = (_, context) => context.Response.WriteAsync($$"""{"ok":false,"error":"{{error}}"}"""));

        await UntilAsync(() => world.State.Error == error);

        Assert.Single(world.Slack.Calls);
    }

    [Fact]
    public async Task S7_UnknownFramesAndEnvelopes_DoNoHarm()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        foreach (string frame in new[] { "no json", "[]", "7", "{}", """{"type":"news"}""", """{"type":7}""", """{"type":"disconnected"}""", Envelope("odd", "workflow_step", "{}"), Envelope("bare", "slash_commands", "[]"), """{"envelope_id":"empty","type":"interactive"}""" })
        {
            await socket.SendAsync(frame);
        }

        await socket.SendAsync(Envelope("good", "slash_commands", Command("1")));

        var acknowledged = new[] { await AcknowledgedAsync(socket), await AcknowledgedAsync(socket), await AcknowledgedAsync(socket), await AcknowledgedAsync(socket) };
        Assert.Equal(["bare", "empty", "good", "odd"], acknowledged.Order());
        Assert.IsType<Spendwall.Bot.Chat.Slack.SlackInbound.SlashCommand>(await world.Handler.NextAsync());
        Assert.Equal(1, world.Slack.Opened);
    }

    [Fact]
    public async Task TwoConnections_AreOpenAtTheSameTime()
    {
        await using var world = await StartAsync(Quick with { Connections = 2 });
        var first = await world.Slack.NextSocketAsync();
        var second = await world.Slack.NextSocketAsync();

        await first.SendAsync(Envelope("e1", "slash_commands", Command("1")));
        await second.SendAsync(Envelope("e2", "slash_commands", Command("2")));

        Assert.Equal("e1", await AcknowledgedAsync(first));
        Assert.Equal("e2", await AcknowledgedAsync(second));
        await UntilAsync(() => world.State.Connections == 2);
    }

    [Fact]
    public async Task ALineThatIsCut_IsOpenedAgain()
    {
        await using var world = await StartAsync();
        (await world.Slack.NextSocketAsync()).Abort();

        var second = await world.Slack.NextSocketAsync();
        await second.SendAsync(Envelope("e1", "slash_commands", Command("1")));

        Assert.Equal("e1", await AcknowledgedAsync(second));
    }

    /// <summary>What a handshake throws that is given up may be of any kind.</summary>
    [Fact]
    public async Task S2_StoppedWhileOpeningFailsInAnotherWay_EndsWithoutAFault()
    {
        var asked = new TaskCompletionSource();
        var app = Substitute.For<ISlackApi>();
        app.CallAsync("apps.connections.open", Arg.Any<JsonObject>(), Arg.Any<CancellationToken>()).Returns(call => FailAsync(call.Arg<CancellationToken>()));
        await using var world = await StartAsync(app: app);
        await asked.Task;

        await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(TaskStatus.RanToCompletion, world.Socket.ExecuteTask!.Status);

        async Task<JsonElement> FailAsync(CancellationToken stop)
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

            throw new WebSocketException(WebSocketError.Faulted);
        }
    }

    [Fact]
    public void Backoff_Waits_AtOnceThenDoubledToAMinuteWithJitter()
    {
        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 60, 60], Backoff.Sequence(static () => 1).Take(9).Select(static wait => wait.TotalSeconds));
        Assert.Equal([0, 0.5, 1, 2, 4, 8, 16, 30, 30], Backoff.Sequence(static () => 0).Take(9).Select(static wait => wait.TotalSeconds));
    }
}
