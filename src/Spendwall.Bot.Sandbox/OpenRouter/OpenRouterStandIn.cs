using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>
/// OpenRouter's billing API on loopback: management and inference keys, credits up to 60 s old, paged keys, 30
/// completed days of activity, analytics up to the simulated now, prices, generations.
/// </summary>
internal sealed class OpenRouterStandIn : IAsyncDisposable
{
    private readonly StandInServer server;
    private readonly OpenRouterAccount account;

    private OpenRouterStandIn(StandInServer server, OpenRouterAccount account)
    {
        this.server = server;
        this.account = account;
        var biggest = account.Series.Rows.GroupBy(row => row.Caller, StringComparer.Ordinal).MaxBy(group => group.Sum(row => row.Amounts.Usd))!;
        InferenceKey = account.Callers[biggest.Key].OpenRouterKey;
    }

    /// <summary>Ends in <c>/api/v1</c>.</summary>
    public string BaseUrl => server.BaseUrl;

    public string ManagementKey => account.ManagementKey;

    /// <summary>The ordinary key of the caller that spends most.</summary>
    public string InferenceKey { get; }

    public CallerBook Callers => account.Callers;

    public RequestLog Requests => server.Requests;

    public FaultPlan Faults => server.Faults;

    public static async Task<OpenRouterStandIn> StartAsync(
        SpendSeries series, TimeProvider clock, OpenRouterStandInOptions? options = null, CancellationToken cancellationToken = default)
    {
        var account = new OpenRouterAccount(series, clock, options ?? new());
        var gate = new OpenRouterGate(account);
        var server = await StandInServer.StartAsync(
            new("/api/v1", clock, OpenRouterErrors.Body)
            {
                Admit = gate.Admit,
                Map = routes =>
                {
                    new BalanceEndpoints(account).Map(routes);
                    new KeyEndpoints(account).Map(routes);
                    new ActivityEndpoint(account).Map(routes);
                    new AnalyticsEndpoints(account).Map(routes);
                    new ModelEndpoints(account).Map(routes);
                    new GenerationEndpoint(account).Map(routes);
                    new CompletionEndpoint(account).Map(routes);
                },
                TopUp = account.Buy,
            },
            cancellationToken);

        return new(server, account);
    }

    /// <summary>Buys credits now.</summary>
    /// <returns>All credits ever bought, in USD.</returns>
    public decimal TopUp(decimal usd) => account.Buy(usd);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
