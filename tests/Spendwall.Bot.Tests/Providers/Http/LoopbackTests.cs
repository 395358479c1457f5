using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Providers.Http;

/// <summary>The registered factory with its own handler, over real sockets.</summary>
public sealed class LoopbackTests
{
    [Fact]
    public async Task Read_RedirectToAnotherHost_IsNotFollowedAndLeaksNoKey()
    {
        var reached = new List<string>();
        await using var other = await StartAsync(app => app.Map("{**path}", (HttpContext context) =>
        {
            reached.Add(context.Request.Headers.Authorization.ToString());

            return Results.Json(new { data = new { total_credits = 1, total_usage = 0 } });
        }));
        await using var first = await StartAsync(app => app.MapGet("/v1/credits", () => Results.Redirect($"{Address(other)}/v1/credits")));
        await using var services = Services();

        var exception = await Assert.ThrowsAsync<ProviderException>(async () => await ReadAsync(services, Address(first)));

        Assert.Equal((ProviderFailure.Rejected, 302), (exception.Failure, exception.Status));
        Assert.Empty(reached);
    }

    [Fact]
    public async Task Read_ARealServer_GivesTheBalance()
    {
        await using var server = await StartAsync(app => app.MapGet("/v1/credits", (HttpContext context) =>
            context.Request.Headers.Authorization == $"Bearer {ReaderHarness.Key}" ? Results.Text("""{"data":{"total_credits":"10.5","total_usage":0.25}}""") : Results.Unauthorized()));
        await using var services = Services();

        var balance = Assert.IsType<ProviderFact.Balance>(Assert.Single(await ReadAsync(services, Address(server))));

        Assert.Equal(10.25m, balance.Reading.Balance.Dollars);
    }

    [Fact]
    public async Task Read_AnEndlessAnswer_StopsAtTheCap()
    {
        await using var server = await StartAsync(app => app.MapGet("/v1/credits", async (HttpContext context) =>
        {
            byte[] part = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        }));
        await using var services = Services();

        var exception = await Assert.ThrowsAsync<ProviderException>(async () => await ReadAsync(services, Address(server)));

        Assert.Equal(ProviderFailure.Malformed, exception.Failure);
    }

    [Fact]
    public async Task Read_AConnectionThatBreaksOff_IsUnavailable()
    {
        await using var server = await StartAsync(app => app.MapGet("/v1/credits", async (HttpContext context) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"data":{""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        }));
        await using var services = Services();

        var exception = await Assert.ThrowsAsync<ProviderException>(async () => await ReadAsync(services, Address(server)));

        Assert.Equal(ProviderFailure.Unavailable, exception.Failure);
    }

    [Fact]
    public async Task Create_TheSameAccount_IsTheSameReader()
    {
        await using var services = Services();
        var factory = services.GetRequiredService<AccountReaderFactory>();
        var account = new AccountOptions { Name = "acme", Provider = ProviderKind.OpenAI, ApiKey = new Secret("sk-admin-1") };

        Assert.Same(factory.Create(account), factory.Create(account));
        Assert.NotSame(factory.Create(account), factory.Create(account with { Name = "other" }));
    }

    private static async Task<List<ProviderFact>> ReadAsync(ServiceProvider services, string address)
    {
        var account = new AccountOptions { Name = "acme", Provider = ProviderKind.OpenRouter, ApiKey = new Secret(ReaderHarness.Key), BaseUrl = $"{address}/v1/" };

        return await services.GetRequiredService<AccountReaderFactory>().Create(account).ReadAsync(new DatasetRead("credits", null, []), CancellationToken.None).ToListAsync();
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddKeyedSingleton("transport", TimeProvider.System);
        services.AddSingleton(ReaderHarness.Once with { LargestAnswer = 1024 * 1024 });
        services.AddProviders();

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        map(app);
        await app.StartAsync();

        return app;
    }

    private static string Address(WebApplication app) =>
        app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
}
