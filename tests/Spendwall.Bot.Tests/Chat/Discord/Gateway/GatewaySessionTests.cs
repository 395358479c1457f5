using System.Text.Json;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Ledger.Sessions;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Chat.Discord.Gateway.GatewayWorld;

namespace Spendwall.Bot.Tests.Chat.Discord.Gateway;

/// <summary>CHAT.md §3.1: heartbeats, sequence, sessions and what is handed over, D1, D6, D10–D12, D14, D18 and D19.</summary>
public sealed class GatewaySessionTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task D1_HandlersThatHang_DoNotHoldUpHeartbeats()
    {
        await using var world = await StartAsync(Quick with { Workers = 2 }, static discord => discord.HeartbeatInterval = 100);
        world.Handler.OnHandle = static (_, cancelled) => Task.Delay(Forever, cancelled);
        var socket = await world.ReadyAsync();
        for (int i = 2; i < 30; i++)
        {
            await socket.SendAsync(Dispatch(i, i % 2 == 0 ? "INTERACTION_CREATE" : "CHANNEL_UPDATE", i % 2 == 0 ? Interaction($"{i}") : """{"id":"5"}"""));
        }

        for (int beats = 0; beats < 10; beats++)
        {
            var frame = await socket.NextAsync();
            Assert.Equal(1, Op(frame));
            await socket.SendAsync("""{"op":11,"d":null}""");
        }

        Assert.Equal(1, world.Discord.Opened);
        Assert.True(world.State.IsReady);
    }

    [Fact]
    public async Task D1_MoreThanTheBacklogHolds_IsDroppedAndHeartbeatsGoOn()
    {
        await using var world = await StartAsync(
            Quick with { Workers = 1, Backlog = 4, JamPatience = TimeSpan.FromMilliseconds(50) }, static discord => discord.HeartbeatInterval = 100);
        world.Handler.OnHandle = static (_, cancelled) => Task.Delay(Forever, cancelled);
        var socket = await world.ReadyAsync();
        for (int i = 2; i < 200; i++)
        {
            await socket.SendAsync(Dispatch(i, "INTERACTION_CREATE", Interaction($"{i}")));
        }

        while (BeatSequence(await socket.NextAsync()) < 199)
        {
            await socket.SendAsync("""{"op":11,"d":null}""");
        }

        Assert.Equal(1, world.Discord.Opened);
    }

    [Fact]
    public async Task D1_ABurstLargerThanTheBacklog_IsWaitedForAndAllHandled()
    {
        await using var world = await StartAsync(Quick with { Workers = 2, Backlog = 4 });
        world.Handler.OnHandle = static async (_, _) => await Task.Yield();
        var socket = await world.ReadyAsync();
        for (int i = 2; i < 302; i++)
        {
            await socket.SendAsync(Dispatch(i, "INTERACTION_CREATE", Interaction($"{i}")));
        }

        for (int i = 0; i < 300; i++)
        {
            await world.Handler.NextAsync<DiscordInbound.Interaction>();
        }
    }

    [Fact]
    public async Task Heartbeats_BeginAfterAPartOfTheInterval()
    {
        await using var world = await StartAsync(Quick with { Random = static () => 0.01 }, static discord => discord.HeartbeatInterval = 20_000);
        var socket = await world.ReadyAsync();

        // 1 % of 20 s: a client without jitter would wait for all of it.
        Assert.Equal(1, Op(await socket.NextAsync()));
    }

    [Fact]
    public async Task D6_NoSessionsLeftToday_WaitsUntilThereAre()
    {
        await using var world = await StartAsync(prepare: static discord => (discord.Remaining, discord.ResetAfter) = (0, 1000));
        await UntilAsync(() => world.Discord.Calls.Count == 1);
        Assert.Equal(0, world.Discord.Opened);
        world.Discord.Remaining = 1;

        await world.ReadyAsync();

        Assert.Equal(2, world.Discord.Calls.Count);
    }

    [Fact]
    public async Task D6_WithALongReset_AsksOnceAndDoesNotIdentify()
    {
        await using var world = await StartAsync(prepare: static discord => discord.Remaining = 0);
        await UntilAsync(() => world.Discord.Calls.Count == 1);

        await world.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal((1, 0), (world.Discord.Calls.Count, world.Discord.Opened));
    }

    [Fact]
    public async Task D6_SessionsOfEarlierRuns_AreCountedToo()
    {
        await using var stored = await TestDatabase.CreateAsync();
        for (int run = 0; run < 2; run++)
        {
            await using var world = await StartAsync(prepare: static discord => discord.Total = 2, stored: stored);
            await world.ReadyAsync();
        }

        await using var third = await StartAsync(prepare: static discord => discord.Total = 2, stored: stored);
        await UntilAsync(() => third.Discord.Calls.Count == 1);
        await third.StopAsync();

        Assert.Equal(0, third.Discord.Opened);
        Assert.Equal(2, (await new SessionStarts(stored.Database).ReadAsync("discord:42", TimeProvider.System.GetUtcNow(), default)).Count);
    }

    [Fact]
    public async Task D6_TheAddressCannotBeAsked_TheLastOneServes()
    {
        bool isDown = false;
        await using var world = await StartAsync(prepare: discord => discord.Answer = (_, context) =>
        {
            context.Response.StatusCode = Volatile.Read(ref isDown) ? 500 : 200;

            return discord.GatewayAsync(context);
        });
        var socket = await world.ReadyAsync();
        Volatile.Write(ref isDown, true);

        await socket.CloseAsync(4009);

        await world.ReadyAsync();
    }

    [Fact]
    public async Task Identify_TwiceWithinTheGap_Waits()
    {
        await using var world = await StartAsync(Quick with { IdentifyGap = TimeSpan.FromMilliseconds(600) });
        var first = await world.ReadyAsync();
        long readyAt = TimeProvider.System.GetTimestamp();
        await first.CloseAsync(4009);

        await world.ReadyAsync();

        Assert.True(TimeProvider.System.GetElapsedTime(readyAt) > TimeSpan.FromMilliseconds(300), "the second session began at once");
    }

    [Fact]
    public async Task D10_AskedForAHeartbeat_SendsOneAtOnceWithTheLastSequence()
    {
        await using var world = await StartAsync();
        var socket = await world.Discord.NextSocketAsync();
        await socket.NextAsync();
        await socket.SendAsync("""{"op":1,"d":null}""");
        var before = await socket.NextAsync();
        await world.Discord.ReadyAsync(socket);

        await socket.SendAsync("""{"op":1,"d":null}""");

        Assert.Equal("""{"op":1,"d":null}""", before.GetRawText());
        Assert.Equal("""{"op":1,"d":1}""", (await socket.NextAsync()).GetRawText());
    }

    [Fact]
    public async Task D10_AskedForManyHeartbeats_StaysWithinTheBudgetAndKeepsRoomForThoseThatAreDue()
    {
        await using var world = await StartAsync(Quick with { MostSends = 20, KeptForHeartbeats = 5 }, static discord => discord.HeartbeatInterval = 1000);
        var socket = await world.ReadyAsync();
        for (int i = 0; i < 200; i++)
        {
            await socket.SendAsync("""{"op":1,"d":null}""");
        }

        // Identify and fourteen asked-for heartbeats use what is not kept; then those come that are due.
        int sent = 1;
        while (sent < 15)
        {
            Assert.Equal(1, Op(await socket.NextAsync()));
            sent++;
        }

        await socket.SendAsync("""{"op":11,"d":null}""");
        Assert.Equal(1, Op(await socket.NextAsync()));
        Assert.True(world.State.IsReady);
        Assert.Equal((0, 1), (socket.Waiting, world.Discord.Opened));
    }

    [Fact]
    public async Task D11_AHeartbeatThatIsNotAnswered_EndsTheConnectionAndResumes()
    {
        await using var world = await StartAsync(prepare: static discord => discord.HeartbeatInterval = 150);
        var socket = await world.ReadyAsync();

        var (_, resume) = await world.ResumingAsync();
        await socket.Closed;

        Assert.Equal((4000, "s1"), (socket.CloseCode, resume.GetProperty("session_id").GetString()));
    }

    [Fact]
    public async Task D12_InvalidSessionThatMayBeResumed_IsResumed()
    {
        await using var world = await StartAsync();
        var socket = await world.ReadyAsync();

        await socket.SendAsync("""{"op":9,"d":true}""");
        var (_, resume) = await world.ResumingAsync();

        await socket.Closed;
        Assert.Equal((4000, "s1"), (socket.CloseCode, resume.GetProperty("session_id").GetString()));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 500)]
    public async Task D12_InvalidSession_WaitsAndIdentifiesOnAFreshConnection(double random, int least)
    {
        await using var world = await StartAsync(Quick with { Random = () => random, InvalidWait = TimeSpan.FromMilliseconds(100) }, static discord => discord.HeartbeatInterval = 60_000);
        var socket = await world.ReadyAsync();
        long sentAt = TimeProvider.System.GetTimestamp();

        await socket.SendAsync("""{"op":9,"d":false}""");
        var fresh = await world.ReadyAsync();

        Assert.NotSame(socket, fresh);
        Assert.True(TimeProvider.System.GetElapsedTime(sentAt) >= TimeSpan.FromMilliseconds(least - 5), "it did not wait");
    }

    [Fact]
    public async Task D12_InvalidSessionInsteadOfReady_IdentifiesAgain()
    {
        await using var world = await StartAsync();
        var socket = await world.Discord.NextSocketAsync();
        await socket.NextAsync();

        await socket.SendAsync("""{"op":9,"d":false}""");

        await world.ReadyAsync();
    }

    [Fact]
    public async Task D14_AnInteractionThatLooksOldByItsId_IsHandedOver()
    {
        await using var world = await StartAsync();
        var socket = await world.ReadyAsync();
        long before = TimeProvider.System.GetTimestamp();

        // Made in January 2015, if the id is believed.
        await socket.SendAsync(Dispatch(2, "INTERACTION_CREATE", Interaction("4194304")));
        var inbound = await world.Handler.NextAsync<DiscordInbound.Interaction>();
        await world.Api.CallbackAsync(inbound.Reply, new() { ["type"] = 5 }, default);

        Assert.InRange(inbound.ReceivedAt, before, TimeProvider.System.GetTimestamp());
        Assert.Equal("interactions/4194304/token-4194304/callback", world.Discord.Calls[^1].Path);
    }

    [Fact]
    public async Task D18_TheSequence_ComesFromDispatchesOnlyAndOutlivesTheConnection()
    {
        await using var world = await StartAsync();
        var first = await world.ReadyAsync();
        await first.SendAsync(Dispatch(7, "CHANNEL_UPDATE", """{"id":"5"}"""));
        await first.SendAsync("""{"op":11,"d":null,"s":99,"t":null}""");
        await first.SendAsync("""{"op":1,"d":null,"s":null}""");
        var beat = await first.NextAsync();
        await first.SendAsync("""{"op":7,"d":null,"s":98}""");
        var (second, resume) = await world.ResumingAsync();
        await second.SendAsync(Dispatch(8, "CHANNEL_UPDATE", """{"id":"6"}"""));
        await second.SendAsync(Dispatch(9, "RESUMED", "{}"));
        await second.SendAsync("""{"op":1,"d":null}""");

        Assert.Equal(7, BeatSequence(beat));
        Assert.Equal(7, resume.GetProperty("seq").GetInt32());
        Assert.Equal(9, BeatSequence(await second.NextAsync()));
    }

    [Fact]
    public async Task D18_ASessionThatIsOld_IsBegunAnew()
    {
        await using var world = await StartAsync(Quick with { RenewAfter = TimeSpan.FromMilliseconds(400) });
        var first = await world.ReadyAsync();

        var second = await world.ReadyAsync();
        await first.Closed;

        Assert.Equal(4000, first.CloseCode);
        Assert.StartsWith("/gateway?", second.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D19_AFrameInPieces_IsReadAsOne()
    {
        await using var world = await StartAsync();
        var socket = await world.ReadyAsync();
        string name = new('ü', 60_000);

        await socket.SendAsync(Dispatch(2, "CHANNEL_UPDATE", $$"""{"id":"5","name":"{{name}}"}"""), chunk: 1021);
        await socket.SendAsync("{ no json");
        await socket.SendAsync("[1]");
        await socket.SendAsync("""{"op":99}""");
        await socket.SendAsync(Dispatch(3, "INTERACTION_CREATE", Interaction("9")));

        Assert.Equal(name, (await world.Handler.NextAsync<DiscordInbound.Event>()).Payload.GetProperty("name").GetString());
        await world.Handler.NextAsync<DiscordInbound.Interaction>();
        Assert.DoesNotContain("compress", socket.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispatches_ReachTheHandlerOnceAndInOrder()
    {
        await using var world = await StartAsync();
        var socket = await world.ReadyAsync();
        await socket.SendAsync(Dispatch(2, "GUILD_CREATE", """{"id":"1"}"""));
        await socket.SendAsync(Dispatch(3, "CHANNEL_CREATE", """{"id":"2"}"""));
        await socket.SendAsync(Dispatch(4, "INTERACTION_CREATE", Interaction("9", type: 1)));
        await socket.SendAsync(Dispatch(5, "INTERACTION_CREATE", """{"id":"10","type":2}"""));

        Assert.Equal(new DiscordInbound.Ready(0, "42", "77", false), await world.Handler.NextAsync() is DiscordInbound.Ready ready ? ready with { ReceivedAt = 0 } : null);
        Assert.Equal("GUILD_CREATE", ((DiscordInbound.Event)await world.Handler.NextAsync()).Type);
        Assert.Equal("CHANNEL_CREATE", ((DiscordInbound.Event)await world.Handler.NextAsync()).Type);
        await socket.SendAsync(Dispatch(6, "INTERACTION_CREATE", Interaction("11")));
        await socket.SendAsync(Dispatch(7, "INTERACTION_CREATE", Interaction("11")));
        await socket.SendAsync(Dispatch(8, "INTERACTION_CREATE", Interaction("12")));
        string[] handled = [(await world.Handler.NextAsync<DiscordInbound.Interaction>()).Reply.Interaction, (await world.Handler.NextAsync<DiscordInbound.Interaction>()).Reply.Interaction];

        Assert.Equal(["11", "12"], handled.Order());
    }

    [Fact]
    public async Task Dispatches_ThatNobodyWants_AreNotHandedOverAndCountAllTheSame()
    {
        await using var world = await StartAsync();
        world.Handler.OnWants = static type => type == "THREAD_DELETE";
        var socket = await world.ReadyAsync();
        await world.Handler.NextAsync<DiscordInbound.Ready>();

        await socket.SendAsync(Dispatch(2, "THREAD_DELETE", """{"id":"5"}"""));
        await socket.SendAsync(Dispatch(3, "CHANNEL_UPDATE", """{"id":"5"}"""));
        await socket.SendAsync(Dispatch(4, "INTERACTION_CREATE", Interaction("9")));
        await socket.SendAsync("""{"op":1,"d":null}""");

        DiscordInbound[] handled = [await world.Handler.NextAsync(), await world.Handler.NextAsync()];
        Assert.Equal("THREAD_DELETE", Assert.Single(handled.OfType<DiscordInbound.Event>()).Type);
        Assert.Single(handled.OfType<DiscordInbound.Interaction>());
        Assert.Equal(4, BeatSequence(await socket.NextAsync()));
    }

    [Fact]
    public async Task Resumed_TellsTheHandlerWhoItIs()
    {
        await using var world = await StartAsync();
        await (await world.ReadyAsync()).CloseAsync(4000);
        var (socket, _) = await world.ResumingAsync();
        await world.Handler.NextAsync<DiscordInbound.Ready>();

        await socket.SendAsync(Dispatch(2, "RESUMED", "{}"));
        var ready = await world.Handler.NextAsync<DiscordInbound.Ready>();

        Assert.Equal(("42", "77", true), (ready.Application, ready.User, ready.Resumed));
    }

    [Fact]
    public async Task Handler_ThatThrows_IsSurvived()
    {
        await using var world = await StartAsync();
        world.Handler.OnHandle = static (inbound, _) => inbound is DiscordInbound.Interaction ? throw new InvalidOperationException("oops") : Task.CompletedTask;
        var socket = await world.ReadyAsync();

        for (int i = 2; i < 40; i++)
        {
            await socket.SendAsync(Dispatch(i, "INTERACTION_CREATE", Interaction($"{i}")));
        }

        for (int i = 2; i < 40; i++)
        {
            await world.Handler.NextAsync<DiscordInbound.Interaction>();
        }

        Assert.True(world.State.IsReady);
    }

    private static int BeatSequence(JsonElement frame) => Op(frame) == 1 && frame.GetProperty("d").ValueKind == JsonValueKind.Number ? frame.GetProperty("d").GetInt32() : 0;
}
