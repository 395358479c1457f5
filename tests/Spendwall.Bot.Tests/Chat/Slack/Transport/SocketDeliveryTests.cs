using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Spendwall.Bot.Chat.Slack;
using static Spendwall.Bot.Tests.Chat.Slack.Transport.SocketWorld;

namespace Spendwall.Bot.Tests.Chat.Slack.Transport;

/// <summary>CHAT.md §3.1: what a socket brings and how it is acknowledged, S8–S14 and S20.</summary>
public sealed class SocketDeliveryTests
{
    [Fact]
    public async Task S8_ARedeliveredEvent_RunsOnceAndEveryDeliveryIsAcknowledged()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync(Envelope("e1", "events_api", Event("Ev1")));
        Assert.Equal("e1", await AcknowledgedAsync(socket));
        await socket.SendAsync(Envelope("e1", "events_api", Event("Ev1"), more: ""","retry_attempt":0"""));
        await socket.SendAsync(Envelope("e2", "events_api", Event("Ev1"), more: ""","retry_attempt":1,"retry_reason":"timeout" """));
        string?[] again = [await AcknowledgedAsync(socket), await AcknowledgedAsync(socket)];

        Assert.Equal(["e1", "e2"], again.Order());
        Assert.IsType<SlackInbound.Event>(await world.Handler.NextAsync());
        await world.StopAsync();
        Assert.Equal(0, world.Handler.Waiting);
    }

    [Fact]
    public async Task S8_ARetryWhoseFirstDeliveryWasNeverSeen_Runs()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync(Envelope("e3", "events_api", Event("Ev9"), more: ""","retry_attempt":3,"retry_reason":"timeout" """));

        Assert.Equal("e3", await AcknowledgedAsync(socket));
        Assert.Equal("app_mention", Assert.IsType<SlackInbound.Event>(await world.Handler.NextAsync()).Type);
    }

    [Fact]
    public async Task S9_ARetryWhileBusinessTimeRunsADayAhead_DoesNotRunAgain()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();
        await socket.SendAsync(Envelope("e1", "slash_commands", Command("1")));
        await AcknowledgedAsync(socket);
        await world.Handler.NextAsync();

        world.Clock.Advance(TimeSpan.FromDays(1));
        await socket.SendAsync(Envelope("e2", "slash_commands", Command("1")));

        Assert.Equal("e2", await AcknowledgedAsync(socket));
        await world.StopAsync();
        Assert.Equal(0, world.Handler.Waiting);
    }

    [Fact]
    public async Task S10_OneMessageUnderTwoEventIds_RunsOnce()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync(Envelope("e1", "events_api", Event("Ev1")));
        Assert.Equal("e1", await AcknowledgedAsync(socket));
        await socket.SendAsync(Envelope("e2", "events_api", Event("Ev2")));
        Assert.Equal("e2", await AcknowledgedAsync(socket));
        await socket.SendAsync(Envelope("e3", "events_api", Event("Ev3", ts: "1795241533.000300")));
        Assert.Equal("e3", await AcknowledgedAsync(socket));

        await world.Handler.NextAsync();
        await world.Handler.NextAsync();
        await world.StopAsync();
        Assert.Equal(0, world.Handler.Waiting);
    }

    [Fact]
    public async Task S10_AMessageThatWasEdited_RunsOnce()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync(Envelope("e1", "events_api", Event("Ev1")));
        Assert.Equal("e1", await AcknowledgedAsync(socket));
        await socket.SendAsync(Envelope("e2", "events_api", Event("Ev2").Replace("\"event_ts\":\"1795241533.000200\"", "\"event_ts\":\"1795241599.000100\"", StringComparison.Ordinal)));
        Assert.Equal("e2", await AcknowledgedAsync(socket));

        await world.Handler.NextAsync();
        await world.StopAsync();
        Assert.Equal(0, world.Handler.Waiting);
    }

    [Fact]
    public async Task S11_AnEventWithoutAnInnerEvent_IsAcknowledged()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync(Envelope("e1", "events_api", """{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1518467820}"""));
        Assert.Equal("e1", await AcknowledgedAsync(socket));
        await socket.SendAsync(Envelope("e2", "events_api", """{"event":{}}"""));
        Assert.Equal("e2", await AcknowledgedAsync(socket));
        await socket.SendAsync(Envelope("e3", "events_api", """{"team_id":"T1","event_id":"Ev1","event":{"type":"app_mention","bot_id":"B1","event_ts":"1.1"}}"""));
        Assert.Equal("e3", await AcknowledgedAsync(socket));

        await world.StopAsync();
        Assert.Equal(0, world.Handler.Waiting);
    }

    [Fact]
    public async Task S12_AnAnswerThatIsReadyAfterTheSwitch_GoesToTheSocketThatBroughtIt()
    {
        await using var world = await StartAsync();
        using var decide = new ManualResetEventSlim();
        world.Handler.OnAcknowledge = _ =>
        {
            decide.Wait(TimeSpan.FromSeconds(10));

            return null;
        };
        var old = await world.Slack.NextSocketAsync();
        await old.SendAsync(Envelope("e1", "slash_commands", Command("1")));
        await old.SendAsync("""{"type":"disconnect","reason":"refresh_requested"}""");
        var fresh = await world.Slack.NextSocketAsync();

        decide.Set();

        Assert.Equal("e1", await AcknowledgedAsync(old));
        Assert.Equal(0, fresh.Waiting);
    }

    [Fact]
    public async Task S13_ManyAcknowledgementsAtOnce_AllArriveWhole()
    {
        await using var world = await StartAsync();
        string large = new('x', 20_000);
        world.Handler.OnAcknowledge = _ => Json($$"""{"text":"{{large}}"}""");
        var socket = await world.Slack.NextSocketAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => socket.SendAsync(Envelope($"e{i}", "slash_commands", Command($"{i}"), takesPayload: true))));
        var acknowledged = new HashSet<string?>();
        for (int i = 0; i < 100; i++)
        {
            var frame = await socket.NextAsync();
            Assert.Equal(large, frame.GetProperty("payload").GetProperty("text").GetString());
            acknowledged.Add(frame.GetProperty("envelope_id").GetString());
        }

        Assert.Equal(100, acknowledged.Count);
    }

    [Fact]
    public async Task S14_AMessageInManyFrames_IsReadWholeAndBinaryIsPassedOver()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();
        string text = string.Concat(Enumerable.Repeat("grün €😀", 2000));

        await socket.SendAsync(Envelope("b1", "slash_commands", Command("0")), 1000, WebSocketMessageType.Binary);
        await socket.SendAsync(Envelope("e1", "slash_commands", Command("1", text)), 7);

        Assert.Equal("e1", await AcknowledgedAsync(socket));
        Assert.Equal(text, Assert.IsType<SlackInbound.SlashCommand>(await world.Handler.NextAsync()).Text);
        Assert.Equal(0, socket.Waiting);
    }

    [Fact]
    public async Task Ack_TheHandlersPayload_OnlyWhereSlackTakesOne()
    {
        await using var world = await StartAsync();
        world.Handler.OnAcknowledge = static _ => Json("""{"response_action":"clear"}""");
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync(Envelope("e1", "interactive", """{"type":"view_submission","team":{"id":"T1"},"trigger_id":"1"}""", takesPayload: true));
        Assert.Equal("""{"envelope_id":"e1","payload":{"response_action":"clear"}}""", (await socket.NextAsync()).GetRawText());
        await socket.SendAsync(Envelope("e2", "events_api", Event("Ev1")));

        Assert.Equal("""{"envelope_id":"e2"}""", (await socket.NextAsync()).GetRawText());
    }

    [Fact]
    public async Task Ack_WhetherSlackHasTheAnswer_IsKnownToTheWork()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();
        world.Handler.OnAcknowledge = static inbound => inbound is SlackInbound.ViewSubmission ? Json("""{"response_action":"errors"}""") : null;

        await socket.SendAsync(Envelope("e1", "interactive", """{"type":"view_submission","team":{"id":"T1"},"trigger_id":"1"}""", takesPayload: true));
        await AcknowledgedAsync(socket);
        await socket.SendAsync(Envelope("e2", "slash_commands", Command("2"), takesPayload: true));
        await AcknowledgedAsync(socket);

        // Workers run beside each other: either may come first.
        SlackInbound[] work = [await world.Handler.NextAsync(), await world.Handler.NextAsync()];
        Assert.All(work, static inbound => Assert.Equal(inbound is SlackInbound.ViewSubmission, inbound.IsAnswered));
    }

    [Fact]
    public async Task Ack_AHandlerThatDecidesTooLate_IsEmptyAndInTime()
    {
        await using var world = await StartAsync(Quick with { AcknowledgeWithin = TimeSpan.FromMilliseconds(200) });
        using var decide = new ManualResetEventSlim();
        world.Handler.OnAcknowledge = _ =>
        {
            decide.Wait(TimeSpan.FromSeconds(10));

            return Json("{}");
        };
        var socket = await world.Slack.NextSocketAsync();
        var watch = Stopwatch.StartNew();

        await socket.SendAsync(Envelope("e1", "slash_commands", Command("1"), takesPayload: true));
        var frame = await socket.NextAsync();

        decide.Set();
        Assert.Equal("""{"envelope_id":"e1"}""", frame.GetRawText());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{watch.Elapsed}");
        await world.Handler.NextAsync();
    }

    [Fact]
    public async Task Ack_AHandlerThatThrowsOrNeverEnds_IsSentAllTheSame()
    {
        await using var world = await StartAsync();
        world.Handler.OnAcknowledge = static _ => throw new InvalidOperationException("broken");
        world.Handler.OnHandle = static (_, token) => Task.Delay(Timeout.Infinite, token);
        var socket = await world.Slack.NextSocketAsync();

        for (int i = 0; i < 40; i++)
        {
            await socket.SendAsync(Envelope($"e{i}", "slash_commands", Command($"{i}")));
        }

        for (int i = 0; i < 40; i++)
        {
            await socket.NextAsync();
        }

        Assert.Equal(1, world.Slack.Opened);
    }

    [Fact]
    public async Task Backlog_WhenItIsFull_NothingIsAcknowledgedAndTheRetryRuns()
    {
        await using var world = await StartAsync(Quick with { Backlog = 1, Workers = 1 });
        var done = new TaskCompletionSource();
        world.Handler.OnHandle = (_, _) => done.Task;
        var socket = await world.Slack.NextSocketAsync();
        await socket.SendAsync(Envelope("e1", "slash_commands", Command("1")));
        Assert.Equal("e1", await AcknowledgedAsync(socket));
        await world.Handler.NextAsync();

        await socket.SendAsync(Envelope("e2", "slash_commands", Command("2")));
        await socket.SendAsync(Envelope("unknown", "news", "{}"));
        Assert.Equal("unknown", await AcknowledgedAsync(socket));
        done.SetResult();
        string? acknowledged = null;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (acknowledged is null)
        {
            await socket.SendAsync(Envelope("e3", "slash_commands", Command("2")));
            await socket.SendAsync(Envelope("unknown", "news", "{}"));
            string? next = await AcknowledgedAsync(socket);
            acknowledged = next == "unknown" ? null : next;
            late.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal("e3", acknowledged);
        Assert.Equal("2", Assert.IsType<SlackInbound.SlashCommand>(await world.Handler.NextAsync()).TriggerId);
    }

    [Fact]
    public async Task Stop_WorkThatWasTakenOn_IsFinished()
    {
        await using var world = await StartAsync();
        int finished = 0;
        var begun = new SemaphoreSlim(0);
        world.Handler.OnHandle = async (_, _) =>
        {
            begun.Release();
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            Interlocked.Increment(ref finished);
        };
        var socket = await world.Slack.NextSocketAsync();
        for (int i = 0; i < 40; i++)
        {
            await socket.SendAsync(Envelope($"e{i}", "slash_commands", Command($"{i}")));
            await socket.NextAsync();
        }

        await world.StopAsync();

        Assert.Equal(40, finished);
    }

    [Fact]
    public async Task S20_Ts_StaysText()
    {
        await using var world = await StartAsync();
        var socket = await world.Slack.NextSocketAsync();

        await socket.SendAsync(Envelope("e1", "events_api", Event("Ev1")));

        var mention = Assert.IsType<SlackInbound.Event>(await world.Handler.NextAsync());
        Assert.Equal(("T1", "1795241533.000200", JsonValueKind.String), (mention.Team, mention.Payload.GetProperty("ts").GetString(), mention.Payload.GetProperty("ts").ValueKind));
    }
}
