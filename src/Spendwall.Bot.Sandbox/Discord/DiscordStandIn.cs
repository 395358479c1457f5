using Spendwall.Bot.Sandbox.Discord.Api;
using Spendwall.Bot.Sandbox.Discord.Gateway;
using Spendwall.Bot.Sandbox.Discord.People;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord;

/// <summary>A Discord guild on loopback: REST and gateway v10, and people who use it. Without voice, reactions, channel webhooks, compression and more than one shard.</summary>
internal sealed class DiscordStandIn : IAsyncDisposable
{
    private const int MaxBody = 26 * 1024 * 1024;

    private readonly StandInServer server;
    private readonly DiscordRestApi api;

    private DiscordStandIn(StandInServer server, DiscordWorld world, DiscordRestApi api, RateBook rates, GatewayHub gateway, DiscordPeople people)
    {
        this.server = server;
        this.api = api;
        World = world;
        Rates = rates;
        Gateway = gateway;
        People = people;
    }

    /// <summary>Without a trailing slash; the control paths are under it.</summary>
    public string Address => server.BaseUrl;

    /// <summary>Ends in <c>/api/v10/</c>, as the setting takes it.</summary>
    public string ApiUrl => $"{Address}{DiscordRestApi.Root}/";

    public DiscordIdentity Identity => World.Identity;

    public DiscordWorld World { get; }

    public GatewayHub Gateway { get; }

    public RateBook Rates { get; }

    public DiscordPeople People { get; }

    /// <summary>Every REST call with its body, newest last; what a fault answered is in <see cref="Requests"/> only.</summary>
    public IReadOnlyList<DiscordCallEntry> Calls => api.Calls;

    /// <summary>Every HTTP request, the sockets too.</summary>
    public RequestLog Requests => server.Requests;

    /// <summary>Faults by path: <c>/api/v10/channels/</c>, <c>/gateway</c>, <c>/resume</c>; empty hits everything.</summary>
    public FaultPlan Faults => server.Faults;

    public bool KeepRates
    {
        get => api.KeepRates;
        set => api.KeepRates = value;
    }

    /// <param name="clock">The guild's time; it may be simulated.</param>
    /// <param name="real">For what is counted in seconds of the wall; null: the system's.</param>
    public static async Task<DiscordStandIn> StartAsync(
        TimeProvider clock, DiscordStandInOptions? options = null, TimeProvider? real = null, CancellationToken cancellationToken = default)
    {
        var world = new DiscordWorld(clock, real ?? TimeProvider.System, options ?? new());
        var gateway = new GatewayHub(world);
        var feed = new GuildFeed(world, gateway);
        var people = new DiscordPeople(world, gateway, feed);
        var rates = new RateBook(world.Real, world.Options);
        var access = new Access(world);
        var api = new DiscordRestApi(world, rates, gateway,
        [
            .. new ApplicationRoutes(world, gateway).All,
            .. new GuildRoutes(world).All,
            .. new ChannelRoutes(world, feed, access).All,
            .. new MessageRoutes(world, feed, access).All,
            .. new InteractionRoutes(world, feed).All,
        ]);
        var control = new DiscordControl(world, api, gateway, rates, people);
        var server = await StandInServer.StartAsync(
            new("", clock, DiscordErrors.Body)
            {
                Admit = static _ => { },
                Map = routes =>
                {
                    api.Map(routes);
                    routes.MapGet("/gateway", context => gateway.AcceptAsync(context, isResumeUrl: false));
                    routes.MapGet("/resume", context => gateway.AcceptAsync(context, isResumeUrl: true));
                },
                MapControl = control.Map,
                MaxBody = MaxBody,
                Seed = world.Options.Seed,
            },
            cancellationToken);
        gateway.HttpAddress = server.BaseUrl;
        control.Faults = server.Faults;

        return new(server, world, api, rates, gateway, people);
    }

    /// <summary>Makes requests be told that they are too many.</summary>
    /// <param name="path">Of the requests, such as <c>/api/v10/channels/</c>.</param>
    /// <param name="times">Null: until the faults are cleared.</param>
    public void Limit(string path, RateScope scope, TimeSpan retryAfter, int? times = 1, int percent = 100) =>
        Faults.Add(RateLimits.Fault(path, scope, retryAfter) with { Times = times, Percent = percent });

    /// <summary>Makes requests say no with an error of Discord's.</summary>
    /// <param name="times">Null: until the faults are cleared.</param>
    public void Fail(string path, int status, int code, string message, int? times = 1, int percent = 100) => Faults.Add(new(path, FaultKind.Status)
    {
        Status = status,
        Body = new DiscordError(status, code, message).ToJson().ToJsonString(),
        Times = times,
        Percent = percent,
    });

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await server.DisposeAsync();
    }
}
