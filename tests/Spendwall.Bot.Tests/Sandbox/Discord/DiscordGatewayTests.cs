using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

public sealed class DiscordGatewayTests : IAsyncLifetime, IDisposable
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private DiscordStandIn discord = null!;
    private DiscordTestClient client = null!;

    public async Task InitializeAsync()
    {
        discord = await DiscordStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        client = new(discord);
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Identify_GetsReadyAndTheGuild()
    {
        var gateway = await client.CallAsync("GET", "gateway/bot");
        using var socket = await client.ConnectAsync();

        Assert.Equal(41_250, (await socket.NextAsync(10)).GetProperty("heartbeat_interval").GetInt32());
        await socket.IdentifyAsync(discord.Identity.Token);
        var ready = await socket.EventAsync("READY");
        var guild = await socket.EventAsync("GUILD_CREATE");

        Assert.Equal((discord.Gateway.Url, 1000), (gateway.GetProperty("url").GetString(), gateway.GetProperty("session_start_limit").GetProperty("remaining").GetInt32()));
        Assert.Equal(discord.Gateway.ResumeUrl, ready.GetProperty("resume_gateway_url").GetString());
        Assert.Contains(guild.GetProperty("channels").EnumerateArray(), static channel => channel.GetProperty("name").GetString() == "ai-spend");
        Assert.Equal(999, discord.Gateway.StartsLeft);
    }

    [Fact]
    public async Task Heartbeat_IsAcknowledged_AndAskedForOnDemand()
    {
        using var socket = await client.LoginAsync();

        await socket.SayAsync(1, socket.Sequence);
        await socket.NextAsync(11);
        await client.ControlAsync("gateway", new { @do = "ask_heartbeat" });
        await socket.NextAsync(1);

        var connection = Assert.Single(discord.Gateway.Open);
        Assert.Equal((1, 2), (connection.Heartbeats, connection.HeardSequence));
    }

    [Fact]
    public async Task Heartbeat_Missing_EndsTheConnectionAndItsSession()
    {
        using var socket = await client.LoginAsync();

        clock.Advance(TimeSpan.FromSeconds(62));

        Assert.Equal(4009, await socket.ClosedAsync());
        Assert.Empty(discord.Gateway.Sessions);
    }

    [Fact]
    public async Task Resume_ReplaysWhatWasMissed()
    {
        using var first = await client.LoginAsync();
        discord.Gateway.DropAll();
        Assert.Null(await first.ClosedAsync());
        discord.Gateway.Dispatch("CHANNEL_UPDATE", []);
        using var second = await client.ConnectAsync(toResume: true);
        await second.NextAsync(10);

        await second.ResumeAsync(discord.Identity.Token, first.Session, first.Sequence);

        await second.EventAsync("CHANNEL_UPDATE");
        await second.EventAsync("RESUMED");
        Assert.Equal((4, 1, 999), (second.Sequence, discord.Gateway.Resumed, discord.Gateway.StartsLeft));
    }

    [Fact]
    public async Task Resume_AtTheWrongAddressOrOfADeadSession_IsInvalid()
    {
        using var first = await client.LoginAsync();
        await first.CloseAsync(4000);
        await first.ClosedAsync();

        using var wrong = await client.ConnectAsync();
        await wrong.NextAsync(10);
        await wrong.ResumeAsync(discord.Identity.Token, first.Session, first.Sequence);
        Assert.False((await wrong.NextAsync(9)).GetBoolean());
        using var ahead = await client.ConnectAsync(toResume: true);
        await ahead.NextAsync(10);
        await ahead.ResumeAsync(discord.Identity.Token, first.Session, first.Sequence + 1);
        Assert.Equal(4007, await ahead.ClosedAsync());
        using var dead = await client.ConnectAsync(toResume: true);
        await dead.NextAsync(10);
        await dead.ResumeAsync(discord.Identity.Token, first.Session, first.Sequence);
        Assert.False((await dead.NextAsync(9)).GetBoolean());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task Close_ByTheClientAsDone_EndsTheSession(int code)
    {
        using var socket = await client.LoginAsync();

        await socket.CloseAsync(code);
        await socket.ClosedAsync();

        await Until(() => discord.Gateway.Open.Count == 0);
        Assert.Empty(discord.Gateway.Sessions);
    }

    [Fact]
    public async Task Session_NotResumedInTime_IsForgotten()
    {
        using var socket = await client.LoginAsync();
        await socket.CloseAsync(4000);
        await socket.ClosedAsync();
        await Until(() => discord.Gateway.Open.Count == 0);
        Assert.Single(discord.Gateway.Sessions);

        clock.Advance(TimeSpan.FromMinutes(3.1));

        Assert.Empty(discord.Gateway.Sessions);
    }

    [Theory]
    [InlineData("nonsense", 4002)]
    [InlineData("{\"op\":99,\"d\":null}", 4001)]
    [InlineData("{\"op\":3,\"d\":{}}", 4003)]
    [InlineData("{\"op\":2,\"d\":{}}", 4002)]
    [InlineData("{\"op\":2,\"d\":{\"token\":\"wrong\",\"intents\":1,\"properties\":{}}}", 4004)]
    [InlineData("{\"op\":6,\"d\":{\"token\":\"wrong\",\"session_id\":\"x\",\"seq\":1}}", 4004)]
    [InlineData("{\"op\":2,\"d\":{\"token\":\"{token}\",\"properties\":{}}}", 4013)]
    [InlineData("{\"op\":2,\"d\":{\"token\":\"{token}\",\"intents\":134217728,\"properties\":{}}}", 4013)]
    [InlineData("{\"op\":2,\"d\":{\"token\":\"{token}\",\"intents\":32768,\"properties\":{}}}", 4014)]
    [InlineData("{\"op\":2,\"d\":{\"token\":\"{token}\",\"intents\":1,\"shard\":[1,1],\"properties\":{}}}", 4010)]
    public async Task Frame_ThatIsNotRight_IsClosedWithItsCode(string frame, int code)
    {
        using var socket = await client.ConnectAsync();
        await socket.NextAsync(10);

        await socket.RawAsync(frame.Replace("{token}", discord.Identity.Token, StringComparison.Ordinal));

        Assert.Equal(code, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Frames_TooManyOrTooLongOrTwice_AreClosedWithTheirCodes()
    {
        using var busy = await client.LoginAsync();
        for (int index = 0; index < 120; index++)
        {
            await busy.SayAsync(1, null);
        }

        Assert.Equal(4008, await busy.ClosedAsync());
        using var wordy = await client.LoginAsync();
        await wordy.SayAsync(1, new string('x', 5000));
        Assert.Equal(4002, await wordy.ClosedAsync());
        using var twice = await client.LoginAsync();
        await twice.IdentifyAsync(discord.Identity.Token);
        Assert.Equal(4005, await twice.ClosedAsync());
        using var old = await client.ConnectAsync(query: "?v=6&encoding=json");
        Assert.Equal(4012, await old.ClosedAsync());
    }

    [Theory]
    [InlineData(4000, true)]
    [InlineData(4003, false)]
    [InlineData(4006, false)]
    [InlineData(4008, true)]
    [InlineData(4009, false)]
    [InlineData(4011, false)]
    public async Task Close_OnDemand_LeavesTheSessionOrNot(int code, bool isResumable)
    {
        using var socket = await client.LoginAsync();

        await client.ControlAsync("gateway", new { @do = "close", code });

        Assert.Equal(code, await socket.ClosedAsync());
        Assert.Equal(isResumable ? 1 : 0, discord.Gateway.Sessions.Count);
    }

    [Fact]
    public async Task Trouble_OnDemand()
    {
        discord.Gateway.Trouble.ReconnectsBeforeHello = true;
        using var early = await client.ConnectAsync();
        await early.NextAsync(7);
        discord.Gateway.Trouble.ReconnectsBeforeHello = false;
        using var socket = await client.LoginAsync();
        await client.ControlAsync("gateway", new { @do = "reconnect" });
        await socket.NextAsync(7);
        await client.ControlAsync("gateway", new { @do = "invalidate", resumable = true });
        Assert.True((await socket.NextAsync(9)).GetBoolean());
        discord.Gateway.Trouble.FrameBytes = 7;
        await client.ControlAsync("gateway", new { @do = "invalidate" });
        Assert.False((await socket.NextAsync(9)).GetBoolean());
        Assert.True(socket.Frames > 1);
        Assert.Empty(discord.Gateway.Sessions);
        await client.ControlAsync("settings", new { resumes = "dropped", frame_bytes = 0 });
        using var resumed = await client.ConnectAsync(toResume: true);
        await resumed.NextAsync(10);
        await resumed.ResumeAsync(discord.Identity.Token, "any", 1);
        Assert.Null(await resumed.ClosedAsync());
    }

    [Fact]
    public async Task Identify_WithoutAStartLeft_LosesTheToken()
    {
        await using var spent = await DiscordStandIn.StartAsync(clock, new() { KeepRates = false, SessionStarts = 0 }, clock);
        using var other = new DiscordTestClient(spent);
        using var socket = await other.ConnectAsync();
        await socket.NextAsync(10);

        Assert.Equal(0, (await other.CallAsync("GET", "gateway/bot")).GetProperty("session_start_limit").GetProperty("remaining").GetInt32());
        await socket.IdentifyAsync(spent.Identity.Token);

        Assert.Equal(4004, await socket.ClosedAsync());
        Assert.Equal((401, 0), await other.RefusedAsync("GET", "gateway/bot"));
    }

    [Fact]
    public async Task Identify_TwiceInFiveSeconds_IsInvalid()
    {
        await using var strict = await DiscordStandIn.StartAsync(clock, new(), clock);
        using var other = new DiscordTestClient(strict);
        using var first = await other.LoginAsync();
        using var second = await other.ConnectAsync();
        await second.NextAsync(10);

        await second.IdentifyAsync(strict.Identity.Token);
        Assert.False((await second.NextAsync(9)).GetBoolean());
        clock.Advance(TimeSpan.FromSeconds(5));
        await second.IdentifyAsync(strict.Identity.Token);
        await second.EventAsync("READY");
    }

    [Fact]
    public async Task Dispatch_FollowsTheIntents()
    {
        using var quiet = await client.LoginAsync();
        using var listening = await client.LoginAsync(intents: 1 | (1 << 9));

        discord.People.Say("dana", "ai-spend", "what is this?");
        discord.People.Say("dana", "ai-spend", "@spendwall why");
        await client.CallAsync("POST", $"channels/{DiscordDirectory.AiSpend}/messages/{discord.World.Messages.All[0].Id}/threads", new { name = "x" });

        Assert.Equal("", (await listening.EventAsync("MESSAGE_CREATE")).GetProperty("content").GetString());
        Assert.Equal($"<@{DiscordIdentity.Bot}> why", (await listening.EventAsync("MESSAGE_CREATE")).GetProperty("content").GetString());
        Assert.True((await quiet.EventAsync("THREAD_CREATE")).GetProperty("newly_created").GetBoolean());
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(DiscordTestClient.Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
