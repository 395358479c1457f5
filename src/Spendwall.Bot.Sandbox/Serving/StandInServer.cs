using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>What one provider's stand-in brings to the common server.</summary>
/// <param name="BasePath"><c>/api/v1</c>.</param>
/// <param name="ErrorBody">The provider's own body of an error status.</param>
internal sealed record StandInSetup(string BasePath, TimeProvider Clock, Func<int, object> ErrorBody)
{
    /// <summary>Throws <see cref="ContractError"/> when the request may not pass, before any endpoint is looked up.</summary>
    public required Action<HttpContext> Admit { get; init; }

    public required Action<RouteGroupBuilder> Map { get; init; }

    /// <summary>Adds USD to the account; null where the provider has no credits.</summary>
    public Func<decimal, decimal>? TopUp { get; init; }
}

/// <summary>
/// One Kestrel on a free loopback port: log, then faults, then the provider's rules. It reads no environment variable
/// and no settings file.
/// </summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private const int MaxBody = 64 * 1024;

    private readonly WebApplication app;
    private readonly StandInSetup setup;

    private StandInServer(WebApplication app, StandInSetup setup)
    {
        this.app = app;
        this.setup = setup;
    }

    /// <summary>With the base path, without a trailing slash.</summary>
    public string BaseUrl { get; private set; } = "";

    public FaultPlan Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    public static async Task<StandInServer> StartAsync(StandInSetup setup, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        var server = new StandInServer(builder.Build(), setup);
        server.Compose();
        await server.app.StartAsync(cancellationToken);
        string address = server.app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        server.BaseUrl = address + setup.BasePath;

        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void Compose()
    {
        app.Use(LogAsync);
        app.Use(FaultAsync);
        app.Use(AdmitAsync);
        app.UseRouting();
        new ControlEndpoints(setup.Clock, Faults, setup.TopUp).Map(app);
        setup.Map(app.MapGroup(setup.BasePath));
        app.MapFallback(context => Answer.WriteAsync(context, 404, setup.ErrorBody(404)));
    }

    private async Task LogAsync(HttpContext context, RequestDelegate next)
    {
        // Simulated, like everything else here: whoever compares clocks compares with this one.
        context.Response.Headers.Date = setup.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        var request = context.Request;
        int status = 0;
        try
        {
            await next(context);
            status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; there is nobody to answer.
        }
        finally
        {
            Requests.Add(new(setup.Clock.GetUtcNow(), request.Method, request.Path, request.QueryString.ToString(), status));
        }
    }

    private async Task FaultAsync(HttpContext context, RequestDelegate next)
    {
        var fault = OwnPath(context) is { } path ? Faults.Take(path) : null;
        await (fault is null ? next(context) : FaultMiddleware.ApplyAsync(context, fault, setup.ErrorBody, next));
    }

    private async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (OwnPath(context) is not null)
            {
                setup.Admit(context);
            }

            await next(context);
        }
        catch (ContractError error)
        {
            if (error.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }

            await Answer.WriteAsync(context, error.Status, error.Body);
        }
        catch (BadHttpRequestException exception)
        {
            await Answer.WriteAsync(context, exception.StatusCode, setup.ErrorBody(exception.StatusCode));
        }
    }

    /// <summary>The path behind the base path; null for the control paths.</summary>
    private string? OwnPath(HttpContext context) =>
        context.Request.Path.StartsWithSegments(setup.BasePath, StringComparison.Ordinal, out var rest) ? rest.Value : null;
}
