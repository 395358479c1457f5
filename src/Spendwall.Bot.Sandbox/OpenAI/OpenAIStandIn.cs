using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>
/// OpenAI's admin API on loopback: daily costs that come hours late and are revised once, usage by the minute, hour
/// and day, projects, keys, limits.
/// </summary>
internal sealed class OpenAIStandIn : IAsyncDisposable
{
    private readonly StandInServer server;
    private readonly OpenAIAccount account;

    private OpenAIStandIn(StandInServer server, OpenAIAccount account)
    {
        this.server = server;
        this.account = account;
    }

    /// <summary>Ends in <c>/v1</c>.</summary>
    public string BaseUrl => server.BaseUrl;

    public string AdminKey => account.AdminKey;

    /// <summary>An ordinary key: every endpoint here refuses it.</summary>
    public string ProjectKey => account.ProjectKey;

    public CallerBook Callers => account.Callers;

    public RequestLog Requests => server.Requests;

    public FaultPlan Faults => server.Faults;

    public static async Task<OpenAIStandIn> StartAsync(
        SpendSeries series, TimeProvider clock, OpenAIStandInOptions? options = null, CancellationToken cancellationToken = default)
    {
        var account = new OpenAIAccount(series, clock, options ?? new());
        var server = await StandInServer.StartAsync(
            new("/v1", clock, OpenAIErrors.Body)
            {
                Admit = context => Admit(context, account),
                Map = routes =>
                {
                    var organization = routes.MapGroup("/organization");
                    new CostsEndpoint(account).Map(organization);
                    new UsageEndpoints(account).Map(organization);
                    new ProjectEndpoints(account).Map(organization);
                    new LimitEndpoints(account).Map(organization);
                },
            },
            cancellationToken);

        return new(server, account);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static void Admit(HttpContext context, OpenAIAccount account)
    {
        string key = Bearer.Of(context) ?? throw OpenAIErrors.Of(401);
        if (key != account.AdminKey)
        {
            throw key == account.ProjectKey ? OpenAIErrors.Of(403) : OpenAIErrors.WrongKey();
        }
    }
}
