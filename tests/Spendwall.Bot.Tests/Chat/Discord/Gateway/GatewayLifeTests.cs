using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Chat.Discord.Gateway.GatewayWorld;

namespace Spendwall.Bot.Tests.Chat.Discord.Gateway;

/// <summary>CHAT.md §3.1: how connections to the gateway end and begin again, D2–D9 and D20.</summary>
public sealed class GatewayLifeTests
{
    [Fact]
    public async Task Connection_FromTheHandshakeToReady_IsAsDiscordWantsIt()
    {
        await using var world = await StartAsync();

        var socket = await world.Discord.NextSocketAsync();
        var identify = await socket.NextAsync();

        Assert.Equal("/gateway?v=10&encoding=json", socket.Target);
        Assert.Matches(@"^DiscordBot \(https://discord\.com/oauth2/authorize\?client_id=42, \d+\.\d+\.\d+\S*\)$", socket.UserAgent);
        Assert.Equal(
            """{"op":2,"d":{"token":"bot-token","intents":1,"properties":{"os":"linux","browser":"Spendwall.Bot","device":"Spendwall.Bot"}}}""", identify.GetRawText());
        Assert.Equal([("GET", "gateway/bot", "Bot bot-token")], world.Discord.Calls.Select(static call => (call.Method, call.Path, call.Authorization)));
    }

    [Fact]
    public async Task Frames_OfEveryKind_AreOfDiscordsSchema()
    {
        if (SharedFolder.Find("contracts/discord-gateway-send.schema.json") is not { } path)
        {
            return;
        }

        var schema = JsonSchemaLite.Load(path);
        await using var world = await StartAsync();
        var first = await world.Discord.NextSocketAsync();
        var identify = await first.NextAsync();
        await first.SendAsync("""{"op":1,"d":null}""");
        var empty = await first.NextAsync();
        await world.Discord.ReadyAsync(first);
        await UntilAsync(() => world.State.IsReady);
        await first.SendAsync("""{"op":1,"d":null}""");
        var beat = await first.NextAsync();
        await first.CloseAsync(4000);
        var resume = await (await world.Discord.NextSocketAsync()).NextAsync();

        IEnumerable<string> Faults(string definition, System.Text.Json.JsonElement frame) => schema.Check(definition, JsonNode.Parse(frame.GetRawText())!);
        Assert.Empty(Faults("GatewayIdentify", identify));
        Assert.Empty(Faults("GatewayHeartbeat", empty));
        Assert.Empty(Faults("GatewayHeartbeat", beat));
        Assert.Empty(Faults("GatewayResume", resume));
        Assert.NotEmpty(Faults("GatewayResume", identify));
    }

    [Fact]
    public async Task D2_TheServerNeverAnswersTheClose_TheNextConnectionComesAllTheSame()
    {
        await using var world = await StartAsync();
        var first = await world.ReadyAsync();

        await first.SendAsync("""{"op":7,"d":null}""");
        var (second, _) = await world.ResumingAsync();

        await first.Closed;
        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task D2_StoppedWhileTheServerReadsNothing_EndsInTime()
    {
        await using var world = await StartAsync(prepare: discord => discord.Greet = async socket =>
        {
            socket.IsDeaf = true;
            await discord.HelloAsync(socket);
            await discord.ReadyAsync(socket);
        });
        await UntilAsync(() => world.State.IsReady);

        await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.False(world.State.IsReady);
    }

    [Fact]
    public async Task D2_TheServerDiesInTheHandshake_ItIsTriedAgain()
    {
        int tried = 0;
        await using var world = await StartAsync(prepare: discord => discord.Handshake = context =>
        {
            if (Interlocked.Increment(ref tried) <= 3)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });

        await world.ReadyAsync();

        Assert.Equal((4, 1), (tried, world.Discord.Opened));
    }

    [Fact]
    public async Task D2_AHandshakeThatIsNeverAnswered_IsLeftAndTriedAgain()
    {
        int tried = 0;
        await using var world = await StartAsync(
            Quick with { ReadyWithin = TimeSpan.FromMilliseconds(300) },
            discord => discord.Handshake = context => Interlocked.Increment(ref tried) == 1 ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask);

        await world.ReadyAsync();

        Assert.Equal(2, tried);
    }

    [Fact]
    public async Task D2_StoppedInTheHandshakeAndInTheBackoff_EndsAtOnce()
    {
        await using (var world = await StartAsync(prepare: static discord => discord.Handshake = static context => Task.Delay(Timeout.Infinite, context.RequestAborted)))
        {
            await UntilAsync(() => world.Discord.Calls.Count == 1);
            await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }

        await using (var world = await StartAsync(
            Quick with { Backoff = static _ => Enumerable.Repeat(TimeSpan.FromHours(1), 9) }, static discord => discord.Handshake = static context =>
            {
                context.Abort();

                return Task.CompletedTask;
            }))
        {
            await UntilAsync(() => world.Discord.Calls.Count == 1);
            await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));

            Assert.Null(world.State.Error);
        }
    }

    [Fact]
    public async Task D3_OneResumeFails_TheNextIsAResumeToo()
    {
        await using var world = await StartAsync();
        await (await world.ReadyAsync()).CloseAsync(4000);
        var (failed, _) = await world.ResumingAsync();

        failed.Abort();
        var (second, resume) = await world.ResumingAsync();
        await second.SendAsync(Dispatch(2, "RESUMED", "{}"));
        await second.SendAsync(Dispatch(3, "INTERACTION_CREATE", Interaction("9")));

        Assert.Equal("s1", resume.GetProperty("session_id").GetString());
        await world.Handler.NextAsync<Bot.Chat.Discord.DiscordInbound.Interaction>();
        await UntilAsync(() => world.State.IsReady);
    }

    [Theory]
    [InlineData(4004)]
    [InlineData(4010)]
    [InlineData(4011)]
    [InlineData(4012)]
    [InlineData(4013)]
    [InlineData(4014)]
    public async Task D4_AFatalCloseCode_EndsItForGood(int code)
    {
        await using var world = await StartAsync();
        var socket = await world.Discord.NextSocketAsync();
        await socket.NextAsync();

        await socket.CloseAsync(code);
        await UntilAsync(() => world.State.Error is not null);
        await socket.Closed;

        Assert.StartsWith($"{code}:", world.State.Error, StringComparison.Ordinal);
        Assert.Equal(1, world.Discord.Opened);
    }

    [Fact]
    public async Task D4_TheTokenIsRefusedByTheApi_EndsItForGood()
    {
        await using var world = await StartAsync(prepare: static discord => discord.Answer = static (_, context) =>
        {
            context.Response.StatusCode = 401;

            return context.Response.WriteAsync("""{"message":"401: Unauthorized","code":0}""");
        });

        await UntilAsync(() => world.State.Error is not null);

        Assert.DoesNotContain("bot-token", world.State.Error, StringComparison.Ordinal);
        Assert.Equal((1, 0), (world.Discord.Calls.Count, world.Discord.Opened));
    }

    [Theory]
    [InlineData(4003)]
    [InlineData(4005)]
    [InlineData(4006)]
    [InlineData(4007)]
    [InlineData(4009)]
    public async Task Close_OfASessionThatIsGone_IdentifiesAtTheFirstAddress(int code)
    {
        await using var world = await StartAsync();

        await (await world.ReadyAsync()).CloseAsync(code);

        Assert.StartsWith("/gateway?", (await world.ReadyAsync()).Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(4001)]
    [InlineData(4002)]
    [InlineData(4008)]
    [InlineData(4999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1011)]
    [InlineData(null)]
    public async Task Close_OfAnyOtherKind_IsResumed(int? code)
    {
        await using var world = await StartAsync();

        await (await world.ReadyAsync()).CloseAsync(code);
        var (socket, resume) = await world.ResumingAsync();

        Assert.Equal("/resume?v=10&encoding=json", socket.Target);
        Assert.Equal(("bot-token", "s1", 1), (resume.GetProperty("token").GetString(), resume.GetProperty("session_id").GetString(), resume.GetProperty("seq").GetInt32()));
    }

    [Fact]
    public async Task Close_WithoutAnyFrame_IsResumed()
    {
        await using var world = await StartAsync();

        (await world.ReadyAsync()).Abort();

        await world.ResumingAsync();
    }

    [Fact]
    public async Task D5_EveryResumeIsClosedWithoutACode_IdentifiesAfterThree()
    {
        await using var world = await StartAsync();
        await (await world.ReadyAsync()).CloseAsync(4000);
        for (int i = 0; i < 3; i++)
        {
            var (socket, _) = await world.ResumingAsync();
            await socket.CloseAsync(null);
        }

        var fresh = await world.ReadyAsync();

        Assert.StartsWith("/gateway?", fresh.Target, StringComparison.Ordinal);
        Assert.Equal(5, world.Discord.Opened);
    }

    [Fact]
    public async Task D5_AResumeThatWorked_IsNotCountedWithTheNextOnes()
    {
        await using var world = await StartAsync();
        await (await world.ReadyAsync()).CloseAsync(4000);
        for (int i = 0; i < 5; i++)
        {
            var (socket, _) = await world.ResumingAsync();
            await socket.SendAsync(Dispatch(2 + i, "RESUMED", "{}"));
            await UntilAsync(() => world.State.IsReady);
            await socket.CloseAsync(4000);
        }

        await world.ResumingAsync();
    }

    [Fact]
    public async Task D7_AReconnectClosesWith4000AndTheEndWith1000()
    {
        await using var world = await StartAsync();
        var first = await world.ReadyAsync();
        await first.SendAsync("""{"op":7,"d":null}""");
        var (second, _) = await world.ResumingAsync();
        await second.SendAsync(Dispatch(2, "RESUMED", "{}"));
        await UntilAsync(() => world.State.IsReady);

        await world.StopAsync();
        await first.Closed;
        await second.Closed;

        Assert.Equal((4000, 1000), (first.CloseCode, second.CloseCode));
    }

    [Fact]
    public async Task D8_AfterInvalidSession_TheOldResumeAddressIsForgotten()
    {
        await using var world = await StartAsync();
        var socket = await world.ReadyAsync();

        await socket.SendAsync("""{"op":9,"d":false}""");
        var fresh = await world.ReadyAsync();
        await fresh.CloseAsync(4000);
        var (_, resume) = await world.ResumingAsync();

        Assert.StartsWith("/gateway?", fresh.Target, StringComparison.Ordinal);
        Assert.Equal("s2", resume.GetProperty("session_id").GetString());
    }

    [Fact]
    public async Task D8_AResumeAddressOfSomeoneElse_IsNotFollowedInPlainText()
    {
        await using var world = await StartAsync();
        var socket = await world.Discord.NextSocketAsync();
        await socket.NextAsync();
        await world.Discord.ReadyAsync(socket, "ws://gateway.example.com/");
        await UntilAsync(() => world.State.IsReady);

        await socket.CloseAsync(4000);
        var (second, _) = await world.ResumingAsync();

        Assert.StartsWith("/gateway?", second.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D9_ReconnectBeforeHello_IsAnotherConnection()
    {
        int opened = 0;

        // So long, that the wait for READY is not what ends it.
        await using var world = await StartAsync(Quick with { ReadyWithin = TimeSpan.FromMinutes(5) }, discord => discord.Greet = socket =>
            Interlocked.Increment(ref opened) == 2 ? socket.SendAsync("""{"op":7,"d":null}""") : discord.HelloAsync(socket));
        await (await world.ReadyAsync()).CloseAsync(4000);

        var early = await world.Discord.NextSocketAsync();
        await early.Closed.WaitAsync(TimeSpan.FromSeconds(15));
        var (_, resume) = await world.ResumingAsync();

        Assert.Equal((4000, "s1"), (early.CloseCode, resume.GetProperty("session_id").GetString()));
    }

    [Fact]
    public async Task D20_ClosedBeforeHelloOverAndOver_WaitsLongerEachTime()
    {
        var waited = new List<TimeSpan>();
        IEnumerable<TimeSpan> Backoff(Func<double> random)
        {
            foreach (var wait in Bot.Chat.Wire.Backoff.Sequence(random).Take(6))
            {
                waited.Add(wait);
                yield return wait / 1000;
            }

            waited.Add(TimeSpan.MaxValue);
            yield return TimeSpan.FromHours(1);
        }

        await using var world = await StartAsync(Quick with { Backoff = Backoff, Random = static () => 1 }, static discord => discord.Greet = static socket => socket.CloseAsync(4002));
        await UntilAsync(() => waited.Contains(TimeSpan.MaxValue));

        Assert.Equal([0, 1, 2, 4, 8, 16], waited.SkipLast(1).Select(static wait => wait.TotalSeconds));
        Assert.Equal(7, world.Discord.Opened);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3_600_000, 1)]
    public async Task D20_TheWaitsBeginAnew_OnlyAfterAConnectionThatWasReadyForLong(int goodAfter, int begun)
    {
        int sequences = 0;
        IEnumerable<TimeSpan> Backoff(Func<double> random)
        {
            Interlocked.Increment(ref sequences);

            return Quick.Backoff(random);
        }

        await using var world = await StartAsync(Quick with { Backoff = Backoff, GoodAfter = TimeSpan.FromMilliseconds(goodAfter) });
        await (await world.ReadyAsync()).CloseAsync(4000);
        await world.ResumingAsync();

        Assert.Equal(begun, sequences);
    }

    [Fact]
    public async Task Hello_ThatNeverComes_LeadsToAnotherConnection()
    {
        await using var world = await StartAsync(Quick with { ReadyWithin = TimeSpan.FromMilliseconds(200) }, static discord => discord.Greet = static _ => Task.CompletedTask);

        await world.Discord.NextSocketAsync();
        await world.Discord.NextSocketAsync();

        Assert.False(world.State.IsReady);
    }
}
