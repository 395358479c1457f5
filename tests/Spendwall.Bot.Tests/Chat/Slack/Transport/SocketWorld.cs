using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Api;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack.Transport;

/// <summary>The registered Socket Mode against a stand-in, with waits short enough for a test.</summary>
internal sealed class SocketWorld : IAsyncDisposable
{
    public static readonly SlackTransportSettings Quick = new()
    {
        Connections = 1,
        Stagger = TimeSpan.FromMilliseconds(50),
        AcknowledgeWithin = TimeSpan.FromSeconds(2.5),
        ReadyWithin = TimeSpan.FromSeconds(5),
        CloseWithin = TimeSpan.FromMilliseconds(300),
        CrowdedWait = TimeSpan.FromMilliseconds(400),
        Backoff = static _ => Enumerable.Repeat(TimeSpan.FromMilliseconds(5), int.MaxValue),
    };

    private readonly ServiceProvider services;
    private readonly IReadOnlyList<IHostedService> hosted;

    private SocketWorld(StandInSlack slack, ServiceProvider services)
    {
        Slack = slack;
        this.services = services;
        hosted = [.. services.GetServices<IHostedService>()];
    }

    public StandInSlack Slack { get; }

    public RecordingHandler Handler => (RecordingHandler)services.GetRequiredService<ISlackHandler>();

    public BackgroundService Socket => hosted.OfType<SlackSocketService>().Single();

    public SlackSocketState State => services.GetRequiredService<SlackSocketState>();

    public ManualClock Clock => (ManualClock)services.GetRequiredService<TimeProvider>();

    /// <param name="prepare">Before the first connection.</param>
    public static async Task<SocketWorld> StartAsync(SlackTransportSettings? settings = null, Action<StandInSlack>? prepare = null, ISlackApi? app = null)
    {
        var slack = await StandInSlack.StartAsync();
        prepare?.Invoke(slack);
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.ClearProviders());
        services.AddSingleton<TimeProvider>(new ManualClock(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)));
        services.AddKeyedSingleton("transport", TimeProvider.System);
        services.AddSingleton(new SpendwallOptions
        {
            Slack = new() { Enabled = true, BotToken = new("xoxb-1"), AppToken = new("xapp-1"), ApiUrl = slack.ApiUrl },
        });
        services.AddSingleton(settings ?? Quick);
        services.AddSingleton(new SlackApiSettings { UnsaidRetryAfter = TimeSpan.FromMilliseconds(50), RetryDelay = TimeSpan.FromMilliseconds(5) });
        services.AddSingleton<ISlackHandler, RecordingHandler>();
        services.AddSlackTransport();
        if (app is not null)
        {
            services.AddKeyedSingleton<ISlackApi>(SlackTransport.AppToken, app);
        }

        var world = new SocketWorld(slack, services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        foreach (var service in world.hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        return world;
    }

    public static string Envelope(string id, string type, string payload, bool takesPayload = false, string more = "") =>
        $$"""{"envelope_id":"{{id}}","type":"{{type}}","payload":{{payload}},"accepts_response_payload":{{(takesPayload ? "true" : "false")}}{{more}}}""";

    public static string Command(string trigger, string text = "runway") =>
        $$"""{"team_id":"T1","command":"/spendwall","text":"{{text}}","user_id":"U1","channel_id":"C1","channel_name":"ops","response_url":"https://hooks.slack.com/commands/1","trigger_id":"{{trigger}}"}""";

    public static string Event(string id, string type = "app_mention", string ts = "1795241533.000200") =>
        $$$"""{"team_id":"T1","type":"event_callback","event_id":"{{{id}}}","event":{"type":"{{{type}}}","user":"U1","channel":"C1","text":"why","ts":"{{{ts}}}","event_ts":"{{{ts}}}"}}""";

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    /// <summary>The envelope that the bot acknowledges next on this socket.</summary>
    public static async Task<string?> AcknowledgedAsync(StandInSocket socket) => (await socket.NextAsync()).GetProperty("envelope_id").GetString();

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
        await Slack.DisposeAsync();
    }
}
