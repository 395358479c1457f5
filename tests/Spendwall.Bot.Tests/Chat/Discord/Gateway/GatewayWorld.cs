using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Api;
using Spendwall.Bot.Chat.Discord.Gateway;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Sessions;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Discord.Gateway;

/// <summary>The registered transport against a stand-in, with waits short enough for a test.</summary>
internal sealed class GatewayWorld : IAsyncDisposable
{
    public static readonly DiscordGatewaySettings Quick = new()
    {
        ReadyWithin = TimeSpan.FromSeconds(5),
        CloseWithin = TimeSpan.FromMilliseconds(300),
        IdentifyGap = TimeSpan.Zero,
        InvalidWait = TimeSpan.FromMilliseconds(10),
        DrainWithin = TimeSpan.FromMilliseconds(300),
        Random = static () => 0.5,
        Backoff = static _ => Enumerable.Repeat(TimeSpan.FromMilliseconds(5), int.MaxValue),
    };

    private readonly TestDatabase database;
    private readonly bool ownsDatabase;
    private readonly ServiceProvider services;
    private readonly IReadOnlyList<IHostedService> hosted;

    private GatewayWorld(StandInDiscord discord, TestDatabase database, bool ownsDatabase, ServiceProvider services)
    {
        Discord = discord;
        this.database = database;
        this.ownsDatabase = ownsDatabase;
        this.services = services;
        hosted = [.. services.GetServices<IHostedService>()];
    }

    public StandInDiscord Discord { get; }

    public RecordingHandler Handler => (RecordingHandler)services.GetRequiredService<IDiscordHandler>();

    public DiscordGatewayState State => services.GetRequiredService<DiscordGatewayState>();

    public IDiscordApi Api => services.GetRequiredService<IDiscordApi>();

    /// <param name="prepare">Before the first connection.</param>
    /// <param name="stored">What an earlier run left behind.</param>
    public static async Task<GatewayWorld> StartAsync(DiscordGatewaySettings? settings = null, Action<StandInDiscord>? prepare = null, TestDatabase? stored = null)
    {
        var discord = await StandInDiscord.StartAsync();
        prepare?.Invoke(discord);
        var database = stored ?? await TestDatabase.CreateAsync();
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.ClearProviders());
        services.AddSingleton<TimeProvider>(new ManualClock(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)));
        services.AddKeyedSingleton("transport", TimeProvider.System);
        services.AddSingleton(new SpendwallOptions { Discord = new() { Enabled = true, Token = new("bot-token"), ApplicationId = "42", ApiUrl = discord.ApiUrl } });
        services.AddSingleton(settings ?? Quick);
        services.AddSingleton(new DiscordApiSettings { RetryDelay = TimeSpan.FromMilliseconds(5), UnsaidRetryAfter = TimeSpan.FromMilliseconds(100), Retries = 0 });
        services.AddSingleton(new SessionStarts(database.Database));
        services.AddSingleton<IDiscordHandler, RecordingHandler>();
        services.AddDiscordTransport();
        var world = new GatewayWorld(
            discord, database, stored is null, services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        foreach (var service in world.hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        return world;
    }

    public static string Interaction(string id, int type = 2) =>
        $$"""{"id":"{{id}}","application_id":"42","type":{{type}},"token":"token-{{id}}","guild_id":"1","channel_id":"2","data":{"name":"runway"},"version":1}""";

    public static string Dispatch(int sequence, string type, string data) => $$"""{"op":0,"t":"{{type}}","s":{{sequence}},"d":{{data}}}""";

    /// <summary>A new connection, whose Identify is answered with READY.</summary>
    public async Task<StandInSocket> ReadyAsync()
    {
        var socket = await Discord.NextSocketAsync();
        Assert.Equal(2, Op(await NextButBeatsAsync(socket)));
        await Discord.ReadyAsync(socket);
        await UntilAsync(() => State.IsReady);

        return socket;
    }

    /// <summary>A new connection, and the Resume that it began with.</summary>
    public async Task<(StandInSocket Socket, JsonElement Resume)> ResumingAsync()
    {
        var socket = await Discord.NextSocketAsync();
        var frame = await NextButBeatsAsync(socket);
        Assert.Equal(6, Op(frame));

        return (socket, frame.GetProperty("d"));
    }

    public static async Task<JsonElement> NextButBeatsAsync(StandInSocket socket)
    {
        while (true)
        {
            var frame = await socket.NextAsync();
            if (Op(frame) != 1)
            {
                return frame;
            }
        }
    }

    public static int Op(JsonElement frame) => frame.GetProperty("op").GetInt32();

    /// <summary>Waits for an effect.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), late.Token);
        }
    }

    public async Task StopAsync()
    {
        foreach (var service in hosted.Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await services.DisposeAsync();
        await Discord.DisposeAsync();
        if (ownsDatabase)
        {
            await database.DisposeAsync();
        }
    }
}
