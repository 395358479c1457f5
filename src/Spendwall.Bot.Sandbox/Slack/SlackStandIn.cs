using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack.Api;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Sandbox.Slack.People;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack;

/// <summary>A Slack workspace on loopback: Web API, Socket Mode, signed HTTP, response URLs, and people who use it.</summary>
internal sealed class SlackStandIn : IAsyncDisposable
{
    private const int MaxBody = 4 * 1024 * 1024;

    private readonly StandInServer server;
    private readonly SlackWebApi api;
    private readonly HttpRoute http;
    private readonly SlackHooks hooks;

    private SlackStandIn(StandInServer server, SlackWorkspace workspace, SlackWebApi api, SlackHooks hooks, SocketHub sockets, Dispatcher dispatcher, HttpRoute http, SlackPeople people)
    {
        this.server = server;
        this.api = api;
        this.http = http;
        this.hooks = hooks;
        Workspace = workspace;
        Sockets = sockets;
        Dispatcher = dispatcher;
        People = people;
    }

    /// <summary>Without a trailing slash; the control paths are under it.</summary>
    public string Address => server.BaseUrl;

    /// <summary>Ends in <c>/api/</c>, as the setting takes it.</summary>
    public string ApiUrl => Address + "/api/";

    public SlackIdentity Identity => Workspace.Identity;

    public SlackWorkspace Workspace { get; }

    public SocketHub Sockets { get; }

    public Dispatcher Dispatcher { get; }

    public HttpRoute Http => http;

    public SlackPeople People { get; }

    /// <summary>Every Web API call with its arguments, newest last.</summary>
    public IReadOnlyList<SlackCallEntry> Calls => api.Calls;

    /// <summary>Every answer to a response URL, newest last.</summary>
    public IReadOnlyList<JsonObject> Answers => hooks.Answers;

    /// <summary>Every HTTP request, the sockets and response URLs too.</summary>
    public RequestLog Requests => server.Requests;

    /// <summary>Faults by path: <c>/api/chat.postMessage</c>, <c>/link/</c>, <c>/commands/</c>, <c>/actions/</c>; empty hits everything.</summary>
    public FaultPlan Faults => server.Faults;

    public bool KeepRates
    {
        get => api.KeepRates;
        set => api.KeepRates = value;
    }

    /// <summary>What every call is told about its token, such as <c>token_revoked</c>; null: the token is good.</summary>
    public string? TokenError
    {
        get => api.TokenError;
        set => api.TokenError = value;
    }

    /// <param name="clock">The workspace's time; it may be simulated.</param>
    /// <param name="real">For what is counted in seconds of the wall; null: the system's.</param>
    public static async Task<SlackStandIn> StartAsync(
        TimeProvider clock, SlackStandInOptions? options = null, TimeProvider? real = null, CancellationToken cancellationToken = default)
    {
        var workspace = new SlackWorkspace(clock, real ?? TimeProvider.System, options ?? new());
        var sockets = new SocketHub(workspace);
        var api = new SlackWebApi(workspace, sockets);
        var hooks = new SlackHooks(workspace);
        var http = new HttpRoute(workspace);
        var dispatcher = new Dispatcher(workspace, sockets, http);
        var people = new SlackPeople(workspace, sockets, dispatcher);
        var server = await StandInServer.StartAsync(
            new("", clock, ErrorBody)
            {
                Admit = static _ => { },
                Map = routes =>
                {
                    api.Map(routes);
                    hooks.Map(routes);
                    routes.MapGet("/link/", sockets.AcceptAsync);
                },
                MapControl = new SlackControl(workspace, api, sockets, dispatcher, http, people).Map,
                MaxBody = MaxBody,
                Seed = workspace.Options.Seed,
            },
            cancellationToken);
        sockets.HttpAddress = server.BaseUrl;

        return new(server, workspace, api, hooks, sockets, dispatcher, http, people);
    }

    /// <summary>Makes a method say no with a code of Slack's.</summary>
    /// <param name="times">Null: until the faults are cleared.</param>
    public void Fail(string method, string error, int? times = 1, int percent = 100) => Faults.Add(new($"/api/{method}", FaultKind.Status)
    {
        Status = 200,
        Body = new JsonObject { ["ok"] = false, ["error"] = error }.ToJsonString(),
        Times = times,
        Percent = percent,
    });

    public async ValueTask DisposeAsync()
    {
        await Dispatcher.DisposeAsync();
        await Sockets.DisposeAsync();
        await server.DisposeAsync();
    }

    private static object ErrorBody(int status) => new
    {
        ok = false,
        error = status switch { 404 => "unknown_method", 429 => "ratelimited", 503 => "service_unavailable", _ => "internal_error" },
    };
}
